// Checks that every token must pass before a key is selected, and the translation of jose's errors.
import { errors, type ProtectedHeaderParameters } from 'jose';
import { OAuthError } from '../errors/oauth-error.ts';

/** Header members that refer to a key of the sender (RFC 8725 §3.10), and extensions, of which this server supports none. */
export const refusedMembers = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'zip'] as const;

/** The `kid`, empty if the header has none. @throws JOSENotSupported for a refused header member */
export function safeKidOf(header: ProtectedHeaderParameters): string {
  if (refusedMembers.some((member) => member in header)) throw new errors.JOSENotSupported('header member refused');
  return typeof header.kid === 'string' ? header.kid : '';
}

/** @throws JWKSNoMatchingKey if there is no key, and what the key's promise rejects with */
export async function requireKey<Key>(key: Promise<Key> | undefined): Promise<Key> {
  if (!key) throw new errors.JWKSNoMatchingKey();
  return key;
}

/** An error of jose means that the token is not authentic; any other error is a fault and is thrown again. */
export function undefinedIfNotAuthentic(cause: unknown): undefined {
  if (cause instanceof errors.JOSEError) return undefined;
  throw cause;
}

/** @throws OAuthError SigningUnavailable */
export function throwSigningUnavailable(cause: unknown): never {
  throw new OAuthError('SigningUnavailable', 'No token can be signed at the moment. Send the same request again.', {
    cause,
  });
}
