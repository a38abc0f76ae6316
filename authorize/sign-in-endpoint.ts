// POST /sign-in: what the sign-in page sends.
import { deviceOf, findDevice } from '../shared/browser/device.ts';
import { type OpenedForm, openAnyForm } from '../shared/browser/form-token.ts';
import { findSession } from '../shared/browser/session.ts';
import { seconds } from '../shared/clock.ts';
import type { ErrorName } from '../shared/errors/catalogue.ts';
import { catalogue } from '../shared/errors/catalogue.ts';
import { logOf, retryAfter } from '../shared/errors/error-response.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import { callerAddress } from '../shared/http/caller-address.ts';
import type { Endpoint, EndpointRequest } from '../shared/http/endpoint.ts';
import { readForm } from '../shared/http/form.ts';
import type { Service } from '../shared/service.ts';
import { authenticateUser } from '../shared/users/directory.ts';
import { normaliseUsername, type User } from '../shared/users/user.ts';
import { authorizeAddress } from './address.ts';
import { completeSignIn } from './complete-sign-in.ts';
import type { SignInProblem } from './pages/sign-in-page.ts';
import { type SignInForm, showSignIn } from './password-form.ts';
import { proceed, proceedSteps } from './proceed.ts';
import { type AuthorizationRequest, readAuthorizationRequest, requestSteps, sending } from './request.ts';
import { showError } from './show-error.ts';

interface Sent {
  readonly form?: string;
  readonly username?: string;
  readonly password?: string;
  readonly account?: string;
}

const defined: ReadonlySet<string> = new Set(['form', 'username', 'password', 'account']);

export const signInEndpoint: Endpoint = {
  methods: ['POST'],
  isCrossOrigin: false,
  showError,
  steps: () => ['form', 'browser', ...requestSteps, 'password', ...proceedSteps],

  async answer(request, service) {
    const { step } = service;
    // Parameters of a form are texts; only `resource` is a list, and is none of these.
    const sent = step('form', () => readForm(request, defined, service)) as Sent;
    const form = await step('browser', () => openAnyForm<SignInForm>('sign-in', sent.form, request, service));
    const authorization = await readAuthorizationRequest(form.content.parameters, service);
    if (form.isExpired || form.isForeign) {
      // Nothing of it is done: whoever made the form, the user sends a new one.
      const problem = form.isForeign ? 'foreign' : 'expired';
      const told = { problem, username: sent.username, status: 400 } as const;
      return showSignIn(authorization, { request, session: undefined }, service, told);
    }
    return sent.account === 'continue'
      ? goOn(authorization, form, request, service)
      : signIn(authorization, sent, request, service);
  },
};

/** With the session that the page was made for; another tab may have ended it, or signed in somebody else. */
async function goOn(
  authorization: AuthorizationRequest,
  { content }: OpenedForm<SignInForm>,
  request: EndpointRequest,
  service: Service,
): Promise<Answer> {
  const session = await findSession(request.headers, service);
  if (!session || session.id !== content.session) {
    return seeOther(authorizeAddress(authorization.parameters, service.settings.issuer));
  }
  return sending(authorization.sendTo, () =>
    proceed(authorization, { request, session, passed: { confirmed: true } }, service),
  );
}

async function signIn(
  authorization: AuthorizationRequest,
  { username = '', password = '' }: Sent,
  request: EndpointRequest,
  service: Service,
): Promise<Answer> {
  const { clock, settings, step } = service;
  const { headers } = request;
  // Before the password is compared: a barrier that is raised meanwhile ends what follows.
  const authTime = seconds(clock);
  const known = await findDevice(headers, service);
  const address = callerAddress(headers.get('x-forwarded-for'), settings.trustedProxies);
  const device = deviceOf(normaliseUsername(username), known);
  let user: User;
  try {
    user = await step('password', () => authenticateUser({ username, password, address, device }, service));
  } catch (thrown) {
    const problem = thrown instanceof OAuthError ? problems[thrown.row] : undefined;
    if (!(thrown instanceof OAuthError) || !problem) throw thrown;
    return showProblem(authorization, problem, thrown, username, request, service);
  }
  return completeSignIn(authorization, { user, authTime, known }, request, service);
}

/** Refusals that the person can do something about, on the page. */
const problems: Readonly<Partial<Record<ErrorName, SignInProblem>>> = {
  InvalidCredentials: 'wrong',
  UserThrottled: 'throttled',
  PasswordCheckBusy: 'busy',
};

async function showProblem(
  authorization: AuthorizationRequest,
  problem: SignInProblem,
  error: OAuthError,
  username: string,
  request: EndpointRequest,
  service: Service,
): Promise<Answer> {
  const { status, isFault = false } = catalogue[error.row];
  const headers = status === 503 ? { 'Retry-After': String(retryAfter) } : error.headers;
  const wait = headers['Retry-After'];
  const told = { problem, username, status, retryAfter: wait === undefined ? undefined : Number(wait) };
  const page = await showSignIn(authorization, { request, session: undefined }, service, told);
  return { ...page, headers: { ...page.headers, ...headers }, isFault, log: logOf(error) };
}
