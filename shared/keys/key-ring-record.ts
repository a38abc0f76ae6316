// The stored form of the key ring: the setting KEYS, or the file that KEYS_FILE names.
import { randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { problemsOf } from '../validation/check.ts';
import * as keyRingSchema from './key-ring.schema.json';

export type SigningAlg = 'ES256' | 'RS256' | 'PS256' | 'EdDSA';

/** `next` is published but not used yet, `active` signs or encrypts, `retired` still verifies or decrypts unexpired tokens. */
type KeyStatus = 'next' | 'active' | 'retired';

export interface KeyRingRecord {
  readonly signing: readonly SigningKeyRecord[];
  readonly sealing: readonly SealingMasterRecord[];
}

/** Times are seconds since the epoch. */
interface KeyLifecycle {
  readonly kid: string;
  readonly status: KeyStatus;
  readonly created_at?: number;
  readonly retired_at?: number;
}

export interface SigningKeyRecord extends KeyLifecycle {
  readonly alg: SigningAlg;
  readonly key: JWK;
}

export interface SealingMasterRecord extends KeyLifecycle {
  /** 32 bytes in base64url. */
  readonly secret: string;
}

/** @returns the key ring, or every problem of the value */
export function readKeyRing(value: unknown): KeyRingRecord | { readonly problems: readonly string[] } {
  const problems = problemsOf(keyRingSchema, value);
  if (problems.length > 0) return { problems };
  // Validated by the schema just above.
  const ring = value as KeyRingRecord;
  const contradictions = contradictionsOf(ring);
  return contradictions.length > 0 ? { problems: contradictions } : ring;
}

function contradictionsOf({ signing, sealing }: KeyRingRecord): readonly string[] {
  const active = signing.filter(({ status }) => status === 'active').map(({ alg }) => alg);
  const kids = [...signing, ...sealing].map(({ kid }) => kid);
  const rules: readonly [isBroken: boolean, problem: string][] = [
    [new Set(active).size < active.length, 'signing must have one active key at most for each alg'],
    [sealing.filter(({ status }) => status === 'active').length !== 1, 'sealing must have one active master'],
    [new Set(kids).size < kids.length, 'duplicate kid'],
    [
      signing.some(({ status, retired_at }) => status === 'retired' && retired_at === undefined),
      'signing keys that are retired must have retired_at: they stay published for a day and five minutes from then',
    ],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem);
}

/** An active signing key for each algorithm, and an active sealing master. @param now seconds since the epoch */
export async function generateKeyRing(algs: readonly SigningAlg[], now: number): Promise<KeyRingRecord> {
  return {
    signing: await Promise.all([...new Set(algs)].map((alg) => generateSigningKey(alg, now))),
    sealing: [
      {
        kid: sealingKid(),
        status: 'active',
        created_at: now,
        secret: randomBytes(32).toString('base64url'),
      },
    ],
  };
}

/** To a command, an argument with a leading hyphen is an option. */
function isArgument(kid: string): boolean {
  return !kid.startsWith('-');
}

function sealingKid(): string {
  const kid = randomBytes(6).toString('base64url');
  return isArgument(kid) ? kid : sealingKid();
}

async function generateSigningKey(alg: SigningAlg, now: number): Promise<SigningKeyRecord> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const key = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(key);
  return isArgument(kid) ? { kid, alg, status: 'active', created_at: now, key } : generateSigningKey(alg, now);
}
