// DPoP proofs of clients (RFC 9449 §4.2), right except for what a test changes.
import { randomUUID } from 'node:crypto';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  type GenerateKeyPairOptions,
  generateKeyPair,
  type JWK,
  SignJWT,
} from 'jose';
import { paths } from '../../shared/http/paths.ts';
import { issuer, type TestServer } from './server.ts';

export interface ProofKeyPair {
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
  readonly jkt: string;
}

export async function proofKeyPair(alg = 'ES256', options: GenerateKeyPairOptions = {}): Promise<ProofKeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true, ...options });
  const jwk = await exportJWK(publicKey);
  return { alg, privateKey, jwk, jkt: await calculateJwkThumbprint(jwk) };
}

/** Members that replace those of a right proof; undefined leaves one out. */
export interface ProofChanges {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export type ProofMaker = (changes?: ProofChanges) => Promise<string>;

/** The nonce of an answer to a proof without one. */
export async function freshNonce(server: Pick<TestServer, 'url'>): Promise<string> {
  const { headers } = await fetch(`${server.url}${paths.token}`, { method: 'POST', headers: { DPoP: 'x' } });
  return headers.get('dpop-nonce') ?? '';
}

/** Makes proofs for one endpoint of the server, by its clock and with its nonce. */
export function proofMaker(
  server: Pick<TestServer, 'url' | 'service'>,
  pair: ProofKeyPair,
  { path = paths.token as string, method = 'POST' } = {},
): ProofMaker {
  return async ({ header = {}, claims = {} } = {}) => {
    const right = {
      jti: randomUUID(),
      htm: method,
      htu: `${issuer}${path}`,
      iat: Math.floor(server.service.clock.now() / 1000),
      ...('nonce' in claims ? {} : { nonce: await freshNonce(server) }),
    };
    const protectedHeader = defined({ typ: 'dpop+jwt', alg: pair.alg, jwk: pair.jwk, ...header });
    return new SignJWT(defined({ ...right, ...claims }))
      .setProtectedHeader(protectedHeader as { alg: string })
      .sign(pair.privateKey);
  };
}

function defined(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
