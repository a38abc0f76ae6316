// Refuses a store that forgets where clients rely on it: each instance in Azure would remember only what it did itself.
import { ConfigError } from '../base/config-error.ts';
import type { Client } from '../clients/client.ts';
import { actsForItself } from '../clients/grant-types.ts';
import type { Settings } from '../settings/settings.ts';

/** @throws ConfigError */
export function checkStore(
  { isInAzure, store }: Pick<Settings, 'isInAzure' | 'store'>,
  clients: readonly Client[],
): void {
  if (!isInAzure || store !== 'memory') return;
  const needing = clients.filter(needsStore);
  if (needing.length === 0) return;
  const ids = needing.map(({ id }) => id).join(', ');
  throw new ConfigError([
    `STORE: memory loses what it promised; in Azure it serves client_credentials alone, without own keys and dpop_bound_access_tokens, not ${ids}`,
  ]);
}

/** For grants, and for assertions and proofs that work once. */
function needsStore({ grantTypes, jwks, jwksUri, assertionAlgs, requiresProof }: Client): boolean {
  const signsAssertions = assertionAlgs.length > 0 && (jwks.length > 0 || jwksUri !== undefined);
  return signsAssertions || requiresProof || !grantTypes.every(actsForItself);
}
