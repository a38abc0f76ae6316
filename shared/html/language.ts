// Which language a page is in. A new language is one entry here; the type check then asks for the texts of every page.
import { parseAccept } from '../http/accept.ts';

/** Each by its own name, with the tags that a reader may ask for it by (RFC 5646). The first is the default. */
const names = {
  en: { name: 'English', aliases: [] },
  lv: { name: 'Latviešu', aliases: ['lav', 'lvs'] },
  // `no` stands for Bokmål and Nynorsk; what is written here is Bokmål, which readers of Nynorsk know better than English.
  nb: { name: 'Norsk bokmål', aliases: ['no', 'nn', 'nob', 'nor', 'nno'] },
} as const;

export type Language = keyof typeof names;

export const languages = Object.keys(names) as readonly Language[];

export function languageName(language: Language): string {
  return names[language].name;
}

/**
 * What is asked for, else what the reader's browser prefers, else English.
 * @param asked tags, the best first: those of `ui_locales` (OpenID Connect Core §3.1.2.1), or the one of a link
 */
export function chooseLanguage(asked: readonly string[], acceptLanguage: string | null): Language {
  return firstOf(asked) ?? firstOf(parseAccept(acceptLanguage)) ?? 'en';
}

function firstOf(tags: readonly string[]): Language | undefined {
  for (const tag of tags) {
    const found = lookUp(tag);
    if (found) return found;
  }
  return undefined;
}

/** RFC 4647 §3.4, which comes down to the first subtag: no language here has more. */
function lookUp(tag: string): Language | undefined {
  const [primary = ''] = tag.toLowerCase().split('-', 1);
  return languages.find(
    (language) => language === primary || names[language].aliases.some((alias) => alias === primary),
  );
}
