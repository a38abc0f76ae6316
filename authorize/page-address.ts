// Pages with an address of their own, in which their form stands: the browser can go back to them, and load them anew.
import type { Cookie } from '@azure/functions';
import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import type { Language } from '../shared/html/language.ts';
import type { DefinedParameters } from '../shared/http/defined-parameters.ts';
import { readForm } from '../shared/http/form.ts';
import { paths } from '../shared/http/paths.ts';
import { readQuery } from '../shared/http/query.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import type { Parameters } from '../shared/validation/parameters.ts';

const pagePaths = { 'sign-in': paths.signIn, consent: paths.consent } as const;

type PageName = keyof typeof pagePaths;

/** What is sent to the path of a page: by GET for the page itself, by POST from its form. */
export function readSent(
  request: EndpointRequest,
  defined: DefinedParameters,
  service: Pick<Service, 'clients'>,
  report: Report,
): Parameters {
  report.step('form');
  return request.method === 'POST' ? readForm(request, defined, service, report) : readQuery(request, defined);
}

/**
 * The address of the page, good in this browser alone, and the cookie that it goes with.
 * @param content what the form carries, of plain values
 * @throws OAuthError SigningUnavailable
 */
export async function pageAddress(
  page: PageName,
  content: object,
  { headers }: Pick<EndpointRequest, 'headers'>,
  service: Service,
): Promise<{ readonly address: string; readonly form: string; readonly cookies: readonly Cookie[] }> {
  const browser = browserId(headers, service.settings);
  const form = await sealForm(page, content, browser.id, service);
  return { address: `${service.settings.issuer}${pagePaths[page]}?form=${form}`, form, cookies: browser.cookies };
}

/** Of the same page in another language. */
export function pageAddressIn(language: Language, page: PageName, form: string, issuer: string): string {
  return `${issuer}${pagePaths[page]}?${new URLSearchParams({ form, ui_locales: language })}`;
}
