import { passwordAuthentication } from '../shared/base/authentication.ts';
import { type Session, sidLength, sidOf } from '../shared/browser/session.ts';
import type { Answer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import { recordVisit } from '../shared/logout/visits.ts';
import type { Service } from '../shared/serving/service.ts';
import { type Agreement, codeLength, issueCode } from '../shared/tokens/authorization-code.ts';
import type { AppRequest } from './authorization-request.ts';
import { checkRoomForCode, codeResponse } from './authorization-response.ts';

interface AuthenticatedUser extends Pick<Session, 'subject' | 'authTime' | 'acr' | 'amr'> {
  readonly sid: string;
}

/**
 * Writes nothing to the store, except for an app that is told when the session ends.
 * @throws OAuthError RedirectTooLong, SigningUnavailable, ClockOutOfRange; StoreUnavailableError
 */
export async function answerWithCode(
  authorization: AppRequest,
  session: Session,
  request: Pick<EndpointRequest, 'headers'>,
  service: Service,
  report: Report,
): Promise<Answer> {
  // Barriers have times of the store. A sign-in with a time ahead of the store's would survive a later barrier.
  await service.storeClock.requireClockInSync();
  const { client, sendTo } = authorization;
  // An app must not get a code of a session whose end it would not be told.
  if (client.backchannelLogoutUri !== undefined && authorization.scope.includes('openid')) {
    report.step('visit');
    await recordVisit(session, client, service);
  }
  report.step('new code');
  const user = { ...session, sid: sidOf(session) };
  const code = await issueCode(agreementOf(authorization, user), client, service);
  const { issuer, brand } = service.settings;
  return codeResponse(code, sendTo, { issuer, brand, request });
}

/** Makes the longest possible code: no subject and no time is longer. */
const longestUser = {
  subject: 'u_'.padEnd(24, '-'),
  authTime: 9_999_999_999,
  ...passwordAuthentication,
  sid: '-'.repeat(sidLength),
};

/**
 * Checks, before a page is shown, that a code would fit into the redirect, so that no user types a password in vain.
 * @throws OAuthError RedirectTooLong, ClockOutOfRange
 */
export async function checkAnswerable(authorization: AppRequest, service: Service, report: Report): Promise<void> {
  await service.storeClock.requireClockInSync();
  report.step('new code');
  const { client, sendTo } = authorization;
  const length = await codeLength(agreementOf(authorization, longestUser), client, service);
  checkRoomForCode(length, sendTo, service.settings.issuer);
}

function agreementOf(
  { parameters, sendTo, scope, resources, claims }: AppRequest,
  { subject, authTime, acr, amr, sid }: AuthenticatedUser,
): Agreement {
  const { redirect_uri, code_challenge, dpop_jkt: jkt, nonce } = parameters;
  return {
    subject,
    scope,
    resources,
    redirectUri: sendTo.redirectUri,
    isRedirectUriSent: redirect_uri !== undefined,
    ...(code_challenge !== undefined && { challenge: { value: code_challenge, method: 'S256' } }),
    authTime,
    ...(acr !== undefined && { acr }),
    ...(amr && { amr }),
    ...(jkt !== undefined && { jkt }),
    ...(nonce !== undefined && { nonce }),
    ...(claims && { claims }),
    ...(scope.includes('openid') && { sid }),
  };
}
