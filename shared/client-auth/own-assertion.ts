// What an assertion that a client signed itself must say (RFC 7523 §3, OpenID Connect Core §9).
import type { JWTPayload } from 'jose';
import { seconds } from '../base/clock.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { type PathName, paths } from '../http/paths.ts';
import { echo } from '../log/echo.ts';
import { audiencesOf, checkNow, refusedAssertion, timeOf } from './assertion-claims.ts';
import type { ClientAuthParts } from './mechanism.ts';
import type { SignedJwt } from './signed-jwt.ts';

/** Seconds by which the clock of a client may differ. */
export const assertionTolerance = 15;

/** Seconds: a `jti` is remembered until its assertion expires. */
const maxLifetime = 3600;

/** Characters. */
const maxJtiLength = 256;

/** `client-authentication+jwt` is of draft-ietf-oauth-rfc7523bis. Other types are of other tokens, such as `at+jwt`. */
const assertionTyps: readonly (string | undefined)[] = [undefined, 'jwt', 'client-authentication+jwt'];

/** @returns the client id. @throws OAuthError that any other client would get too */
export function inspectOwnAssertion(
  assertion: SignedJwt,
  clientId: unknown,
  endpoint: PathName,
  { settings: { issuer }, clock }: Pick<ClientAuthParts, 'settings' | 'clock'>,
): string {
  const { typ, claims } = assertion;
  const { sub = '', jti } = claims;
  if (!assertionTyps.includes(typ)) {
    throw refusedAssertion(
      'InvalidAssertion',
      `has the typ ${echo(typ ?? '')}. It must be client-authentication+jwt, JWT or absent`,
    );
  }
  if (clientId !== undefined && clientId !== sub) {
    throw new OAuthError(
      'AssertionClientMismatch',
      'The client_id of the request is not the sub of the client assertion. Send the same, or no client_id.',
    );
  }
  checkAudience(claims, [issuer, `${issuer}${paths.token}`, `${issuer}${paths[endpoint]}`]);
  checkLifetime(claims, seconds(clock));
  if (typeof jti !== 'string' || jti === '' || jti.length > maxJtiLength) {
    throw refusedAssertion(
      'InvalidAssertion',
      `must have a jti of 1 to ${maxJtiLength} characters, new for each request`,
    );
  }
  return sub;
}

/** Exactly one: another server could use an assertion for several servers here. */
function checkAudience(claims: JWTPayload, [issuer = '', ...endpoints]: readonly string[]): void {
  const [sent, ...others] = audiencesOf(claims);
  if (others.length > 0) {
    throw refusedAssertion('WrongAssertionAudience', `has several values of aud. It must be ${issuer} alone`);
  }
  if (sent !== undefined && [issuer, ...endpoints].includes(sent)) return;
  const what = sent === undefined ? 'has no aud' : `has the aud ${echo(sent)}`;
  throw refusedAssertion('WrongAssertionAudience', `${what}. It must be ${issuer}`);
}

function checkLifetime(claims: JWTPayload, now: number): void {
  checkNow(claims, now, assertionTolerance);
  if (timeOf(claims, 'exp') > now + maxLifetime + assertionTolerance) {
    throw refusedAssertion(
      'AssertionNotValidNow',
      `is valid for too long: its exp may be at most ${maxLifetime} seconds ahead`,
    );
  }
}
