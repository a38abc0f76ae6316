// The imported keys of a key ring: which one signs now, which are published, and which ones derived keys come from.
import { hkdfSync, webcrypto } from 'node:crypto';
import { CompactSign, type CryptoKey, importJWK, type JWK } from 'jose';
import { LRUCache } from 'lru-cache';
import { documentMaxAgeSeconds } from '../base/lifetimes.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { KeyRingRecord, SealingMasterRecord, SigningAlg, SigningKeyRecord } from './key-ring-record.ts';

interface SigningKey extends Pick<SigningKeyRecord, 'kid' | 'alg'> {
  /** Seconds since the epoch; 0 if the ring has no `created_at`. */
  readonly createdAt: number;
  readonly key: CryptoKey;
}

interface VerificationKey {
  readonly alg: SigningAlg;
  readonly key: CryptoKey;
}

/** What is encrypted: authorization codes, the cookies and form fields of a browser, and secrets of providers. */
export type SealedKind = 'code' | 'session' | 'form' | 'device' | 'device-code' | 'request' | 'provider';

/** Part of the HKDF info. Each kind of token has its own key; an encrypted one has one per period, such as `code/20261121`. */
type Purpose = 'refresh' | 'dpop-nonce' | `${SealedKind}/${string}`;

const algorithms = {
  HS256: { name: 'HMAC', hash: 'SHA-256', usages: ['sign', 'verify'] },
  A256GCM: { name: 'AES-GCM', usages: ['encrypt', 'decrypt'] },
} as const satisfies Record<string, { name: string; hash?: string; usages: readonly webcrypto.KeyUsage[] }>;

type DerivedAlg = keyof typeof algorithms;

export interface KeyRing {
  /** The active signing key. @throws OAuthError SigningUnavailable if the ring has none for the algorithm */
  signingKey(alg: SigningAlg): SigningKey;
  readonly algs: readonly SigningAlg[];
  /**
   * The key set of /jwks (RFC 7517): next and active keys, and retired ones while a token that they signed may be valid.
   * @param now seconds since the epoch
   */
  published(now: number): readonly JWK[];
  /** Undefined if the key is not published; rejects if it cannot be imported. @param now seconds since the epoch */
  verificationKey(kid: string, now: number): Promise<VerificationKey> | undefined;
  readonly sealingKid: string;
  /** The key derived from a master for one purpose and algorithm; undefined if the ring has no such master. */
  derivedKey(masterKid: string, purpose: Purpose, alg: DerivedAlg): Promise<CryptoKey> | undefined;
}

/** The maximum lifetime of an access token, and the time for which a verifier may cache the key set. */
export const publishedAfterRetirementSeconds = 86_400 + documentMaxAgeSeconds;

/** More than the masters, purposes and periods in use at a time; other keys are derived again. */
const maxDerivedKeys = 64;

const publicMembers = { EC: ['kty', 'crv', 'x', 'y'], OKP: ['kty', 'crv', 'x'], RSA: ['kty', 'n', 'e'] } as const;

/**
 * @param afterRetirementSeconds for which a retired key is published; infinite for a ring from which the rotation removes it
 * @throws Error if a next or active key cannot be imported or cannot sign
 */
export async function openKeyRing(
  record: KeyRingRecord,
  issuer: string,
  afterRetirementSeconds = publishedAfterRetirementSeconds,
): Promise<KeyRing> {
  // Next keys are tried too, so that a broken one fails start-up and not the day on which it becomes active.
  const usable = record.signing.filter(({ status }) => status !== 'retired');
  const imported = await Promise.all(usable.map(importSigningKey));
  const signingKeys = new Map(
    imported.filter((_, index) => usable[index]?.status === 'active').map((key) => [key.alg, key]),
  );
  const signingRecords = new Map(record.signing.map((key) => [key.kid, key]));
  const verifying = new Map<string, Promise<VerificationKey>>();
  const masters = new Map(record.sealing.map((master) => [master.kid, master]));
  const isPublished = ({ status, retired_at = 0 }: SigningKeyRecord, now: number) =>
    status !== 'retired' || now < retired_at + afterRetirementSeconds;
  const derived = new LRUCache<string, Promise<CryptoKey>>({ max: maxDerivedKeys });

  return {
    algs: [...signingKeys.keys()],
    sealingKid: record.sealing.find(({ status }) => status === 'active')?.kid ?? '',
    signingKey(alg) {
      const key = signingKeys.get(alg);
      if (!key) {
        throw new OAuthError('SigningUnavailable', 'No token can be signed at the moment.', {
          cause: new Error(`the key ring has no active key for ${alg}`),
        });
      }
      return key;
    },
    published(now) {
      return record.signing.filter((key) => isPublished(key, now)).map(publicKey);
    },
    verificationKey(kid, now) {
      const found = signingRecords.get(kid);
      if (!found || !isPublished(found, now)) return undefined;
      // A known key that fails to import is a fault; treating it as unknown would answer /revoke with 200 and revoke nothing.
      const known = verifying.get(kid) ?? importVerificationKey(found);
      verifying.set(kid, known);
      return known;
    },
    derivedKey(masterKid, purpose, alg) {
      const master = masters.get(masterKid);
      if (!master) return undefined;
      const name = `${masterKid} ${purpose} ${alg}`;
      const known = derived.get(name);
      if (known !== undefined) return known;
      const key = deriveKey(master, `tessera/1|${issuer}|${purpose}|${alg}`, alg);
      derived.set(name, key);
      return key;
    },
  };
}

async function importSigningKey({ kid, alg, key, created_at = 0 }: SigningKeyRecord): Promise<SigningKey> {
  const imported = await importJWK(key, alg);
  if (imported instanceof Uint8Array || imported.type !== 'private')
    throw new Error(`the key ${kid} is not a private key`);
  await new CompactSign(new Uint8Array(1)).setProtectedHeader({ alg }).sign(imported);
  return { kid, alg, createdAt: created_at, key: imported };
}

async function importVerificationKey(record: SigningKeyRecord): Promise<VerificationKey> {
  const { kid, alg } = record;
  // From the published form, so that this server verifies with the same key as everyone else.
  const key = await importJWK(publicKey(record), alg);
  if (key instanceof Uint8Array) throw new Error(`the key ${kid} is not a public key`);
  return { alg, key };
}

function publicKey({ kid, alg, key }: SigningKeyRecord): JWK {
  const members = publicMembers[key.kty as keyof typeof publicMembers];
  // An allow list, so that no private member is ever published.
  return { ...Object.fromEntries(members.map((member) => [member, key[member]])), kid, alg, use: 'sig' } as JWK;
}

/** HKDF (RFC 5869). The master is never used as a key directly. */
async function deriveKey(master: SealingMasterRecord, info: string, alg: DerivedAlg): Promise<CryptoKey> {
  const bytes = hkdfSync('sha256', Buffer.from(master.secret, 'base64url'), new Uint8Array(0), info, 32);
  const { usages, ...parameters } = algorithms[alg];
  return webcrypto.subtle.importKey('raw', bytes, parameters, false, [...usages]);
}
