import { calculateJwkThumbprint, type JWK } from 'jose';
import { algsOf } from '../../shared/keys/public-key-rules.ts';

/** A key of a valid record, for people: `the key 2026-11 (EC P-256 for ES256, thumbprint …)`. */
export async function describeKey(jwk: JWK): Promise<string> {
  const kind = jwk.crv === undefined ? jwk.kty : `${jwk.kty} ${jwk.crv}`;
  const name = jwk.kid === undefined ? 'its key' : `the key ${jwk.kid}`;
  return `${name} (${kind} for ${algsOf({ ...jwk }).join(' or ')}, thumbprint ${await calculateJwkThumbprint(jwk)})`;
}
