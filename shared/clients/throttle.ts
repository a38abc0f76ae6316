import { echo, OAuthError } from '../errors/oauth-error.ts';
import type { Caller } from '../records/failures.ts';
import type { Service } from '../service.ts';

/**
 * Before a secret is compared: whoever guesses learns nothing more for a while, not even from a right one.
 * @throws OAuthError ClientThrottled, with Retry-After
 */
export function checkNotThrottled(caller: Caller, service: Pick<Service, 'clock' | 'failures'>): void {
  const wait = service.failures.blockedFor(caller, service);
  if (wait === 0) return;
  throw new OAuthError(
    'ClientThrottled',
    `Client authentication failed too often for this client from this address. Try again in ${wait} seconds.`,
    {
      event: 'client_throttled',
      log: { client_id: echo(caller.clientIds[0] ?? ''), address: caller.address ?? 'unknown' },
      headers: { 'Retry-After': String(wait) },
    },
  );
}
