// A sign-in at another provider that did not succeed: the sign-in page says so, with what to quote, and offers the other ways.
import { catalogue, type ErrorName } from '../shared/errors/catalogue.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Answer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Provider } from '../shared/providers/provider-record.ts';
import { type UpstreamDetails, UpstreamError } from '../shared/providers/upstream.ts';
import { describeError } from '../shared/serving/error-response.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { ProviderFailure } from './provider-failure.ts';
import { redirectToNotice } from './sign-in-problem.ts';
import type { ProviderProblem } from './texts/page-texts.ts';

const problems: Readonly<Partial<Record<ErrorName, ProviderProblem>>> = {
  ProviderUnavailable: 'unavailable',
  ProviderCancelled: 'cancelled',
  ProviderRefused: 'refused',
  ProviderAnswerInvalid: 'refused',
  ProviderNotFresh: 'notFresh',
  UserNotAdmitted: 'notAdmitted',
};

const errors = {
  unavailable: 'ProviderUnavailable',
  cancelled: 'ProviderCancelled',
  refused: 'ProviderRefused',
  invalid: 'ProviderAnswerInvalid',
} as const satisfies Readonly<Record<UpstreamError['problem'], ErrorName>>;

/** The error of this server; anything else that was thrown is left as it is. */
export function refusalOfUpstream(thrown: unknown): unknown {
  if (!(thrown instanceof UpstreamError)) return thrown;
  const { problem, message, details } = thrown;
  return new OAuthError(errors[problem], message, { cause: thrown, log: { upstream_error: loggedDetails(details) } });
}

export function notFreshError(): OAuthError {
  return new OAuthError(
    'ProviderNotFresh',
    'The app asks for a new sign-in (prompt=login or max_age), and the provider does not say that its user has just signed in.',
  );
}

/** Without the description, which may quote what a user has entered. */
function loggedDetails({ error, error_codes, trace_id, correlation_id }: UpstreamDetails): string {
  return [error, error_codes, trace_id, correlation_id].filter((each) => each !== undefined).join(' ') || 'none';
}

/** Redirects to the sign-in page with the problem. @throws what is not such a problem */
export async function redirectToProviderProblem(
  authorization: AuthorizationRequest,
  { id }: Pick<Provider, 'id'>,
  thrown: unknown,
  request: EndpointRequest,
  service: Service,
  report: Pick<Report, 'note'>,
): Promise<Answer> {
  const problem = thrown instanceof OAuthError ? problems[thrown.code] : undefined;
  if (!(thrown instanceof OAuthError) || !problem || !request.ids) throw thrown;
  const { status } = catalogue[thrown.code];
  const { body } = describeError(thrown, request.ids, service.settings.issuer, service.clock.now());
  const { trace_id, correlation_id, timestamp } = body;
  const upstream = thrown.cause instanceof UpstreamError ? thrown.cause.details : undefined;
  const failure: ProviderFailure = {
    provider: id,
    problem,
    error: thrown.code,
    trace_id,
    correlation_id,
    timestamp,
    ...(upstream && { upstream }),
  };
  return redirectToNotice(authorization, { status, failure }, thrown, request, service, report);
}
