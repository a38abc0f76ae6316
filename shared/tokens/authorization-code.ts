// Authorization codes (RFC 6749 §4.1.2). A code carries the user's approval, encrypted, so issuing one writes nothing.

import { type Authentication, fullAuthentication, shortAuthentication } from '../base/authentication.ts';
import { type Clock, seconds, utcDay } from '../base/clock.ts';
import { maxGrantLifetimeSeconds } from '../base/lifetimes.ts';
import { sha256 } from '../base/sha256.ts';
import type { Client } from '../clients/client.ts';
import { mayRefresh } from '../clients/grant-types.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { GrantKey } from '../grants/grants.ts';
import type { Keys } from '../keys/keys.ts';
import { openJwt, sealedJwtLength, sealJwt } from '../keys/sealed-jwt.ts';
import { newPartition } from '../store/partition.ts';
import type { RequestedClaims } from '../users/requested-claims.ts';

/** RFC 6749 §4.1.2 allows ten minutes; a redirect needs a few seconds. */
export const codeLifetimeSeconds = 60;

interface CodeParts {
  readonly clock: Clock;
  readonly keys: Keys;
}

export interface Agreement extends Authentication {
  readonly subject: string;
  readonly scope: readonly string[];
  /** URIs of the client's resources; never empty. */
  readonly resources: readonly string[];
  readonly redirectUri: string;
  /** Whether the authorization request named the redirect URI; the token request must then repeat it (RFC 6749 §4.1.3). */
  readonly isRedirectUriSent: boolean;
  readonly challenge?: { readonly value: string; readonly method: string };
  /** Seconds since the epoch: when the user authenticated. */
  readonly authTime: number;
  /** The thumbprint of the key that must redeem the code (RFC 9449 §10). */
  readonly jkt?: string;
  readonly nonce?: string;
  readonly claims?: RequestedClaims;
  /** The `sid` of the session, for ID tokens. */
  readonly sid?: string;
}

export interface AuthorizationCode extends GrantKey, Omit<Agreement, 'redirectUri'> {
  readonly endsAt: number;
  readonly redirectUriSha256: string;
  readonly isExpired: boolean;
}

/** @throws OAuthError SigningUnavailable */
export async function issueCode(agreement: Agreement, client: Client, { clock, keys }: CodeParts): Promise<string> {
  const now = seconds(clock);
  return sealJwt('code', claimsOf(agreement, client, now), utcDay(now), await keys.current());
}

/** Returns the length in characters of the code that `issueCode` would return. */
export async function codeLength(agreement: Agreement, client: Client, { clock, keys }: CodeParts): Promise<number> {
  const now = seconds(clock);
  return sealedJwtLength('code', claimsOf(agreement, client, now), utcDay(now), await keys.current());
}

/** Leaves out defaults: the redirect has a length limit, and each byte of the code is one less for the app's `state`. */
function claimsOf(agreement: Agreement, client: Client, now: number) {
  const isRefreshable = mayRefresh(client);
  const endsAt = now + (isRefreshable ? client.grantLifetime : codeLifetimeSeconds + client.accessTokenLifetime);
  const { challenge, jkt, nonce, sid } = agreement;
  return {
    exp: now + codeLifetimeSeconds,
    grant_id: newPartition(endsAt),
    grant_end: endsAt,
    client_id: client.id,
    sub: agreement.subject,
    scope: agreement.scope.join(' '),
    resource: [...agreement.resources],
    redirect_uri_sha256: sha256(agreement.redirectUri).toString('base64url'),
    ...(!agreement.isRedirectUriSent && { redirect_uri_sent: false }),
    auth_time: agreement.authTime,
    ...shortAuthentication(agreement),
    ...(challenge && { code_challenge: challenge.value }),
    ...(challenge && challenge.method !== 'S256' && { code_challenge_method: challenge.method }),
    ...(jkt !== undefined && { dpop_jkt: jkt }),
    ...(nonce !== undefined && { nonce }),
    ...(agreement.claims && { claims: agreement.claims }),
    ...(sid !== undefined && { sid }),
  };
}

/** Reads expired codes too: reuse must be detected while the grant may live (RFC 6749 §10.5). @throws OAuthError InvalidGrant */
export async function readCode(code: string, { clock, keys }: CodeParts): Promise<AuthorizationCode> {
  const now = seconds(clock);
  const claims = await openJwt('code', code, daysOf(now), await keys.current());
  if (!claims)
    throw new OAuthError('InvalidGrant', 'The code was not issued by this server, is damaged, or expired long ago.');
  // Opening the seal proves that issueCode wrote these claims.
  const sealed = claims as unknown as SealedClaims;
  return {
    id: sealed.grant_id,
    endsAt: sealed.grant_end,
    // No tolerance for clock skew: sixty seconds are ample for a redirect.
    isExpired: sealed.exp <= now,
    clientId: sealed.client_id,
    subject: sealed.sub,
    scope: sealed.scope.split(' '),
    resources: sealed.resource,
    redirectUriSha256: sealed.redirect_uri_sha256,
    isRedirectUriSent: sealed.redirect_uri_sent ?? true,
    authTime: sealed.auth_time,
    ...fullAuthentication(sealed),
    ...(sealed.code_challenge !== undefined && {
      challenge: { value: sealed.code_challenge, method: sealed.code_challenge_method ?? 'S256' },
    }),
    ...(sealed.dpop_jkt !== undefined && { jkt: sealed.dpop_jkt }),
    ...(sealed.nonce !== undefined && { nonce: sealed.nonce }),
    ...(sealed.claims && { claims: sealed.claims }),
    ...(sealed.sid !== undefined && { sid: sealed.sid }),
  };
}

/** Days of codes whose grant may still live, up to a minute ahead, since the clock of the issuing instance may be fast. */
function daysOf(now: number): { includes(day: string): boolean } {
  const [first, last] = [utcDay(now - maxGrantLifetimeSeconds), utcDay(now + codeLifetimeSeconds)];
  return { includes: (day) => /^\d{8}$/.test(day) && first <= day && day <= last };
}

interface SealedClaims extends Authentication {
  readonly exp: number;
  readonly grant_id: string;
  readonly grant_end: number;
  readonly client_id: string;
  readonly sub: string;
  readonly scope: string;
  readonly resource: readonly string[];
  readonly redirect_uri_sha256: string;
  readonly redirect_uri_sent?: boolean;
  readonly auth_time: number;
  readonly code_challenge?: string;
  readonly code_challenge_method?: string;
  readonly dpop_jkt?: string;
  readonly nonce?: string;
  readonly claims?: RequestedClaims;
  readonly sid?: string;
}
