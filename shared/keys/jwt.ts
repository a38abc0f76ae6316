// Every signed token is made and read here, with jose. Each kind has its own key, its own `typ` and exactly one algorithm.
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { KeyRing } from './key-ring.ts';
import type { SigningAlg } from './key-ring-record.ts';
import { keyOrRefuse, plainKid, refuseToSign, unlessBroken } from './strict-jose.ts';

/** RFC 9068 §2.1 and OpenID Connect Core: tokens that others verify from the published keys. */
type PublishedTyp = typeof accessTyp | typeof idTyp;

const accessTyp = 'at+jwt';
const idTyp = 'JWT';
const refreshTyp = 'refresh+jwt';

/** @throws OAuthError SigningUnavailable */
export function signPublished(typ: PublishedTyp, alg: SigningAlg, claims: JWTPayload, ring: KeyRing): Promise<string> {
  const { kid, key } = ring.signingKey(alg);
  return new SignJWT(claims).setProtectedHeader({ typ, alg, kid }).sign(key).catch(refuseToSign);
}

/**
 * The claims of an authentic access token of the issuer, expired or not; undefined for anything else.
 * @param now seconds since the epoch: whether its key is still published
 */
export function openAccessToken(
  token: string,
  issuer: string,
  now: number,
  ring: KeyRing,
): Promise<JWTPayload | undefined> {
  return openPublished(accessTyp, token, issuer, now, ring);
}

/** The same of an id token, for as long as its key is in the ring: as a hint it may be older than what others verify. */
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
        const { alg, key } = await keyOrRefuse(ring.verificationKey(plainKid(header), now));
        // RFC 8725 §3.1: the key says which algorithm, not the token.
        if (header.alg !== alg) throw new errors.JOSEAlgNotAllowed();
        return key;
      },
      // An issuer is not part of these keys, as it is of the derived ones: two issuers may share a ring.
      { typ, issuer, currentDate: new Date(0) },
    );
    return payload;
  } catch (cause) {
    return unlessBroken(cause);
  }
}

/** A refresh token: only the issuer reads it. @throws OAuthError SigningUnavailable */
export async function signRefreshToken(claims: JWTPayload, ring: KeyRing): Promise<string> {
  const kid = ring.sealingKid;
  const key = await ring.derivedKey(kid, 'refresh', 'HS256');
  if (!key) return refuseToSign(new Error('the key ring has no active sealing master'));
  return new SignJWT(claims).setProtectedHeader({ typ: refreshTyp, alg: 'HS256', kid }).sign(key).catch(refuseToSign);
}

/** The claims of an authentic refresh token, expired or not; undefined for anything else. */
export async function openRefreshToken(token: string, ring: KeyRing): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(
      token,
      async (header) => keyOrRefuse(ring.derivedKey(plainKid(header), 'refresh', 'HS256')),
      // The grant judges expiry: reuse of an expired token is looked for first.
      { algorithms: ['HS256'], typ: refreshTyp, currentDate: new Date(0) },
    );
    return payload;
  } catch (cause) {
    return unlessBroken(cause);
  }
}
