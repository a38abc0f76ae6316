import { webcrypto } from 'node:crypto';
import type { CryptoKey } from 'jose';
import type { KeyRing } from '../../../shared/keys/key-ring.ts';
import type { Keys } from '../../../shared/keys/keys.ts';

export interface FailingKeys extends Keys {
  /** Which tokens cannot be signed from now on: those for others, those only for the issuer, or neither. */
  fail(what: 'published' | 'refresh' | 'nothing'): void;
}

/** Keys that can be made to fail: jose then gets a key that is not allowed to sign. */
export async function failingKeys(keys: Keys): Promise<FailingKeys> {
  let failing: 'published' | 'refresh' | 'nothing' = 'nothing';
  const verifying = await verifyOnlyKey();
  return {
    fail(what) {
      failing = what;
    },
    async current(): Promise<KeyRing> {
      const ring = await keys.current();
      if (failing === 'published') {
        return { ...ring, signingKey: (alg) => ({ ...ring.signingKey(alg), key: verifying }) };
      }
      // The kid of a master that is not in the ring.
      return failing === 'refresh' ? { ...ring, sealingKid: 'gone' } : ring;
    },
  };
}

async function verifyOnlyKey(): Promise<CryptoKey> {
  const { publicKey } = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  return publicKey;
}
