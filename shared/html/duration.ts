import type { Language } from './language.ts';

const units = ['day', 'hour', 'minute'] as const;
type Unit = (typeof units)[number];

/** Each unit by its plural forms (CLDR), in the case that the sentence asks for. */
export type DurationWords = Readonly<
  Record<Unit, Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>> & {
    /** Between two units. */
    readonly and: string;
  }
>;

/** In words, of two units at most; rounded up, so that `up to` is true of it. */
export function duration(seconds: number, language: Language, words: DurationWords): string {
  const rules = new Intl.PluralRules(language);
  const counts = countsOf(Math.ceil(seconds / 60));
  return units
    .filter((unit) => counts[unit] > 0)
    .map((unit) => `${counts[unit]} ${words[unit][rules.select(counts[unit])] ?? words[unit].other}`)
    .join(` ${words.and} `);
}

/** Beside days no minutes are told. */
function countsOf(minutes: number): Readonly<Record<Unit, number>> {
  if (minutes < 24 * 60) return { day: 0, hour: Math.floor(minutes / 60), minute: minutes % 60 };
  const hours = Math.ceil(minutes / 60);
  return { day: Math.floor(hours / 24), hour: hours % 24, minute: 0 };
}
