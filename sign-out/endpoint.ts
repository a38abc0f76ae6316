// GET and POST /sign-out, the end session endpoint (OpenID Connect RP-Initiated Logout 1.0): ends the session of this browser or,
// if the user chooses so, all sessions and grants of the user. An app may send the user here, and have them sent back.

import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import { findSession, type Session } from '../shared/browser/session.ts';
import { shownAccount } from '../shared/browser/shown-account.ts';
import { startPageOf } from '../shared/clients/start-page.ts';
import { chooseLanguage, type Language } from '../shared/html/language.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import { readQuery } from '../shared/http/query.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import { endOf } from './end-session.ts';
import { isOfSession, type LogoutRequest, logoutSteps, readLogoutRequest } from './logout-request.ts';
import { signOutPage } from './pages/sign-out-page.ts';
import { signedOutPage } from './pages/signed-out-page.ts';
import { findProviderLogout } from './provider-logout.ts';
import { showError } from './show-error.ts';
import { type SignOutForm, type SignOutParameters, shownParameters, signOutAddress } from './sign-out-form.ts';
import { takeForm } from './take-form.ts';

export const signOutEndpoint: Endpoint = {
  methods: ['GET', 'POST'],
  isCrossOrigin: false,
  showError,
  steps: () => ['query', 'form', 'browser', ...logoutSteps, 'session'],

  answer: (request, service, report) =>
    request.method === 'POST' ? takeForm(request, service, report) : show(request, service, report),
};

/** Asks, unless the ID token of the app proves that the app speaks of this session. */
async function show(request: EndpointRequest, service: Service, report: Report): Promise<Answer> {
  report.step('query');
  // All of these are strings: none may be a list.
  const parameters = readQuery(request, shownParameters) as SignOutParameters;
  const logout = await readLogoutRequest(parameters, service, report);
  report.step('session');
  const session = await findSession(request.headers, service);
  const { client, hint, returnTo } = logout;
  if (session && !isOfSession(hint, session)) return ask(session, logout, parameters, request, service);
  const cookies = session
    ? [await endOf({ subject: session.subject, session }, { isEverywhere: false }, service, report)]
    : [];
  if (returnTo !== undefined) return { ...seeOther(returnTo), cookies };
  // A redirect, so that reloading the page sends no ID token again.
  if (session) {
    const done = { client_id: client?.id, idp: session.provider };
    return { ...seeOther(signOutAddress(done, service.settings.issuer)), cookies };
  }
  const page = pageOf(parameters, request, service);
  return signedOutPage({
    ...page,
    provider: await findProviderLogout(parameters.idp, page.language, service),
    isEverywhere: parameters.done === 'everywhere',
    app: client && { name: client.name, address: client.postLogoutRedirectUris[0] ?? startPageOf(client) },
  });
}

async function ask(
  session: Session,
  { client, returnTo }: LogoutRequest,
  parameters: SignOutParameters,
  request: EndpointRequest,
  service: Service,
): Promise<Answer> {
  const browser = browserId(request.headers, service.settings);
  const { post_logout_redirect_uri, state } = parameters;
  const content: SignOutForm = {
    session: session.id,
    subject: session.subject,
    ...(client && { client_id: client.id }),
    ...(returnTo !== undefined && { post_logout_redirect_uri, state }),
  };
  const page = signOutPage({
    ...pageOf(parameters, request, service),
    form: await sealForm('sign-out', content, browser.id, service),
    account: shownAccount(session),
    app: client?.name,
    isRedirected: returnTo !== undefined,
  });
  return { ...page, cookies: browser.cookies };
}

function pageOf(parameters: SignOutParameters, { headers }: EndpointRequest, { settings }: Service) {
  const asked = parameters.ui_locales?.split(' ') ?? [];
  return {
    language: chooseLanguage(asked, headers.get('accept-language')),
    brand: settings.brand,
    linkTo: (other: Language) => `?${new URLSearchParams({ ...parameters, ui_locales: other })}`,
  };
}
