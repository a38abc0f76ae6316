// GET and POST /sign-out: ends the session of this browser; everywhere, if asked, with all that was given to the user's apps.

import { browserId } from '../shared/browser/browser-id.ts';
import { removedCookie } from '../shared/browser/cookies.ts';
import { openForm, sealForm } from '../shared/browser/form-token.ts';
import { closeSession, findSession } from '../shared/browser/session.ts';
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

const defined = defineParameters(['form', 'everywhere']);

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
  const userName = session.name ?? session.username;
  return { ...signOutPage({ language, brand: settings.brand, form, userName, linkTo }), cookies: browser.cookies };
}

/** A form that has lain open for long is taken too: nobody else can have sent it. */
async function signOut(request: EndpointRequest, service: Service, report: Report): Promise<Answer> {
  const { settings, store, barriers } = service;
  // Parameters of a form are texts; only `resource` is a list, and is none of these.
  report.step('form');
  const sent = readForm(request, defined, service, report) as SignOutFields;
  report.step('browser');
  const { content } = await openForm<SignOutForm>('sign-out', sent.form, request, service);
  report.step('session');
  const session = await findSession(request.headers, service);
  const address = `${settings.issuer}${paths.signOut}`;
  // Somebody else has signed in meanwhile, and is asked.
  if (session && session.id !== content.session) return seeOther(address);
  const { subject } = content;
  report.note({ subject });
  const isEverywhere = sent.everywhere !== undefined;
  // Also when this session is over already, by another tab or a second click: the others may not be.
  if (isEverywhere) await barriers.raise({ subject }, store);
  // What is left of one that is over goes as well: another instance may not know yet, and would ask again.
  const removed = session ? await closeSession(session, service) : removedCookie('session', settings);
  return { ...seeOther(isEverywhere ? `${address}?done=everywhere` : address), cookies: [removed] };
}
