// Whether a token is what it says: its signature against the published keys, then its claims.
import { createHash } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import { demoWeb } from '../../local/demo-clients.ts';
import type { Provider } from './provider.ts';

/**
 * OpenID Connect Core §3.1.3.7, with jose.
 * @returns what was checked, in words
 * @throws what jose throws when a check fails; Error when nonce or at_hash do
 */
export async function checkIdToken(
  idToken: string,
  accessToken: string,
  nonce: string,
  { keys, metadata }: Provider,
): Promise<readonly string[]> {
  const { payload, protectedHeader } = await jwtVerify(idToken, keys, {
    issuer: metadata.issuer,
    audience: demoWeb.id,
    algorithms: ['RS256'],
  });
  if (payload.nonce !== nonce) throw new Error('The nonce of the id token is not the one that was sent.');
  const hash = createHash('sha256').update(accessToken).digest();
  const atHash = hash.subarray(0, hash.length / 2).toString('base64url');
  if (payload.at_hash !== undefined && payload.at_hash !== atHash) {
    throw new Error('The id token belongs to another access token.');
  }
  return [
    `the signature is good: ${protectedHeader.alg}, key ${protectedHeader.kid} of ${new URL(metadata.jwks_uri ?? '').pathname}`,
    `iss is ${metadata.issuer}, aud is ${demoWeb.id}`,
    'exp has not passed',
    'nonce is the one that was sent',
    ...(payload.at_hash === undefined ? [] : ['at_hash fits the access token']),
  ];
}

/** @returns what to say of the signature of a token that resource servers read */
export async function signatureOf(token: string, { keys, metadata }: Provider): Promise<string> {
  try {
    const { protectedHeader } = await jwtVerify(token, keys, { issuer: metadata.issuer });
    return `✓ The signature is good: ${protectedHeader.alg}, key ${protectedHeader.kid?.slice(0, 8)}… of /jwks`;
  } catch (thrown) {
    if (thrown instanceof errors.JWTExpired) return 'The signature is good, but the token has expired';
    return `The signature is not verified: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}
