// Pages whose URL contains their sealed form, so that the browser can reload them and go back to them.
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
import { authorizeAddress } from './address.ts';
import type { AuthorizationParameters } from './authorization-request.ts';

const pagePaths = { 'sign-in': paths.signIn, consent: paths.consent, device: paths.device } as const;

type PageName = keyof typeof pagePaths;

/** Reads the parameters of a page's endpoint: from the query of a GET, or the form of a POST. */
export function readPageFields(
  request: EndpointRequest,
  defined: DefinedParameters,
  service: Pick<Service, 'clients'>,
  report: Report,
): Parameters {
  report.step('form');
  return request.method === 'POST' ? readForm(request, defined, service, report) : readQuery(request, defined);
}

/**
 * Returns the URL of the page, which works only in this browser, and the cookie that binds it to the browser.
 * @param content the content of the form, as JSON values
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

/** Whether the parameters must not be in a URL in the clear, where the user and the browser's extensions can change them. */
export function isSealed({ protectedBy, device_request: deviceRequest }: AuthorizationParameters): boolean {
  return protectedBy !== undefined || deviceRequest !== undefined;
}

/** Where the request starts again: /authorize, or /sign-in with the sealed parameters. @throws OAuthError SigningUnavailable */
export async function restartAddress(
  parameters: AuthorizationParameters,
  request: Pick<EndpointRequest, 'headers'>,
  service: Service,
): Promise<{ readonly address: string; readonly cookies: readonly Cookie[] }> {
  return isSealed(parameters)
    ? pageAddress('sign-in', { parameters }, request, service)
    : { address: authorizeAddress(parameters, service.settings.issuer), cookies: [] };
}

export function pageAddressIn(language: Language, page: PageName, form: string, issuer: string): string {
  return `${issuer}${pagePaths[page]}?${new URLSearchParams({ form, ui_locales: language })}`;
}
