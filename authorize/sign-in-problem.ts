// A failed sign-in that the user can retry. A redirect leads to the page with the problem, so that a reload does not send the
// password again (Post/Redirect/Get).
import { seconds } from '../shared/base/clock.ts';
import { catalogue } from '../shared/errors/catalogue.ts';
import type { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import { faultRetryAfterSeconds, logOf } from '../shared/serving/error-response.ts';
import type { Service } from '../shared/serving/service.ts';
import { maxAddressLength } from './address.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { pageAddress } from './page-address.ts';
import type { SignInPage, SignInProblem } from './pages/sign-in-page.ts';
import { type SignInForm, type SignInNotice, showSignIn } from './sign-in-form.ts';

/** Forms that are not processed; the user gets a new form. */
export const refusedForms = {
  foreign: 'The form was issued to another browser.',
  expired: 'The form is more than half an hour old.',
} as const;

interface FailedSignIn {
  readonly problem: SignInProblem;
  readonly error: OAuthError;
  readonly username: string | undefined;
}

/** Redirects to the page that shows the problem. The error is logged with this request, not with the page. */
export async function redirectToProblem(
  authorization: AuthorizationRequest,
  { problem, error, username }: FailedSignIn,
  request: EndpointRequest,
  service: Service,
  report: Pick<Report, 'note'>,
): Promise<Answer> {
  const { status } = catalogue[error.code];
  const wait = error.headers['Retry-After'];
  const notice: SignInNotice = {
    problem,
    status,
    ...(username !== undefined && { username }),
    ...(wait !== undefined && { until: seconds(service.clock) + Number(wait) }),
  };
  return redirectToNotice(authorization, notice, error, request, service, report);
}

/** As `redirectToProblem`, for any notice. */
export async function redirectToNotice(
  authorization: AuthorizationRequest,
  notice: SignInNotice,
  error: OAuthError,
  request: EndpointRequest,
  service: Service,
  report: Pick<Report, 'note'>,
): Promise<Answer> {
  const content: SignInForm = { parameters: authorization.parameters, notice };
  const { address, cookies } = await pageAddress('sign-in', content, request, service);
  // A long user name, or what a provider says, may not fit into a URL.
  const isTooLong = address.length > maxAddressLength;
  const answer = isTooLong
    ? await showProblem(authorization, notice, request, service)
    : { ...seeOther(address), cookies };
  // Last, so that a fault before it is logged without members of this error.
  report.note(logOf(error));
  return answer;
}

/** Shows the problem; after the end of throttling, shows the page without it. */
export async function showProblem(
  authorization: AuthorizationRequest,
  { problem, failure, status, username, until }: SignInNotice,
  request: EndpointRequest,
  service: Service,
  address: Partial<Pick<SignInPage, 'linkTo'>> = {},
): Promise<Answer> {
  const flow = { request, session: undefined };
  const remainingSeconds = until === undefined ? undefined : until - seconds(service.clock);
  if (remainingSeconds !== undefined && remainingSeconds <= 0)
    return showSignIn(authorization, flow, service, { username, ...address });
  const page = await showSignIn(authorization, flow, service, {
    ...(problem && { problem }),
    failure,
    status,
    username,
    retryAfter: remainingSeconds,
    ...address,
  });
  const wait = status === 503 ? faultRetryAfterSeconds : remainingSeconds;
  return wait === undefined ? page : { ...page, headers: { ...page.headers, 'Retry-After': String(wait) } };
}
