import { OAuthError } from '../errors/oauth-error.ts';
import type { CallerAddress } from '../http/caller-address.ts';
import type { Counter } from '../records/failures.ts';
import type { Service } from '../service.ts';

const limitOfAddress = 10;
/** Unknown addresses count as one, and nobody should lock out everybody who comes the same way with a few mistakes. */
const limitOfUnknown = 1000;

export interface Caller {
  /** What the id of the client may be, as sent, whether there is such a client or not: so blocking tells nothing of it. */
  readonly clientIds: readonly string[];
  readonly address: CallerAddress | undefined;
}

/** By client and address; a counter for each reading of the id. */
export function countersOf({ clientIds, address }: Caller): readonly Counter[] {
  const limit = address === undefined ? limitOfUnknown : limitOfAddress;
  return clientIds.map((id) => ({ of: ['client', id, address ?? 'unknown'], limit }));
}

/**
 * Before a secret is compared: whoever guesses learns nothing more for a while, not even from a right one.
 * @throws OAuthError ClientThrottled, with Retry-After
 */
export function checkNotThrottled(caller: Caller, service: Pick<Service, 'clock' | 'failures'>): void {
  const wait = service.failures.blockedFor(countersOf(caller), service);
  if (wait === 0) return;
  throw new OAuthError(
    'ClientThrottled',
    `Client authentication failed too often for this client from this address. Try again in ${wait} seconds.`,
    {
      event: 'client_throttled',
      log: { address: caller.address ?? 'unknown' },
      headers: { 'Retry-After': String(wait) },
    },
  );
}
