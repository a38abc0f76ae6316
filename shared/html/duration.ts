import type { Language } from './language.ts';

const units = ['day', 'hour', 'minute'] as const;
type Unit = (typeof units)[number];

/** Plural forms of each unit (CLDR), in the grammatical case that the sentence needs. */
export type DurationWords = Readonly<
  Record<Unit, Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>> & {
    /** Joins two units. */
    readonly and: string;
  }
>;

/** Formats a duration with at most two units, rounded up, for sentences with "up to". */
export function duration(seconds: number, language: Language, words: DurationWords): string {
  const rules = new Intl.PluralRules(language);
  const counts = countsOf(Math.ceil(seconds / 60));
  return units
    .filter((unit) => counts[unit] > 0)
    .map((unit) => `${counts[unit]} ${words[unit][rules.select(counts[unit])] ?? words[unit].other}`)
    .join(` ${words.and} `);
}

/** From a day on, minutes are rounded up to hours. */
function countsOf(minutes: number): Readonly<Record<Unit, number>> {
  if (minutes < 24 * 60) return { day: 0, hour: Math.floor(minutes / 60), minute: minutes % 60 };
  const hours = Math.ceil(minutes / 60);
  return { day: Math.floor(hours / 24), hour: hours % 24, minute: 0 };
}
