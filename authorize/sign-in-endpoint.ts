// POST /sign-in: what the sign-in page sends. GET /sign-in: the same page once more, with what was wrong.

import { deviceOf, findDevice } from '../shared/browser/device.ts';
import { type OpenedForm, openAnyForm, openForm } from '../shared/browser/form-token.ts';
import { findSession } from '../shared/browser/session.ts';
import type { ErrorName } from '../shared/errors/catalogue.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import { callerAddress } from '../shared/http/caller-address.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import { authenticateUser } from '../shared/users/directory.ts';
import { normaliseUsername, type User } from '../shared/users/user.ts';
import { authorizeAddress } from './address.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { pageAddressIn, readSent } from './page-address.ts';
import type { SignInProblem } from './pages/sign-in-page.ts';
import type { SignInForm } from './password-form.ts';
import { proceed, proceedSteps } from './proceed.ts';
import { readAuthorizationRequest, requestSteps, sending } from './read-request.ts';
import { showError } from './show-error.ts';
import { showProblem, tellProblem } from './sign-in-problem.ts';

interface SignInFields {
  readonly form?: string;
  readonly username?: string;
  readonly password?: string;
  readonly account?: string;
  readonly ui_locales?: string;
}

const defined = defineParameters(['form', 'username', 'password', 'account', 'ui_locales']);

export const signInEndpoint: Endpoint = {
  methods: ['GET', 'POST'],
  isCrossOrigin: false,
  showError,
  steps: () => ['form', 'browser', ...requestSteps, 'password', 'session', ...proceedSteps],

  answer(request, service, report) {
    // Parameters are texts; only `resource` is a list, and is none of these.
    const sent = readSent(request, defined, service, report) as SignInFields;
    return request.method === 'POST'
      ? takeForm(sent, request, service, report)
      : showAgain(sent, request, service, report);
  },
};

/** Nothing of these is done: whoever made the form, the user sends a new one. */
const refusedForms = {
  foreign: 'The form was issued to another browser.',
  expired: 'The form is more than half an hour old.',
} as const;

async function takeForm(
  sent: SignInFields,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  report.step('browser');
  const form = await openAnyForm<SignInForm>('sign-in', sent.form, request, service);
  const authorization = await readAuthorizationRequest(form.content.parameters, service, report);
  if (form.isExpired || form.isForeign) {
    const problem = form.isForeign ? 'foreign' : 'expired';
    const error = new OAuthError('FormRefused', refusedForms[problem]);
    return tellProblem(authorization, { problem, error, username: sent.username }, request, service, report);
  }
  return sent.account === 'continue'
    ? goOn(authorization, form, request, service, report)
    : signIn(authorization, sent, request, service, report);
}

/** To whoever was sent here by `tellProblem`, reloads the page, or comes back to it. */
async function showAgain(
  { form = '', ui_locales }: SignInFields,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  report.step('browser');
  const opened = await openForm<SignInForm>('sign-in', form, request, service);
  const { content, sealedAt, isExpired } = opened;
  const parameters = { ...content.parameters, ...(ui_locales !== undefined && { ui_locales }) };
  const authorization = await readAuthorizationRequest(parameters, service, report);
  return sending(authorization.sendTo, async () => {
    report.step('session');
    const session = await findSession(request.headers, service);
    const { notice } = content;
    // Whoever has signed in since, and comes back, is not told what was wrong before.
    const isOver = isExpired || (session !== undefined && session.authTime > sealedAt);
    if (isOver || !notice) return proceed(authorization, { request, session, passed: {} }, service, report);
    report.note({ outcome: 'success' });
    return showProblem(authorization, notice, request, service, {
      linkTo: (language) => pageAddressIn(language, 'sign-in', form, service.settings.issuer),
    });
  });
}

/** With the session that the page was made for; another tab may have ended it, or signed in somebody else. */
async function goOn(
  authorization: AuthorizationRequest,
  { content }: OpenedForm<SignInForm>,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  const session = await findSession(request.headers, service);
  if (!session || session.id !== content.session) {
    return seeOther(authorizeAddress(authorization.parameters, service.settings.issuer));
  }
  return sending(authorization.sendTo, () =>
    proceed(authorization, { request, session, passed: { confirmed: true } }, service, report),
  );
}

async function signIn(
  authorization: AuthorizationRequest,
  { username = '', password = '' }: SignInFields,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  const { clock, settings, storeClock } = service;
  const { headers } = request;
  // Before the password is compared: a barrier that is raised meanwhile ends what follows.
  const began = clock.now();
  const known = await findDevice(headers, service);
  const address = callerAddress(headers.get('x-forwarded-for'), settings.trustedProxies);
  const device = deviceOf(normaliseUsername(username), known);
  report.step('password');
  let user: User;
  try {
    user = await authenticateUser({ username, password, address, device }, service, report);
  } catch (thrown) {
    const problem = thrown instanceof OAuthError ? problems[thrown.code] : undefined;
    if (!(thrown instanceof OAuthError) || !problem) throw thrown;
    return tellProblem(authorization, { problem, error: thrown, username }, request, service, report);
  }
  // The store was read for the user just now.
  const authTime = storeClock.storeTime(began);
  return completeSignIn(authorization, { user, authTime, known }, request, service, report);
}

/** Refusals that the person can do something about, on the page. */
const problems: Readonly<Partial<Record<ErrorName, SignInProblem>>> = {
  InvalidCredentials: 'wrong',
  UserThrottled: 'throttled',
  PasswordCheckBusy: 'busy',
};
