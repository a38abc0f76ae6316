// The secret of a provider, encrypted with the key ring, so that a copy of the table does not have it.
import { decodeProtectedHeader } from 'jose';
import type { KeyRing } from '../keys/key-ring.ts';
import { openJwt, sealJwt } from '../keys/sealed-jwt.ts';

/** There is one secret for each provider, so one key lasts. */
const period = 'secret';

/** @throws OAuthError SigningUnavailable */
export function sealSecret(secret: string, provider: string, ring: KeyRing): Promise<string> {
  return sealJwt('provider', { provider, secret }, period, ring);
}

/** Undefined if its master has left the ring, or if it was sealed for another provider. */
export async function openSecret(sealed: string, provider: string, ring: KeyRing): Promise<string | undefined> {
  const claims = await openJwt('provider', sealed, [period], ring);
  return claims?.provider === provider && typeof claims.secret === 'string' ? claims.secret : undefined;
}

/** Whether a later rotation would remove the master: the secret must be sealed again with the present one. */
export function isSealedByOldMaster(sealed: string, { sealingKid }: Pick<KeyRing, 'sealingKid'>): boolean {
  return decodeProtectedHeader(sealed).kid !== `${sealingKid}.${period}`;
}
