// Verifies what a client signs with its own keys: its assertions (RFC 7523 §3) and request objects (RFC 9101 §6.2).
import { type CryptoKey, compactVerify, errors, type JWK } from 'jose';
import type { Client } from '../clients/client.ts';
import { openPublicKeys, type PublicKeys } from '../keys/public-keys.ts';
import type { SignedJwt } from './signed-jwt.ts';
import { strangersKeys } from './strangers-keys.ts';

type SignedText = Pick<SignedJwt, 'text' | 'alg' | 'kid'>;

/**
 * Whether a key of the client verifies the signature. Without a key that fits, it verifies with one that fits no client, so
 * that the time does not tell whether the client exists or has keys.
 * @param algs that the client may use for this kind of JWT
 */
export async function verifyWithClientKeys(
  signed: SignedText,
  client: Pick<Client, 'jwks'> | undefined,
  { algs }: { readonly algs: readonly string[] },
): Promise<boolean> {
  const fitting = client && algs.includes(signed.alg) ? await keysOf(client, signed) : [];
  return verifyWithKeys(signed, fitting);
}

/** Without a key, it takes as long as with one. */
async function verifyWithKeys({ text, alg }: SignedText, fitting: readonly CryptoKey[]): Promise<boolean> {
  const keys = fitting.length > 0 ? fitting : (await opened(strangersKeys)).fitting({ alg });
  for (const key of keys) {
    if (await isSignedWith(text, alg, key)) return fitting.length > 0;
  }
  return false;
}

async function keysOf({ jwks }: Pick<Client, 'jwks'>, { alg, kid }: SignedText): Promise<readonly CryptoKey[]> {
  // OpenID Connect Core §10.1: only a set of several keys needs a kid.
  const isNamed = jwks.some((jwk) => jwk.kid !== undefined);
  return (await opened(jwks)).fitting({ alg, kid: isNamed ? kid : undefined });
}

const openedSets = new WeakMap<readonly JWK[], Promise<PublicKeys>>();

/** The keys of a record are imported once, when they are first used. */
function opened(jwks: readonly JWK[]): Promise<PublicKeys> {
  const known = openedSets.get(jwks);
  if (known !== undefined) return known;
  const opening = openPublicKeys({ keys: jwks });
  openedSets.set(jwks, opening);
  return opening;
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
