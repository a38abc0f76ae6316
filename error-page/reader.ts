import { chooseLanguage, type Language } from '../shared/html/language.ts';
import { errorPageQuery } from '../shared/http/error-uri.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import { type AnswerIds, readAnswerIds } from './support.ts';
import type { Texts } from './texts/page-texts.ts';
import { texts } from './texts/texts.ts';

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
 * @param number of an error; without one, the address of the index
 */
export function addressOf(language: Language, number?: number, ids: AnswerIds = {}): string {
  return number === undefined ? `?lang=${language}` : errorPageQuery(number, { ...ids, lang: language });
}

/**
 * The number that the reader asks for, as sent. `code` is what links were made with before `error_code`, and counts only
 * without it; of a repeated parameter, the first counts.
 */
export function askedNumber({ url }: EndpointRequest): string | undefined {
  return url.searchParams.get('error_code') ?? url.searchParams.get('code') ?? undefined;
}
