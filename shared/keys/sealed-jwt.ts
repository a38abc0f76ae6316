// Encrypts and decrypts the JWEs that only the issuer reads: codes, cookies and form tokens. Each kind has its own keys, its own
// `typ` and exactly one algorithm. A key is used for one period only, to stay far below 2^32 random nonces (NIST SP 800-38D).
import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose';
import type { KeyRing, SealedKind } from './key-ring.ts';
import { requireKey, safeKidOf, throwSigningUnavailable, undefinedIfNotAuthentic } from './strict-jose.ts';

/** @param period the current one, such as the UTC day as YYYYMMDD; selects the key @throws OAuthError SigningUnavailable */
export async function sealJwt(kind: SealedKind, claims: JWTPayload, period: string, ring: KeyRing): Promise<string> {
  const kid = ring.sealingKid;
  const key = await ring.derivedKey(kid, `${kind}/${period}`, 'A256GCM');
  if (!key) return throwSigningUnavailable(new Error('the key ring has no active sealing master'));
  return new EncryptJWT(claims)
    .setProtectedHeader(headerOf(kind, kid, period))
    .encrypt(key)
    .catch(throwSigningUnavailable);
}

/** The length in characters of the JWE that `sealJwt` would return (RFC 7516 §3.1), without encrypting anything. */
export function sealedJwtLength(
  kind: SealedKind,
  claims: JWTPayload,
  period: string,
  { sealingKid }: Pick<KeyRing, 'sealingKid'>,
): number {
  const [header, payload] = [headerOf(kind, sealingKid, period), claims].map((each) => JSON.stringify(each));
  // Header, no encrypted key, IV, ciphertext, tag.
  const partsInBytes = [Buffer.byteLength(header ?? ''), 0, 12, Buffer.byteLength(payload ?? ''), 16];
  const lengths = partsInBytes.map((bytes) => Math.ceil((bytes * 4) / 3));
  return lengths.reduce((sum, each) => sum + each) + partsInBytes.length - 1;
}

function headerOf(kind: SealedKind, kid: string, period: string) {
  return { typ: `${kind}+jwt`, alg: 'dir', enc: 'A256GCM', kid: `${kid}.${period}` } as const;
}

/**
 * @param periods of tokens that may be unexpired; no key is derived for any other
 * @returns the claims of an authentic token of that kind, expired or not; undefined for any other text
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
        const [master = '', period = ''] = safeKidOf(header).split('.');
        return requireKey(
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
    return undefinedIfNotAuthentic(cause);
  }
}
