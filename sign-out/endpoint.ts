// GET and POST /sign-out: ends the session of this browser or, if the user chooses so, all sessions and grants of the user.

import { browserId } from '../shared/browser/browser-id.ts';
import { removedCookie } from '../shared/browser/cookies.ts';
import { openForm, sealForm } from '../shared/browser/form-token.ts';
import { closeSession, findSession } from '../shared/browser/session.ts';
import { shownAccount } from '../shared/browser/shown-account.ts';
import { chooseLanguage, type Language } from '../shared/html/language.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { readForm } from '../shared/http/form.ts';
import { paths } from '../shared/http/paths.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import { signOutPage } from './pages/sign-out-page.ts';
import { signedOutPage } from './pages/signed-out-page.ts';
import { showError } from './show-error.ts';

interface SignOutFields {
  readonly form?: string;
  readonly everywhere?: string;
}

interface SignOutForm {
  /** The session that the page was made for. */
  readonly session: string;
  readonly subject: string;
}

const formParameters = defineParameters(['form', 'everywhere']);

export const signOutEndpoint: Endpoint = {
  methods: ['GET', 'POST'],
  isCrossOrigin: false,
  showError,
  steps: () => ['form', 'browser', 'session'],

  answer: (request, service, report) =>
    request.method === 'POST' ? signOut(request, service, report) : show(request, service, report),
};

async function show(request: EndpointRequest, service: Service, report: Report): Promise<Answer> {
  const { url, headers } = request;
  const { settings } = service;
  const asked = url.searchParams.get('ui_locales')?.split(' ') ?? [];
  const language = chooseLanguage(asked, headers.get('accept-language'));
  const isEverywhere = url.searchParams.get('done') === 'everywhere';
  const linkTo = (other: Language) =>
    `?${new URLSearchParams({ ...(isEverywhere && { done: 'everywhere' }), ui_locales: other })}`;
  report.step('session');
  const session = await findSession(headers, service);
  if (!session) return signedOutPage({ language, brand: settings.brand, isEverywhere, linkTo });
  const browser = browserId(headers, settings);
  const content: SignOutForm = { session: session.id, subject: session.subject };
  const form = await sealForm('sign-out', content, browser.id, service);
  const account = shownAccount(session);
  return { ...signOutPage({ language, brand: settings.brand, form, account, linkTo }), cookies: browser.cookies };
}

/** Accepts an expired form too, because only this browser can have sent it. */
async function signOut(request: EndpointRequest, service: Service, report: Report): Promise<Answer> {
  const { settings, store, barriers } = service;
  report.step('form');
  // All of these are strings: only `resource` may be a list.
  const sent = readForm(request, formParameters, service, report) as SignOutFields;
  report.step('browser');
  const { content } = await openForm<SignOutForm>('sign-out', sent.form, request, service);
  report.step('session');
  const session = await findSession(request.headers, service);
  const address = `${settings.issuer}${paths.signOut}`;
  // Another user has signed in since, so the page must ask that user.
  if (session && session.id !== content.session) return seeOther(address);
  const { subject } = content;
  report.note({ subject });
  const isEverywhere = sent.everywhere !== undefined;
  // Also when another tab or a second click has already ended this session: the other sessions may still be active.
  if (isEverywhere) await barriers.raise({ subject }, store);
  // Removes the cookie of an ended session too: another instance may not know yet that the session has ended.
  const removed = session ? await closeSession(session, service) : removedCookie('session', settings);
  return { ...seeOther(isEverywhere ? `${address}?done=everywhere` : address), cookies: [removed] };
}
