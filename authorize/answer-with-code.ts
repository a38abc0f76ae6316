import type { Answer } from '../shared/http/answer.ts';
import type { Service } from '../shared/serving/service.ts';
import { issueCode } from '../shared/tokens/authorization-code.ts';
import { codeRedirect } from './redirect.ts';
import type { AuthorizationRequest } from './request.ts';

/** Who has signed in, and when. */
interface Authenticated {
  readonly subject: string;
  /** Seconds since the epoch. */
  readonly authTime: number;
}

/**
 * The redirect to the app with a new code. Writes nothing.
 * @throws OAuthError RedirectTooLong, SigningUnavailable, ClockOutOfRange
 */
export async function answerWithCode(
  { parameters, client, sendTo, scope, resources }: AuthorizationRequest,
  { subject, authTime }: Authenticated,
  service: Service,
): Promise<Answer> {
  // A time of authentication that is ahead of the store's would outlive the barriers that are to end what follows from it.
  await service.storeClock.requireAgreement();
  const { redirect_uri, code_challenge, nonce } = parameters;
  const agreement = {
    subject,
    scope,
    resources,
    redirectUri: sendTo.redirectUri,
    isRedirectUriSent: redirect_uri !== undefined,
    ...(code_challenge !== undefined && { challenge: { value: code_challenge, method: 'S256' } }),
    authTime,
    ...(nonce !== undefined && { nonce }),
  };
  const code = await service.step('new code', () => issueCode(agreement, client, service));
  return codeRedirect(code, sendTo, service.settings.issuer);
}
