import { defaultBrand } from '../shared/html/brand.ts';
import { prefersHtml } from '../shared/http/accept.ts';
import { jsonAnswer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { ErrorContext, ShownError } from '../shared/serving/endpoint.ts';
import type { DescribedError } from '../shared/serving/error-response.ts';
import { errorToApp } from './authorization-response.ts';
import { handoffProblems, refusalPage } from './pages/refusal-page.ts';
import { readerLanguage } from './reader-language.ts';

/** Sends the error to the app if its redirect URI is valid (RFC 6749 §4.1.2.1); otherwise answers with a page or JSON. */
export function showError(
  error: DescribedError,
  request: EndpointRequest,
  { issuer, settings }: ErrorContext,
): ShownError {
  const { name, status, body, headers, sendTo, app } = error;
  const brand = settings?.brand ?? defaultBrand;
  if (sendTo) return errorToApp(error, sendTo, { issuer, brand, request });
  if (!prefersHtml(request)) return jsonAnswer(status, body, headers);
  const query = new URLSearchParams(request.url.search);
  const page = refusalPage({
    language: readerLanguage(query.get('ui_locales') ?? undefined, request),
    brand,
    supportUrl: settings?.supportUrl,
    issuer,
    error: body,
    app,
    name,
    status,
    againAt: handoffProblems.includes(name) ? startAgainAddress(query) : undefined,
    ...(request.method === 'GET' && {
      linkTo: (language) => {
        query.set('ui_locales', language);
        return `?${query}`;
      },
    }),
  });
  return { ...page, headers: { ...headers, ...page.headers } };
}

/** `GET /handoff` without the result, relative to the page. */
function startAgainAddress(query: URLSearchParams): string {
  return `?${new URLSearchParams({ state: query.get('state') ?? '' })}`;
}
