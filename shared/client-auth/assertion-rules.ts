// What a client assertion must say (RFC 7523 §3), whoever sends it. So a refusal says what is wrong, and nothing about clients.
import { seconds } from '../base/clock.ts';
import { methodFacts } from '../clients/authentication-methods.ts';
import type { ErrorName } from '../errors/catalogue.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { type PathName, paths } from '../http/paths.ts';
import { echo } from '../log/echo.ts';
import type { ClientAuthParts } from './mechanism.ts';
import { readSignedJwt, type SignedJwt } from './signed-jwt.ts';

/** Seconds by which the clock of a client may differ. */
export const assertionTolerance = 15;

/** Seconds: a `jti` is remembered until its assertion expires. */
const maxLifetime = 3600;

/** Characters. */
const maxJtiLength = 256;

/** `client-authentication+jwt` is of draft-ietf-oauth-rfc7523bis. Other types are of other tokens, such as `at+jwt`. */
const assertionTyps: readonly (string | undefined)[] = [undefined, 'jwt', 'client-authentication+jwt'];

const { signingAlgs } = methodFacts.private_key_jwt;

export interface InspectedAssertion {
  readonly assertion: SignedJwt;
  readonly clientId: string;
}

/**
 * @param clientId the parameter `client_id`, if it was sent
 * @throws OAuthError InvalidAssertion, AssertionNotValidNow, WrongAssertionAudience, AssertionSubjectMismatch,
 * AssertionClientMismatch
 */
export function inspectAssertion(
  text: string,
  clientId: unknown,
  endpoint: PathName,
  { settings: { issuer }, clock }: Pick<ClientAuthParts, 'settings' | 'clock'>,
): InspectedAssertion {
  const read = readSignedJwt(text, signingAlgs);
  if ('problem' in read) throw refused('InvalidAssertion', read.problem);
  const { sub } = read.claims;
  checkType(read);
  if (typeof sub !== 'string' || sub === '') throw refused('InvalidAssertion', 'has no sub. It must be the client_id');
  checkParties(read, sub, clientId);
  checkAudience(read, issuer, endpoint);
  checkTimes(read, seconds(clock));
  checkId(read);
  return { assertion: read, clientId: sub };
}

function checkType({ typ }: SignedJwt): void {
  if (assertionTyps.includes(typ)) return;
  throw refused(
    'InvalidAssertion',
    `has the typ ${echo(typ ?? '')}. It must be client-authentication+jwt, JWT or absent`,
  );
}

function checkParties({ claims: { iss } }: SignedJwt, sub: string, clientId: unknown): void {
  if (iss !== sub) {
    throw refused('AssertionSubjectMismatch', 'has an iss that is not its sub. Both must be the client_id');
  }
  if (clientId !== undefined && clientId !== sub) {
    throw new OAuthError(
      'AssertionClientMismatch',
      'The client_id of the request is not the sub of the client assertion. Send the same, or no client_id.',
    );
  }
}

/** Exactly one: another server could use an assertion for several servers here. */
function checkAudience({ claims: { aud } }: SignedJwt, issuer: string, endpoint: PathName): void {
  const [sent, ...others]: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (others.length > 0)
    throw refused('WrongAssertionAudience', `has several values of aud. It must be ${issuer} alone`);
  const accepted = [issuer, `${issuer}${paths.token}`, `${issuer}${paths[endpoint]}`];
  if (typeof sent === 'string' && accepted.includes(sent)) return;
  const what = typeof sent === 'string' ? `has the aud ${echo(sent)}` : 'has no aud';
  throw refused('WrongAssertionAudience', `${what}. It must be ${issuer}`);
}

function checkTimes({ claims: { exp, nbf, iat } }: SignedJwt, now: number): void {
  if (!isTime(exp)) throw refused('InvalidAssertion', 'has no exp, the time when it expires in seconds since 1970');
  if (now >= exp + assertionTolerance) {
    throw refused(
      'AssertionNotValidNow',
      `expired ${Math.ceil(now - exp)} seconds ago. Make a new one for each request`,
    );
  }
  if (exp > now + maxLifetime + assertionTolerance) {
    throw refused('AssertionNotValidNow', `is valid for too long: its exp may be ${maxLifetime} seconds ahead`);
  }
  for (const [name, time] of Object.entries({ nbf, iat })) {
    if (time === undefined) continue;
    if (!isTime(time)) throw refused('InvalidAssertion', `has an ${name} that is not a number of seconds since 1970`);
    if (time > now + assertionTolerance) {
      throw refused(
        'AssertionNotValidNow',
        `has an ${name} that is ${Math.ceil(time - now)} seconds ahead. Check the clock`,
      );
    }
  }
}

function checkId({ claims: { jti } }: SignedJwt): void {
  if (typeof jti === 'string' && jti !== '' && jti.length <= maxJtiLength) return;
  throw refused('InvalidAssertion', `must have a jti of 1 to ${maxJtiLength} characters, new for each request`);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function refused(row: ErrorName, problem: string): OAuthError {
  return new OAuthError(row, `The client assertion ${problem}.`);
}
