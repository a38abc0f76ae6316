import type { Answer } from '../shared/http/answer.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import { type Agreement, codeLength, issueCode } from '../shared/tokens/authorization-code.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { checkRoomForCode, codeRedirect } from './redirect.ts';

/** Who has signed in, and when. */
interface AuthenticatedUser {
  readonly subject: string;
  /** Seconds since the epoch. */
  readonly authTime: number;
}

/**
 * The redirect to the app with a new code. Writes nothing.
 * @throws OAuthError RedirectTooLong, SigningUnavailable, ClockOutOfRange
 */
export async function answerWithCode(
  authorization: AuthorizationRequest,
  user: AuthenticatedUser,
  service: Service,
  report: Report,
): Promise<Answer> {
  // A time of authentication that is ahead of the store's would outlive the barriers that are to end what follows from it.
  await service.storeClock.requireClockInSync();
  report.step('new code');
  const { client, sendTo } = authorization;
  const code = await issueCode(agreementOf(authorization, user), client, service);
  return codeRedirect(code, sendTo, service.settings.issuer);
}

/** With a subject and a time as long as any. */
const anyUser = { subject: 'u_'.padEnd(24, '-'), authTime: 9_999_999_999 };

/**
 * Checks before a page is shown that the request can be answered with a code, so that nobody types a password for nothing.
 * @throws OAuthError RedirectTooLong, ClockOutOfRange
 */
export async function checkAnswerable(
  authorization: AuthorizationRequest,
  service: Service,
  report: Report,
): Promise<void> {
  await service.storeClock.requireClockInSync();
  report.step('new code');
  const { client, sendTo } = authorization;
  const length = await codeLength(agreementOf(authorization, anyUser), client, service);
  checkRoomForCode(length, sendTo, service.settings.issuer);
}

function agreementOf(
  { parameters, sendTo, scope, resources }: AuthorizationRequest,
  { subject, authTime }: AuthenticatedUser,
): Agreement {
  const { redirect_uri, code_challenge, nonce } = parameters;
  return {
    subject,
    scope,
    resources,
    redirectUri: sendTo.redirectUri,
    isRedirectUriSent: redirect_uri !== undefined,
    ...(code_challenge !== undefined && { challenge: { value: code_challenge, method: 'S256' } }),
    authTime,
    ...(nonce !== undefined && { nonce }),
  };
}
