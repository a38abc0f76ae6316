// What every token is held to before a key is looked for, and what becomes of a failure of jose.
import { errors, type ProtectedHeaderParameters } from 'jose';
import { OAuthError } from '../errors/oauth-error.ts';

/** RFC 8725 §3.10: no key comes from the token itself, and no extension is understood. */
const refusedMembers = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'zip'] as const;

export function plainKid(header: ProtectedHeaderParameters): string {
  if (refusedMembers.some((member) => member in header)) throw new errors.JOSENotSupported('header member refused');
  return typeof header.kid === 'string' ? header.kid : '';
}

export async function keyOrRefuse<Key>(key: Promise<Key> | undefined): Promise<Key> {
  if (!key) throw new errors.JWKSNoMatchingKey();
  return key;
}

/** What jose says of the token is a refusal; anything else is a fault. */
export function unlessBroken(cause: unknown): undefined {
  if (cause instanceof errors.JOSEError) return undefined;
  throw cause;
}

export function refuseToSign(cause: unknown): never {
  throw new OAuthError('SigningUnavailable', 'No token can be signed at the moment. Send the same request again.', {
    cause,
  });
}
