import { chooseLanguage, type Language } from '../shared/html/language.ts';
import { errorPageQuery } from '../shared/http/error-uri.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import { type AnswerIds, readAnswerIds } from './support.ts';
import type { Texts } from './texts/page-texts.ts';
import { texts } from './texts/texts.ts';

/** The language of the reader, and the ids of the error answer that linked here. */
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
 * The address of an error's page, relative to any other error's page.
 * @param number if absent, the address of the index
 */
export function addressOf(language: Language, number?: number, ids: AnswerIds = {}): string {
  return number === undefined ? `?lang=${language}` : errorPageQuery(number, { ...ids, lang: language });
}

/**
 * The requested number, as sent. Old links have `code`, which counts only without `error_code`; of a repeated parameter, the
 * first value counts.
 */
export function readErrorNumber({ url }: EndpointRequest): string | undefined {
  return url.searchParams.get('error_code') ?? url.searchParams.get('code') ?? undefined;
}
