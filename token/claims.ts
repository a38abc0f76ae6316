// The claims of access tokens (RFC 9068 §2.2) and ID tokens (OpenID Connect Core §2).
import { hash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { authenticationOf } from '../shared/base/authentication.ts';
import { utcDay } from '../shared/base/clock.ts';
import { randomText } from '../shared/base/random-text.ts';
import type { Client } from '../shared/clients/client.ts';
import { tokenAudience } from '../shared/clients/resource.ts';
import type { RefreshToken } from '../shared/tokens/refresh-token.ts';
import { allowedClaims } from '../shared/users/requested-claims.ts';
import type { Authorization, UserGrant } from './grants/grant.ts';

/** The input that all claims are derived from. Times are seconds since the epoch. */
export interface Issuance {
  readonly issuer: string;
  readonly client: Client;
  /** The thumbprint of the key that the tokens are bound to. */
  readonly jkt: string | undefined;
  readonly authorization: Authorization;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** @param userClaims claims about the user, in addition to `sub` */
export function accessTokenClaims(
  { issuer, client, jkt, authorization, issuedAt, expiresAt }: Issuance,
  userClaims: JWTPayload = {},
): JWTPayload {
  const { audience, subject, scope, userGrant, addedClaims } = authorization;
  const random = randomText(16);
  const userinfo = scope.includes('openid') ? allowedClaims(userGrant?.claims?.userinfo ?? [], client.scope) : [];
  return {
    ...client.claims,
    ...userClaims,
    ...addedClaims,
    ...(jkt !== undefined && { cnf: { jkt } }),
    iss: issuer,
    aud: tokenAudience(audience, userGrant !== undefined && scope.includes('openid'), issuer),
    sub: subject,
    client_id: client.id,
    iat: issuedAt,
    exp: expiresAt,
    // With a grant, it starts with the grant's id, so no look-up is needed. Without one, it has no dot and starts with the
    // day after which its revocation may be deleted.
    jti: userGrant ? `${userGrant.id}.${random}` : `${utcDay(expiresAt)}-${random}`,
    scope: scope.join(' '),
    ...(userGrant && { auth_time: userGrant.authTime }),
    ...(userinfo.length > 0 && { userinfo_claims: userinfo }),
  };
}

/** Apps read an ID token once, right after sign-in, so its lifetime does not follow that of the access token. */
const idTokenLifetimeSeconds = 3600;

/** @param userClaims claims about the user, in addition to `sub` */
export function idTokenClaims(
  issuance: Issuance,
  userGrant: UserGrant,
  accessToken: string,
  userClaims: JWTPayload = {},
): JWTPayload {
  const { issuer, client, authorization, issuedAt } = issuance;
  const { sid, idToken: { nonce } = {} } = userGrant;
  const claims: JWTPayload = {
    iss: issuer,
    aud: client.id,
    sub: authorization.subject,
    iat: issuedAt,
    exp: Math.min(issuedAt + idTokenLifetimeSeconds, userGrant.endsAt),
    auth_time: userGrant.authTime,
    at_hash: leftHalfOfHash(client.idTokenAlg, accessToken),
    ...authenticationOf(userGrant),
    ...(nonce !== undefined && { nonce }),
    ...(sid !== undefined && { sid }),
  };
  // Last, so that no claim about the user takes the place of one above.
  return Object.assign({}, userClaims, claims);
}

/** OpenID Connect Core §3.1.3.6: `at_hash` uses the hash function of the ID token's algorithm; Ed25519 uses SHA-512. */
function leftHalfOfHash(alg: string, accessToken: string): string {
  const digest = hash(alg === 'EdDSA' ? 'sha512' : 'sha256', accessToken, 'buffer');
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

/** The refresh token to issue, if any. Each exchange extends its expiry, but never past the end of the grant. */
export function nextRefreshToken({ client, jkt, authorization, issuedAt }: Issuance): RefreshToken | undefined {
  const { subject, userGrant } = authorization;
  if (!userGrant?.next) return undefined;
  const { generation, scope, resources } = userGrant.next;
  return {
    id: userGrant.id,
    clientId: client.id,
    subject,
    generation,
    scope,
    resources,
    // RFC 9449 §5: the refresh token of a confidential client is bound to the client itself.
    jkt: client.isConfidential ? undefined : jkt,
    sid: userGrant.sid,
    authTime: userGrant.authTime,
    endsAt: userGrant.endsAt,
    expiresAt: Math.min(issuedAt + client.refreshTokenLifetime, userGrant.endsAt),
    ...authenticationOf(userGrant),
    ...(userGrant.claims && { claims: userGrant.claims }),
  };
}
