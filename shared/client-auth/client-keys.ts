// Verifies what a client or its platform signed: assertions (RFC 7523 §3) and request objects (RFC 9101 §6.2).
import { type CryptoKey, compactVerify, errors, type JWK } from 'jose';
import type { Client } from '../clients/client.ts';
import { openRecordKeys } from '../keys/public-keys.ts';
import { RemoteDocumentError } from '../remote/remote-document-error.ts';
import type { KeySource, RemoteKeys } from '../remote/remote-keys.ts';
import type { SignedJwt } from './signed-jwt.ts';
import { strangersKeys } from './strangers-keys.ts';

type SignedText = Pick<SignedJwt, 'text' | 'alg' | 'kid'>;

interface KeyParts {
  /** Algorithms that are accepted for this kind of JWT. */
  readonly algs: readonly string[];
  readonly remoteKeys: RemoteKeys;
  /** Called if the keys cannot be fetched, which counts as no key. */
  onUnreachable?(): void;
}

export interface KeyOwner {
  readonly jwks: readonly JWK[];
  /** Where the keys are instead. */
  readonly source?: KeySource;
}

/** Whether a key of the client verifies the signature: one of `jwks`, or of what is behind `jwks_uri`. */
export function verifyWithClientKeys(
  signed: SignedText,
  client: Pick<Client, 'jwks' | 'jwksUri'> | undefined,
  parts: KeyParts,
): Promise<boolean> {
  const { jwks = [], jwksUri } = client ?? {};
  return verifyWithKeysOf(signed, jwksUri === undefined ? { jwks } : { jwks, source: { jwksUri } }, parts);
}

/** Without a key that fits, it verifies with one of no client, so that the time does not tell whether a client has keys. */
export async function verifyWithKeysOf(
  signed: SignedText,
  owner: KeyOwner,
  { algs, remoteKeys, onUnreachable }: KeyParts,
): Promise<boolean> {
  const { text, alg } = signed;
  const isAllowed = algs.includes(alg);
  const found = isAllowed ? await keysOf(owner, signed, remoteKeys).catch(noKeysIfUnreachable(onUnreachable)) : [];
  const keys = found.length > 0 ? found : (await openRecordKeys(strangersKeys)).fitting({ alg });
  for (const key of keys) {
    if ((await isSignedWith(text, alg, key)) && found.includes(key)) return true;
  }
  return false;
}

function noKeysIfUnreachable(onUnreachable: (() => void) | undefined): (thrown: unknown) => readonly CryptoKey[] {
  return (thrown) => {
    if (!(thrown instanceof RemoteDocumentError)) throw thrown;
    onUnreachable?.();
    return [];
  };
}

async function keysOf(
  { jwks, source }: KeyOwner,
  { alg, kid }: SignedText,
  remoteKeys: RemoteKeys,
): Promise<readonly CryptoKey[]> {
  const header = { alg, ...(kid !== undefined && { kid }) };
  if (source !== undefined) return remoteKeys.keysFor(source, header);
  // OpenID Connect Core §10.1: only a set of several keys needs a kid.
  const isNamed = jwks.some((jwk) => jwk.kid !== undefined);
  return (await openRecordKeys(jwks)).fitting(isNamed ? header : { alg });
}

async function isSignedWith(text: string, alg: string, key: CryptoKey): Promise<boolean> {
  try {
    // RFC 8725 §3.1: the key was chosen for this algorithm alone.
    await compactVerify(text, key, { algorithms: [alg] });
    return true;
  } catch (cause) {
    if (cause instanceof errors.JOSEError) return false;
    throw cause;
  }
}
