// The keys in use: what signs now, what is still published, what seals.
import { hkdfSync, webcrypto } from 'node:crypto';
import { CompactSign, type CryptoKey, importJWK, type JWK } from 'jose';
import { LRUCache } from 'lru-cache';
import { documentMaxAgeSeconds } from '../base/lifetimes.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { KeyRingRecord, SealingMasterRecord, SigningAlg, SigningKeyRecord } from './key-ring-record.ts';

interface SigningKey extends Pick<SigningKeyRecord, 'kid' | 'alg'> {
  /** Seconds since the epoch; 0 when the ring does not say. */
  readonly createdAt: number;
  readonly key: CryptoKey;
}

interface VerificationKey {
  /** The one algorithm that the key verifies. */
  readonly alg: SigningAlg;
  readonly key: CryptoKey;
}

/** Tokens that are encrypted: authorization codes; and what a browser keeps: its session, forms, and whom it has signed in before. */
export type SealedKind = 'code' | 'session' | 'form' | 'device';

/** What a derived key is for: each kind of token has its own, and each period of an encrypted one (`code/20261121`). */
type Purpose = 'refresh' | `${SealedKind}/${string}`;

const algorithms = {
  HS256: { name: 'HMAC', hash: 'SHA-256', usages: ['sign', 'verify'] },
  A256GCM: { name: 'AES-GCM', usages: ['encrypt', 'decrypt'] },
} as const satisfies Record<string, { name: string; hash?: string; usages: readonly webcrypto.KeyUsage[] }>;

type DerivedAlg = keyof typeof algorithms;

export interface KeyRing {
  /**
   * The key that signs now.
   * @throws OAuthError SigningUnavailable when the ring has none for the algorithm
   */
  signingKey(alg: SigningAlg): SigningKey;
  readonly algs: readonly SigningAlg[];
  /**
   * The public keys (RFC 7517): next and active ones, and retired ones while a token they signed may live.
   * @param now seconds since the epoch
   */
  published(now: number): readonly JWK[];
  /**
   * The key of that `kid` as a verifier has it; undefined when it is not published.
   * @param now seconds since the epoch
   */
  verificationKey(kid: string, now: number): Promise<VerificationKey> | undefined;
  /** The `kid` of the master that seals now. */
  readonly sealingKid: string;
  /** The key derived from a master for one purpose and algorithm; undefined when the ring has no such master. */
  derivedKey(masterKid: string, purpose: Purpose, alg: DerivedAlg): Promise<CryptoKey> | undefined;
}

/** Seconds: the longest access token lifetime of a client record, and the time for which a verifier may keep the key set. */
export const publishedAfterRetirementSeconds = 86_400 + documentMaxAgeSeconds;

/** Days, masters and purposes in use at a time are few; any other key is derived again. */
const maxDerivedKeys = 64;

const publicMembers = { EC: ['kty', 'crv', 'x', 'y'], OKP: ['kty', 'crv', 'x'], RSA: ['kty', 'n', 'e'] } as const;

export async function openKeyRing(record: KeyRingRecord, issuer: string): Promise<KeyRing> {
  // Those that will sign are tried as well: a broken one is told of at the start and not on the day it becomes active.
  const usable = record.signing.filter(({ status }) => status !== 'retired');
  const imported = await Promise.all(usable.map(importSigningKey));
  const signingKeys = new Map(
    imported.filter((_, index) => usable[index]?.status === 'active').map((key) => [key.alg, key]),
  );
  const signingRecords = new Map(record.signing.map((key) => [key.kid, key]));
  const verifying = new Map<string, Promise<VerificationKey>>();
  const masters = new Map(record.sealing.map((master) => [master.kid, master]));
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
      // One that cannot be imported is a fault: its tokens are no strangers, so a revocation must not seem to be done.
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
  // From what is published, so that it verifies what others verify.
  const key = await importJWK(publicKey(record), alg);
  if (key instanceof Uint8Array) throw new Error(`the key ${kid} is not a public key`);
  return { alg, key };
}

function isPublished({ status, retired_at = 0 }: SigningKeyRecord, now: number): boolean {
  return status !== 'retired' || now < retired_at + publishedAfterRetirementSeconds;
}

function publicKey({ kid, alg, key }: SigningKeyRecord): JWK {
  const members = publicMembers[key.kty as keyof typeof publicMembers];
  // Named one by one, so that a private member that nobody thought of stays private.
  return { ...Object.fromEntries(members.map((member) => [member, key[member]])), kid, alg, use: 'sig' } as JWK;
}

/** RFC 5869. The master is input to HKDF and to nothing else. */
async function deriveKey(master: SealingMasterRecord, info: string, alg: DerivedAlg): Promise<CryptoKey> {
  const bytes = hkdfSync('sha256', Buffer.from(master.secret, 'base64url'), new Uint8Array(0), info, 32);
  const { usages, ...parameters } = algorithms[alg];
  return webcrypto.subtle.importKey('raw', bytes, parameters, false, [...usages]);
}
