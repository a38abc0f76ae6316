// What the tokens say: RFC 9068 §2.2 for access tokens, OpenID Connect Core §2 for id tokens.
import { createHash, randomBytes } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { utcDay } from '../shared/base/clock.ts';
import type { Client } from '../shared/clients/client.ts';
import { tokenAudience } from '../shared/clients/resource.ts';
import type { RefreshToken } from '../shared/tokens/refresh-token.ts';
import type { Authorization, UserGrant } from './grants/grant.ts';

/** Everything the claims follow from. Times are seconds since the epoch. */
export interface Issuance {
  readonly issuer: string;
  readonly client: Client;
  readonly authorization: Authorization;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export function accessTokenClaims({ issuer, client, authorization, issuedAt, expiresAt }: Issuance): JWTPayload {
  const { audience, subject, scope, userGrant, addedClaims } = authorization;
  const random = randomBytes(16).toString('base64url');
  return {
    iss: issuer,
    aud: tokenAudience(audience, userGrant !== undefined && scope.includes('openid'), issuer),
    sub: subject,
    client_id: client.id,
    iat: issuedAt,
    exp: expiresAt,
    // Of a grant: leads to it without a look-up. Of none: has no dot, and says when it may be forgotten.
    jti: userGrant ? `${userGrant.id}.${random}` : `${utcDay(expiresAt)}-${random}`,
    scope: scope.join(' '),
    ...(userGrant && { auth_time: userGrant.authTime }),
    ...addedClaims,
  };
}

/** Seconds: it says who signed in just now, and is read at once; whatever becomes of the access token beside it. */
const idTokenLifetime = 3600;

/** @param userClaims what it tells of the user beside `sub` */
export function idTokenClaims(
  issuance: Issuance,
  userGrant: UserGrant,
  accessToken: string,
  userClaims: JWTPayload = {},
): JWTPayload {
  const { issuer, client, authorization, issuedAt } = issuance;
  const nonce = userGrant.idToken?.nonce;
  return {
    ...userClaims,
    iss: issuer,
    aud: client.id,
    sub: authorization.subject,
    iat: issuedAt,
    exp: Math.min(issuedAt + idTokenLifetime, userGrant.endsAt),
    auth_time: userGrant.authTime,
    at_hash: leftHalfOfHash(client.idTokenAlg, accessToken),
    ...(nonce !== undefined && { nonce }),
  };
}

/** OpenID Connect Core §3.1.3.6: the hash is that of the id token's algorithm; Ed25519 has SHA-512 inside. */
function leftHalfOfHash(alg: string, accessToken: string): string {
  const hash = createHash(alg === 'EdDSA' ? 'sha512' : 'sha256')
    .update(accessToken)
    .digest();
  return hash.subarray(0, hash.length / 2).toString('base64url');
}

/** The refresh token that follows: it slides, but never past the end of its grant. Undefined when there is none to issue. */
export function nextRefreshToken({ client, authorization, issuedAt }: Issuance): RefreshToken | undefined {
  const { subject, userGrant } = authorization;
  return (
    userGrant?.next && {
      ...userGrant.next,
      id: userGrant.id,
      clientId: client.id,
      subject,
      authTime: userGrant.authTime,
      endsAt: userGrant.endsAt,
      expiresAt: Math.min(issuedAt + client.refreshTokenLifetime, userGrant.endsAt),
    }
  );
}
