// The public keys of others (RFC 7517): which key of a set verifies which algorithm.
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import { shortened } from '../log/echo.ts';
import type { SigningAlg } from './key-ring-record.ts';
import { algsOf, isForOtherUse, isObject, keyAlgOf, publicKeyProblem, publicMembersOf } from './public-key-rules.ts';

/** The members of a JWS header that select a key (RFC 7515 §4.1). */
export interface SignatureHeader {
  readonly kid?: string | undefined;
  readonly alg: string;
}

/** The usable keys of a set, imported once. */
export interface PublicKeys {
  /** With a `kid` only keys that have it, otherwise all keys for the algorithm; at most 5. */
  fitting(header: SignatureHeader): readonly CryptoKey[];
  /** The `kid` of each usable key; its thumbprint (RFC 7638) if it has none. */
  readonly names: readonly string[];
  /** The same as long as the set has the same usable keys. */
  readonly fingerprint: string;
  /** Why other keys that are for signatures are not used, for operators. */
  readonly problems: readonly string[];
}

interface UsableKey {
  readonly kid: string | undefined;
  readonly thumbprint: string;
  readonly byAlg: ReadonlyMap<string, CryptoKey>;
}

const maxKeysInSet = 100;
/** Without a `kid` each key is tried, which costs a verification. */
const maxFittingKeys = 5;

/** Keys that cannot be used are left out. @throws TypeError if it is not a key set, or too long */
export async function openPublicKeys(set: unknown): Promise<PublicKeys> {
  const ofSet = jwksOf(set);
  const opened = await Promise.all(ofSet.map(open));
  const usable = opened.filter((key): key is UsableKey => typeof key === 'object');
  return {
    fitting({ kid, alg }) {
      const named = kid === undefined ? usable : usable.filter((key) => key.kid === kid);
      return named.flatMap(({ byAlg }) => byAlg.get(keyAlgOf(alg)) ?? []).slice(0, maxFittingKeys);
    },
    names: usable.map(({ kid, thumbprint }) => kid ?? thumbprint),
    fingerprint: JSON.stringify(usable.map(({ kid, thumbprint }) => [kid, thumbprint]).toSorted()),
    problems: opened.filter((key, index): key is string => typeof key === 'string' && !isForOtherUse(ofSet[index])),
  };
}

const openedSets = new WeakMap<readonly JWK[], Promise<PublicKeys>>();

/** Those of a record, which lives as long as its client is cached: imported once, when they are first used. */
export function openRecordKeys(jwks: readonly JWK[]): Promise<PublicKeys> {
  const known = openedSets.get(jwks);
  if (known !== undefined) return known;
  const opening = openPublicKeys({ keys: jwks });
  openedSets.set(jwks, opening);
  return opening;
}

function jwksOf(set: unknown): readonly unknown[] {
  if (!isObject(set) || !Array.isArray(set.keys)) throw new TypeError('has no list of keys');
  if (set.keys.length > maxKeysInSet) throw new TypeError(`has more than ${maxKeysInSet} keys`);
  return set.keys;
}

async function open(jwk: unknown, index: number): Promise<UsableKey | string> {
  const kid = isObject(jwk) && typeof jwk.kid === 'string' ? jwk.kid : undefined;
  const name = kid === undefined ? `key ${index + 1}` : `the key ${shortened(kid)}`;
  const problem = publicKeyProblem(jwk);
  if (problem !== undefined || !isObject(jwk)) return `${name} ${problem}`;
  try {
    const key = publicMembersOf(jwk);
    const byAlg = await Promise.all(algsOf(jwk).map(async (alg) => [alg, await importPublic(key, alg)] as const));
    return { kid, thumbprint: await calculateJwkThumbprint(key), byAlg: new Map(byAlg) };
  } catch {
    return `${name} cannot be imported`;
  }
}

async function importPublic(jwk: JWK, alg: SigningAlg): Promise<CryptoKey> {
  const key = await importJWK(jwk, alg);
  if (key instanceof Uint8Array) throw new TypeError('not a public key');
  return key;
}
