import { catalogue, type ErrorName, errorNames } from '../shared/errors/catalogue.ts';
import type { CatalogueRow } from '../shared/errors/catalogue-row.ts';

export interface Entry {
  readonly name: ErrorName;
  readonly row: CatalogueRow;
}

export const entries: readonly Entry[] = errorNames.map(entryOf);

/** The causes of 50000 TokenIssuanceError. */
export const faults = entries.filter(({ row }) => row.isFault);

export function entryOf(name: ErrorName): Entry {
  return { name, row: catalogue[name] };
}

/** The subject of a mail to support. */
export function titleOf({ name, row }: Entry): string {
  return `AADSTS${row.number} ${name}`;
}

/** @param number as in the URL; only the exact digits of an `error_codes` member match */
export function findEntry(number: string): Entry | undefined {
  return entries.find(({ row }) => String(row.number) === number);
}

/** The member that shows an error's numbers: `error_codes` of the answer or, for a reason that only the log has, `reason`. */
export function numbersOf({ row }: Entry): {
  readonly member: 'error_codes' | 'reason';
  readonly numbers: readonly number[];
} {
  if (row.isLogOnly) return { member: 'reason', numbers: [row.number] };
  return {
    member: 'error_codes',
    numbers: row.isFault ? [catalogue.TokenIssuanceError.number, row.number] : [row.number],
  };
}

/** The `error` codes and HTTP statuses of the answers; 50000 has those of all its causes. */
export function answersOf(entry: Entry): {
  readonly errors: readonly CatalogueRow['error'][];
  readonly statuses: readonly number[];
} {
  const rows = (entry.name === 'TokenIssuanceError' ? faults : [entry]).map(({ row }) => row);
  return {
    errors: [...new Set(rows.map(({ error }) => error))],
    statuses: [...new Set(rows.map(({ status }) => status))],
  };
}
