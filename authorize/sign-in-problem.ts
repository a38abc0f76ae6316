// A sign-in that came to nothing, and that the person can do something about: said on a page with an address of its own, so
// that to go back to it, or to load it anew, sends no password again.
import { seconds } from '../shared/base/clock.ts';
import { catalogue } from '../shared/errors/catalogue.ts';
import type { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import { faultRetryAfterSeconds, logOf } from '../shared/serving/error-response.ts';
import type { Service } from '../shared/serving/service.ts';
import { longestAddress } from './address.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { pageAddress } from './page-address.ts';
import type { SignInPage, SignInProblem } from './pages/sign-in-page.ts';
import { type SignInForm, type SignInNotice, showSignIn } from './password-form.ts';

interface FailedSignIn {
  readonly problem: SignInProblem;
  readonly error: OAuthError;
  /** As it was typed. */
  readonly username: string | undefined;
}

/** To the page that says it. The log has the error with this request, and not with the page. */
export async function tellProblem(
  authorization: AuthorizationRequest,
  { problem, error, username }: FailedSignIn,
  request: EndpointRequest,
  service: Service,
  report: Pick<Report, 'note'>,
): Promise<Answer> {
  report.note(logOf(error));
  const { status } = catalogue[error.code];
  const wait = error.headers['Retry-After'];
  const notice: SignInNotice = {
    problem,
    status,
    ...(username !== undefined && { username }),
    ...(wait !== undefined && { until: seconds(service.clock) + Number(wait) }),
  };
  const content: SignInForm = { parameters: authorization.parameters, notice };
  const { address, cookies } = await pageAddress('sign-in', content, request, service);
  // A user name may be as long as a form.
  const isTooLong = address.length > longestAddress;
  return isTooLong ? showProblem(authorization, notice, request, service) : { ...seeOther(address), cookies };
}

/** The page that says it, for as long as it is so. */
export async function showProblem(
  authorization: AuthorizationRequest,
  { problem, status, username, until }: SignInNotice,
  request: EndpointRequest,
  service: Service,
  address: Partial<Pick<SignInPage, 'linkTo'>> = {},
): Promise<Answer> {
  const flow = { request, session: undefined };
  const left = until === undefined ? undefined : until - seconds(service.clock);
  // There is nothing to wait for any longer.
  if (left !== undefined && left <= 0) return showSignIn(authorization, flow, service, { username, ...address });
  const page = await showSignIn(authorization, flow, service, {
    problem,
    status,
    username,
    retryAfter: left,
    ...address,
  });
  const wait = status === 503 ? faultRetryAfterSeconds : left;
  return wait === undefined ? page : { ...page, headers: { ...page.headers, 'Retry-After': String(wait) } };
}
