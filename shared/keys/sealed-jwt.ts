// Encrypted tokens, which only the issuer reads: codes, and what a browser keeps for it. Each kind has its own keys, its own
// `typ` and exactly one algorithm, and a key is used for one period, so that none nears 2^32 nonces.
import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose';
import type { KeyRing, SealedKind } from './key-ring.ts';
import { keyOrRefuse, plainKid, refuseToSign, unlessBroken } from './strict-jose.ts';

/**
 * @param period in which it is made, such as the UTC day as YYYYMMDD
 * @throws OAuthError SigningUnavailable
 */
export async function sealJwt(kind: SealedKind, claims: JWTPayload, period: string, ring: KeyRing): Promise<string> {
  const kid = ring.sealingKid;
  const key = await ring.derivedKey(kid, `${kind}/${period}`, 'A256GCM');
  if (!key) return refuseToSign(new Error('the key ring has no active sealing master'));
  return new EncryptJWT(claims)
    .setProtectedHeader(headerOf(kind, kid, period))
    .encrypt(key)
    .catch(refuseToSign);
}

/** Characters of what `sealJwt` makes of the same (RFC 7516 §3.1): header, no encrypted key, IV, ciphertext and tag. */
export function sealedJwtLength(
  kind: SealedKind,
  claims: JWTPayload,
  period: string,
  { sealingKid }: Pick<KeyRing, 'sealingKid'>,
): number {
  const [header, payload] = [headerOf(kind, sealingKid, period), claims].map((each) => JSON.stringify(each));
  const partsInBytes = [Buffer.byteLength(header ?? ''), 0, 12, Buffer.byteLength(payload ?? ''), 16];
  const lengths = partsInBytes.map((bytes) => Math.ceil((bytes * 4) / 3));
  return lengths.reduce((sum, each) => sum + each) + partsInBytes.length - 1;
}

function headerOf(kind: SealedKind, kid: string, period: string) {
  return { typ: `${kind}+jwt`, alg: 'dir', enc: 'A256GCM', kid: `${kid}.${period}` } as const;
}

/**
 * The claims of an authentic token of that kind, expired or not; undefined for anything else.
 * @param periods in which one that may matter was made: no key is derived for another
 */
export async function openJwt(
  kind: SealedKind,
  token: string,
  periods: { includes(period: string): boolean },
  ring: KeyRing,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtDecrypt(
      token,
      async (header) => {
        const [master = '', period = ''] = plainKid(header).split('.');
        return keyOrRefuse(
          periods.includes(period) ? ring.derivedKey(master, `${kind}/${period}`, 'A256GCM') : undefined,
        );
      },
      {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        typ: `${kind}+jwt`,
        currentDate: new Date(0),
      },
    );
    return payload;
  } catch (cause) {
    return unlessBroken(cause);
  }
}
