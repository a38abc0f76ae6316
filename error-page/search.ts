// Searches the catalogue: a number finds its error, words find the errors that contain all of them, in the reader's language.
import type { Language } from '../shared/html/language.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import { adviceText } from './advice.ts';
import { type Entry, entries, findEntry } from './entry.ts';
import { texts } from './texts/texts.ts';

/** Characters: room for a whole error message or `error_uri`. What is longer is cut. */
export const maxSearchLength = 300;

/** What to search for; undefined for the whole index. */
export function readSearch({ url }: EndpointRequest): string | undefined {
  return url.searchParams.get('q')?.slice(0, maxSearchLength).trim() || undefined;
}

/** The error whose number is searched for: alone, or in an `error_description` or `error_uri`. */
export function findNumber(search: string): Entry | undefined {
  const [, number = ''] = /(?:^|AADSTS|code=)(\d+)/i.exec(search) ?? [];
  return findEntry(number);
}

/** The best matches first: by number, name and `error`, then by meaning, then by causes and advice. */
export function findErrors(search: string, language: Language): readonly Entry[] {
  const words = fold(search).match(/[\p{L}\p{N}_-]+/gu) ?? [];
  if (words.length === 0) return [];
  const ranked = entries.map((entry, index) => ({ entry, rank: rankOf(words, haystacksIn(language)[index] ?? []) }));
  return ranked
    .filter(({ rank }) => rank !== -1)
    .sort((one, other) => one.rank - other.rank)
    .map(({ entry }) => entry);
}

/** The first of the texts that has all words, each text with those before it; -1 if none has. */
function rankOf(words: readonly string[], haystacks: readonly string[]): number {
  return haystacks.findIndex((text) => words.every((word) => text.includes(word)));
}

const haystacksByLanguage = new Map<Language, readonly (readonly string[])[]>();

function haystacksIn(language: Language): readonly (readonly string[])[] {
  const known = haystacksByLanguage.get(language);
  if (known) return known;
  const { errors, labels } = texts[language];
  const made = entries.map(({ name, row }) => {
    const { meaning, causes, change } = errors[name];
    const title = fold(`AADSTS${row.number} ${name} ${row.error}`);
    const short = `${title} ${fold(meaning)}`;
    return [title, short, `${short} ${fold(causes.join(' '))} ${fold(adviceText(change, labels))}`];
  });
  haystacksByLanguage.set(language, made);
  return made;
}

/** Without case, diacritics and code marks: readers type `sesija` for “sēsija”. */
function fold(text: string): string {
  return text.replaceAll('`', '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
