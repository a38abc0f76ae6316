import { chooseLanguage, type Language } from '../shared/html/language.ts';
import type { EndpointRequest } from '../shared/http/endpoint.ts';
import { type AnswerIds, readAnswerIds } from './support.ts';
import { type Texts, texts } from './texts.ts';

/** Who opened the page, as far as it matters: the language, and the ids of the answer that led here. */
export interface Reader {
  readonly language: Language;
  readonly texts: Texts;
  readonly ids: AnswerIds;
}

export function readerOf({ url, headers }: EndpointRequest): Reader {
  const language = chooseLanguage(url.searchParams.getAll('lang'), headers.get('accept-language'));
  return { language, texts: texts[language], ids: readAnswerIds(url.searchParams) };
}

/**
 * The address of a page of errors, relative to any of them.
 * @param code the number of an error; without one, that of the index
 */
export function addressOf(language: Language, code?: number, ids: AnswerIds = {}): string {
  const query = new URLSearchParams({ ...ids, lang: language });
  // Last: MSAL reads it there.
  if (code !== undefined) query.append('code', String(code));
  return `?${query}`;
}
