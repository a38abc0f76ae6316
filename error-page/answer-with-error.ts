// Answers with the page of an error, the index, or either as JSON. Loaded with the texts at the first request for one.
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { prefersHtml, prefersJson } from '../shared/http/accept.ts';
import { type Answer, jsonAnswer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import { asJson } from './as-json.ts';
import { entries, entryOf, findEntry } from './entry.ts';
import { errorPage } from './error-page.ts';
import { indexPage } from './index-page.ts';
import type { PageSettings } from './page-settings.ts';
import { type Reader, readErrorNumber, readerOf } from './reader.ts';
import { findErrors, findNumber, readSearch } from './search.ts';

/** @throws OAuthError UnknownErrorNumber, to callers that want no page */
export function answerWithError(
  request: EndpointRequest,
  settings: PageSettings,
  report: Pick<Report, 'note'>,
): Answer {
  const reader = readerOf(request);
  const wantsJson = prefersJson(request);
  const number = readErrorNumber(request);
  if (number === undefined) return answerIndex(request, reader, settings);
  const entry = findEntry(number);
  if (!entry) return refuseNumber(prefersHtml(request), reader, settings, report);
  return wantsJson ? json(asJson(entry, reader, settings), reader) : errorPage(entry, reader, settings);
}

function answerIndex(request: EndpointRequest, reader: Reader, settings: PageSettings): Answer {
  const search = readSearch(request);
  const named = search === undefined ? undefined : findNumber(search);
  if (prefersJson(request)) {
    const found = search === undefined ? entries : named ? [named] : findErrors(search, reader.language);
    return json(
      found.map((entry) => asJson(entry, reader, settings)),
      reader,
    );
  }
  return named ? errorPage(named, reader, settings) : indexPage(reader, settings, search);
}

function json(value: unknown, { language }: Reader): Answer {
  return jsonAnswer(200, value, { 'Content-Language': language, Vary: 'Accept, Accept-Language' });
}

/** Answers a browser with a page, and other callers with the error as JSON. */
function refuseNumber(isPage: boolean, reader: Reader, settings: PageSettings, report: Pick<Report, 'note'>): Answer {
  if (!isPage) throw new OAuthError('UnknownErrorNumber', 'There is no error with this number.');
  const entry = entryOf('UnknownErrorNumber');
  report.note({ outcome: 'refused', error: entry.row.error, error_codes: [entry.row.number] });
  return errorPage(entry, { ...reader, ids: {} }, settings, entry.row.status);
}
