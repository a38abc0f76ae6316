// POST /sign-in: takes the form of the sign-in page. GET /sign-in: shows the page again, with the problem of the attempt.

import { passwordAuthentication } from '../shared/base/authentication.ts';
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
import { type AuthenticatedUser, authenticateUser } from '../shared/users/directory.ts';
import { normaliseUsername } from '../shared/users/user.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { goToProvider } from './go-to-provider.ts';
import { goToLoginApp } from './handoff-challenge.ts';
import { pageAddressIn, readPageFields, restartAddress } from './page-address.ts';
import type { SignInProblem } from './pages/sign-in-page.ts';
import { pageProceedSteps, proceed } from './proceed.ts';
import { pageSteps, readAuthorizationRequest } from './read-request.ts';
import { sendErrorsTo } from './send-to.ts';
import { showError } from './show-error.ts';
import type { SignInForm } from './sign-in-form.ts';
import { redirectToProblem, refusedForms, showProblem } from './sign-in-problem.ts';

interface SignInFields {
  readonly form?: string;
  readonly username?: string;
  readonly password?: string;
  readonly account?: string;
  /** The id of another provider that the user has chosen, in a GET. */
  readonly idp?: string;
  readonly ui_locales?: string;
}

const formParameters = defineParameters(['form', 'username', 'password', 'account', 'idp', 'ui_locales']);

export const signInEndpoint: Endpoint = {
  methods: ['GET', 'POST'],
  isCrossOrigin: false,
  showError,
  steps: () => ['form', 'browser', ...pageSteps, 'password', 'session', ...pageProceedSteps],

  answer(request, service, report) {
    // All of these are strings: only `resource` may be a list.
    const sent = readPageFields(request, formParameters, service, report) as SignInFields;
    return request.method === 'POST'
      ? takeForm(sent, request, service, report)
      : showAgain(sent, request, service, report);
  },
};

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
    return redirectToProblem(authorization, { problem, error, username: sent.username }, request, service, report);
  }
  if (sent.account === 'continue') return continueSession(authorization, form, request, service, report);
  const { handoff: loginApp } = service.settings;
  const isOtherAccount = sent.account === 'other';
  return loginApp
    ? goToLoginApp(authorization, { loginApp, isOtherAccount }, request, service)
    : signIn(authorization, sent, request, service, report);
}

/** Shows the problem after the redirect of `redirectToProblem`, also when the user reloads the page or goes back to it. */
async function showAgain(
  { form = '', idp, ui_locales }: SignInFields,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  report.step('browser');
  const opened = await openForm<SignInForm>('sign-in', form, request, service);
  const { content, sealedAt, isExpired } = opened;
  const parameters = { ...content.parameters, ...(ui_locales !== undefined && { ui_locales }) };
  const authorization = await readAuthorizationRequest(parameters, service, report);
  return sendErrorsTo(authorization.sendTo, async () => {
    // With a login app there is no other way in, whatever a link says.
    const isChoice = idp !== undefined && !isExpired && !service.settings.handoff;
    const chosen = isChoice ? await service.providers.find(idp) : undefined;
    if (chosen) return goToProvider(chosen, authorization, request, service, report);
    report.step('session');
    const session = await findSession(request.headers, service);
    const { notice } = content;
    // Skips the problem when the user has signed in since.
    const isOver = isExpired || (session !== undefined && session.authTime > sealedAt);
    if (isOver || !notice) return proceed(authorization, { request, session, passed: {} }, service, report);
    report.note({ outcome: 'success' });
    return showProblem(authorization, notice, request, service, {
      linkTo: (language) => pageAddressIn(language, 'sign-in', form, service.settings.issuer),
    });
  });
}

/** Continues with the session that the page offered; another tab may have ended it, or signed in another user. */
async function continueSession(
  authorization: AuthorizationRequest,
  { content }: OpenedForm<SignInForm>,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  const session = await findSession(request.headers, service);
  if (!session || session.id !== content.session) {
    const { address, cookies } = await restartAddress(authorization.parameters, request, service);
    return { ...seeOther(address), cookies };
  }
  return sendErrorsTo(authorization.sendTo, () =>
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
  if (settings.signIn !== 'directory') throw new OAuthError('FormRefused', 'This server takes no passwords (SIGN_IN).');
  // Taken before the password check, so that a barrier raised during the check also ends this session.
  const startedAtMs = clock.now();
  const browserDevice = await findDevice(headers, service);
  const address = callerAddress(headers.get('x-forwarded-for'), settings.trustedProxies);
  const known = deviceOf(normaliseUsername(username), browserDevice);
  report.step('password');
  let user: AuthenticatedUser;
  try {
    user = await authenticateUser({ username, password, address, ...known }, service, report);
  } catch (thrown) {
    const problem = thrown instanceof OAuthError ? problems[thrown.code] : undefined;
    if (!(thrown instanceof OAuthError) || !problem) throw thrown;
    return redirectToProblem(authorization, { problem, error: thrown, username }, request, service, report);
  }
  // The user was read from the store just now, so the difference between the clocks is fresh.
  const authTime = storeClock.storeTime(startedAtMs);
  return completeSignIn(
    authorization,
    { user, authTime, method: passwordAuthentication, password: { tag: user.passwordTag, device: browserDevice } },
    request,
    service,
    report,
  );
}

/** Errors that the user can solve on the page. */
const problems: Readonly<Partial<Record<ErrorName, SignInProblem>>> = {
  InvalidCredentials: 'wrong',
  UserThrottled: 'throttled',
  PasswordCheckBusy: 'busy',
};
