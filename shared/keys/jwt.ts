// Signs and verifies every JWS, with jose. Each kind of token has its own key, its own `typ` and exactly one algorithm.
import '../base/to-base64.ts';
import { CompactSign, type CryptoKey, errors, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import type { KeyRing } from './key-ring.ts';
import type { SigningAlg } from './key-ring-record.ts';
import { requireKey, safeKidOf, throwSigningUnavailable, undefinedIfNotAuthentic } from './strict-jose.ts';

/** Access tokens (RFC 9068 §2.1), ID tokens, logout tokens and challenges of a login app, which others verify with the published keys. */
type PublishedTyp = typeof accessTyp | typeof idTyp | typeof logoutTyp | typeof challengeTyp;

const accessTyp = 'at+jwt';
const idTyp = 'JWT';
/** OpenID Connect Back-Channel Logout §2.4. */
const logoutTyp = 'logout+jwt';
const challengeTyp = 'handoff-challenge+jwt';
const refreshTyp = 'refresh+jwt';

/** SignJWT would copy the claims first, for setters that are not used here. @throws OAuthError SigningUnavailable */
function sign(claims: JWTPayload, header: JWTHeaderParameters, key: CryptoKey): Promise<string> {
  const payload = Buffer.from(JSON.stringify(claims));
  return new CompactSign(payload).setProtectedHeader(header).sign(key).catch(throwSigningUnavailable);
}

/** @throws OAuthError SigningUnavailable */
export function signPublished(typ: PublishedTyp, alg: SigningAlg, claims: JWTPayload, ring: KeyRing): Promise<string> {
  const { kid, key } = ring.signingKey(alg);
  return sign(claims, { typ, alg, kid }, key);
}

/**
 * Signs an assertion that proves this server to another one (RFC 7523). Without a `typ` it passes for no token of this server.
 * @throws OAuthError SigningUnavailable
 */
export function signAssertion(alg: SigningAlg, claims: JWTPayload, ring: KeyRing): Promise<string> {
  const { kid, key } = ring.signingKey(alg);
  return sign(claims, { alg, kid }, key);
}

/**
 * @param now seconds since the epoch; the key must still be published
 * @returns the claims of an authentic access token of the issuer, expired or not; undefined for any other text
 */
export function openAccessToken(
  token: string,
  issuer: string,
  now: number,
  ring: KeyRing,
): Promise<JWTPayload | undefined> {
  return openPublished(accessTyp, token, issuer, now, ring);
}

/**
 * For `id_token_hint`: accepts every key that is still in the ring, since a hint may be older than the published keys.
 * @returns the claims of an authentic ID token of the issuer, expired or not; undefined for any other text
 */
export function openIdToken(token: string, issuer: string, ring: KeyRing): Promise<JWTPayload | undefined> {
  return openPublished(idTyp, token, issuer, Number.NEGATIVE_INFINITY, ring);
}

async function openPublished(
  typ: PublishedTyp,
  token: string,
  issuer: string,
  now: number,
  ring: KeyRing,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(
      token,
      async (header) => {
        const { alg, key } = await requireKey(ring.verificationKey(safeKidOf(header), now));
        // RFC 8725 §3.1: the key decides the algorithm, not the token.
        if (header.alg !== alg) throw new errors.JOSEAlgNotAllowed();
        return key;
      },
      // Two issuers may share a ring, and unlike derived keys these do not depend on the issuer.
      { typ, issuer, currentDate: new Date(0) },
    );
    return payload;
  } catch (cause) {
    return undefinedIfNotAuthentic(cause);
  }
}

/** Signs a refresh token with a symmetric key, since only the issuer reads it. @throws OAuthError SigningUnavailable */
export async function signRefreshToken(claims: JWTPayload, ring: KeyRing): Promise<string> {
  const kid = ring.sealingKid;
  const key = await ring.derivedKey(kid, 'refresh', 'HS256');
  if (!key) return throwSigningUnavailable(new Error('the key ring has no active sealing master'));
  return sign(claims, { typ: refreshTyp, alg: 'HS256', kid }, key);
}

/** @returns the claims of an authentic refresh token, expired or not; undefined for any other text */
export async function openRefreshToken(token: string, ring: KeyRing): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(
      token,
      async (header) => requireKey(ring.derivedKey(safeKidOf(header), 'refresh', 'HS256')),
      // The grant checks the expiry itself, after the reuse of an expired token.
      { algorithms: ['HS256'], typ: refreshTyp, currentDate: new Date(0) },
    );
    return payload;
  } catch (cause) {
    return undefinedIfNotAuthentic(cause);
  }
}
