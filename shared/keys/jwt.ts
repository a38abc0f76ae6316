// Every token is made and read here, with jose. Each kind has its own key, its own `typ` and exactly one algorithm.
import {
  EncryptJWT,
  errors,
  type JWTPayload,
  jwtDecrypt,
  jwtVerify,
  type ProtectedHeaderParameters,
  SignJWT,
} from 'jose';
import { OAuthError } from '../errors/oauth-error.ts';
import type { KeyRing } from './key-ring.ts';
import type { SigningAlg } from './key-ring-record.ts';

/** RFC 9068 §2.1 and OpenID Connect Core: tokens that others verify from the published keys. */
type PublishedTyp = typeof accessTyp | 'JWT';

const accessTyp = 'at+jwt';
const refreshTyp = 'refresh+jwt';
const codeTyp = 'code+jwt';

/** @throws OAuthError SigningUnavailable */
export function signPublished(typ: PublishedTyp, alg: SigningAlg, claims: JWTPayload, ring: KeyRing): Promise<string> {
  const { kid, key } = ring.signingKey(alg);
  return new SignJWT(claims).setProtectedHeader({ typ, alg, kid }).sign(key).catch(refuseToSign);
}

/**
 * The claims of an authentic access token of the issuer, expired or not; undefined for anything else.
 * @param now seconds since the epoch: whether its key is still published
 */
export async function openAccessToken(
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
      { typ: accessTyp, issuer, currentDate: new Date(0) },
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

/**
 * An authorization code: encrypted, so that it tells the browser nothing. Its key is of the day it was issued on.
 * @param day UTC, as YYYYMMDD
 * @throws OAuthError SigningUnavailable
 */
export async function sealCode(claims: JWTPayload, day: string, ring: KeyRing): Promise<string> {
  const key = await ring.derivedKey(ring.sealingKid, `code/${day}`, 'A256GCM');
  if (!key) return refuseToSign(new Error('the key ring has no active sealing master'));
  return new EncryptJWT(claims)
    .setProtectedHeader({ typ: codeTyp, alg: 'dir', enc: 'A256GCM', kid: `${ring.sealingKid}.${day}` })
    .encrypt(key)
    .catch(refuseToSign);
}

/**
 * The claims of an authentic code, expired or not; undefined for anything else.
 * @param days on which a code that may live was issued: no key is derived for another
 */
export async function openCode(code: string, days: readonly string[], ring: KeyRing): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtDecrypt(
      code,
      async (header) => {
        const [master = '', day = ''] = plainKid(header).split('.');
        return keyOrRefuse(days.includes(day) ? ring.derivedKey(master, `code/${day}`, 'A256GCM') : undefined);
      },
      {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        typ: codeTyp,
        currentDate: new Date(0),
      },
    );
    return payload;
  } catch (cause) {
    return unlessBroken(cause);
  }
}

/** RFC 8725 §3.10: no key comes from the token itself, and no extension is understood. */
const refusedMembers = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'zip'] as const;

function plainKid(header: ProtectedHeaderParameters): string {
  if (refusedMembers.some((member) => member in header)) throw new errors.JOSENotSupported('header member refused');
  return typeof header.kid === 'string' ? header.kid : '';
}

async function keyOrRefuse<Key>(key: Promise<Key> | undefined): Promise<Key> {
  if (!key) throw new errors.JWKSNoMatchingKey();
  return key;
}

/** What jose says of the token is a refusal; anything else is a fault. */
function unlessBroken(cause: unknown): undefined {
  if (cause instanceof errors.JOSEError) return undefined;
  throw cause;
}

function refuseToSign(cause: unknown): never {
  throw new OAuthError('SigningUnavailable', 'No token can be signed at the moment. Send the same request again.', {
    cause,
  });
}
