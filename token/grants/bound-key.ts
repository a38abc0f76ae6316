// Codes and refresh tokens that are bound to a key (RFC 9449 §5 and §10) work only with a proof of that key.
import { OAuthError } from '../../shared/errors/oauth-error.ts';

/**
 * @param bound the thumbprint of the key that it is bound to, if any @param proved that of the request's proof, if any
 * @throws OAuthError ProofRequired, WrongProofKey
 */
export function checkBoundKey(what: string, bound: string | undefined, proved: string | undefined): void {
  if (bound === undefined || bound === proved) return;
  if (proved === undefined) {
    throw new OAuthError(
      'ProofRequired',
      `The ${what} is bound to a key. Send a DPoP proof that is made with that key in the header DPoP.`,
    );
  }
  throw new OAuthError(
    'WrongProofKey',
    `The ${what} is bound to another key than that of the DPoP proof. Use the key that it was requested with.`,
  );
}
