// Refresh tokens (RFC 6749 §6) are signed JWTs that carry the grant and a generation. The store knows which generation is live.
import { type Authentication, boundedAuthentication } from '../base/authentication.ts';
import { seconds } from '../base/clock.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { GrantKey } from '../grants/grants.ts';
import { openRefreshToken, signRefreshToken } from '../keys/jwt.ts';
import type { Keys } from '../keys/keys.ts';
import type { RequestedClaims } from '../users/requested-claims.ts';
import type { TokenParts } from './access-token.ts';

export interface RefreshToken extends GrantKey, Authentication {
  readonly generation: number;
  /** Always the scope of the whole grant, even if the access token issued with it has less (RFC 6749 §6). */
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly claims?: RequestedClaims;
  /** The thumbprint of the key that it is bound to (RFC 9449 §5); undefined if it is bound to none. */
  readonly jkt: string | undefined;
  /** The `sid` of the session, for ID tokens; undefined without one. */
  readonly sid: string | undefined;
  /** Seconds since the epoch; likewise endsAt (of the grant) and expiresAt (of this token). */
  readonly authTime: number;
  readonly endsAt: number;
  readonly expiresAt: number;
}

/** @throws OAuthError SigningUnavailable */
export async function makeRefreshToken(token: RefreshToken, { settings, clock, keys }: TokenParts): Promise<string> {
  return signRefreshToken(
    {
      iss: settings.issuer,
      iat: seconds(clock),
      exp: token.expiresAt,
      grant_id: token.id,
      grant_end: token.endsAt,
      generation: token.generation,
      client_id: token.clientId,
      sub: token.subject,
      scope: token.scope.join(' '),
      resource: [...token.resources],
      auth_time: token.authTime,
      ...(token.acr !== undefined && { acr: token.acr }),
      ...(token.amr && { amr: [...token.amr] }),
      ...(token.claims && { claims: token.claims }),
      ...(token.jkt !== undefined && { cnf: { jkt: token.jkt } }),
      ...(token.sid !== undefined && { sid: token.sid }),
    },
    await keys.current(),
  );
}

export interface IssuedRefreshToken extends RefreshToken {
  /** Seconds since the epoch. */
  readonly issuedAt: number;
}

/** Reads an authentic refresh token, expired or not. @throws OAuthError InvalidGrant */
export async function readRefreshToken(token: string, service: { readonly keys: Keys }): Promise<IssuedRefreshToken> {
  const found = await findRefreshToken(token, service);
  if (!found)
    throw new OAuthError('InvalidGrant', 'The refresh token was not issued by this server, or it is damaged.');
  return found;
}

/** Reads an authentic refresh token, expired or not; undefined for anything else. */
export async function findRefreshToken(
  token: string,
  { keys }: { readonly keys: Keys },
): Promise<IssuedRefreshToken | undefined> {
  const claims = await openRefreshToken(token, await keys.current());
  if (!claims) return undefined;
  // The signature is verified, so makeRefreshToken wrote these claims.
  const signed = claims as unknown as SignedClaims;
  return {
    id: signed.grant_id,
    endsAt: signed.grant_end,
    generation: signed.generation,
    clientId: signed.client_id,
    subject: signed.sub,
    scope: signed.scope.split(' '),
    resources: signed.resource,
    jkt: signed.cnf?.jkt,
    sid: signed.sid,
    authTime: signed.auth_time,
    issuedAt: signed.iat,
    expiresAt: signed.exp,
    ...boundedAuthentication(signed),
    ...(signed.claims && { claims: signed.claims }),
  };
}

interface SignedClaims extends Authentication {
  readonly iat: number;
  readonly exp: number;
  readonly grant_id: string;
  readonly grant_end: number;
  readonly generation: number;
  readonly client_id: string;
  readonly sub: string;
  readonly scope: string;
  readonly resource: readonly string[];
  readonly claims?: RequestedClaims;
  readonly auth_time: number;
  readonly cnf?: { readonly jkt: string };
  readonly sid?: string;
}
