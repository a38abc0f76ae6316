// Chooses the language of a page. To add a language, add an entry here; the type checker then demands its texts for every page.
import { parseAccept } from '../http/accept.ts';

/** Native names, and further language tags (RFC 5646) that select the language. The first entry is the default. */
const names = {
  en: { name: 'English', aliases: [] },
  lv: { name: 'Latviešu', aliases: ['lav', 'lvs'] },
  // `no` covers Bokmål and Nynorsk. The texts are Bokmål, which Nynorsk readers prefer to English.
  nb: { name: 'Norsk bokmål', aliases: ['no', 'nn', 'nob', 'nor', 'nno'] },
} as const;

export type Language = keyof typeof names;

export const languages = Object.keys(names) as readonly Language[];

export function languageName(language: Language): string {
  return names[language].name;
}

/** By preference: `ui_locales` (OpenID Connect Core §3.1.2.1) or a link, then what the browser accepts, then English. */
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

/** RFC 4647 §3.4 lookup. Only the primary subtag matters, since no language here has others. */
function lookUp(tag: string): Language | undefined {
  const [primary = ''] = tag.toLowerCase().split('-', 1);
  return languages.find(
    (language) => language === primary || names[language].aliases.some((alias) => alias === primary),
  );
}
