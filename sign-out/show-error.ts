import { defaultBrand } from '../shared/html/brand.ts';
import { chooseLanguage } from '../shared/html/language.ts';
import { prefersHtml } from '../shared/http/accept.ts';
import { jsonAnswer } from '../shared/http/answer.ts';
import { paths } from '../shared/http/paths.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { ErrorContext, ShownError } from '../shared/serving/endpoint.ts';
import type { DescribedError } from '../shared/serving/error-response.ts';
import { failedPage } from './pages/failed-page.ts';

/** Answers a browser with a page, and other callers with JSON. */
export function showError(
  error: DescribedError,
  request: EndpointRequest,
  { issuer, settings }: ErrorContext,
): ShownError {
  const { name, status, body, headers } = error;
  if (!prefersHtml(request)) return jsonAnswer(status, body, headers);
  const page = failedPage({
    language: chooseLanguage([], request.headers.get('accept-language')),
    brand: settings?.brand ?? defaultBrand,
    error: body,
    status,
    isOfApp: status < 500 && status !== 429 && name !== 'FormRefused',
    linkTo: (language) => `${issuer}${paths.signOut}?ui_locales=${language}`,
  });
  return { ...page, headers: { ...headers, ...page.headers } };
}
