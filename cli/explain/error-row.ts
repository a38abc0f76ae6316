import { adviceText } from '../../error-page/advice.ts';
import { en } from '../../error-page/texts/en.ts';
import { catalogue, errorNames } from '../../shared/errors/catalogue.ts';

/** The catalogue row and the remedy of an error number. */
export interface ErrorRow {
  readonly number: number;
  readonly name: string;
  readonly meaning: string;
  readonly remedy: string;
}

export function findErrorRow(number: unknown): ErrorRow | undefined {
  const name = errorNames.find((each) => catalogue[each].number === number);
  if (name === undefined) return undefined;
  const row = catalogue[name];
  return { number: row.number, name, meaning: row.meaning, remedy: adviceText(en.errors[name].change, en.labels) };
}
