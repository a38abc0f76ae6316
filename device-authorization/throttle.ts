// Limits the requests of public clients, since each one writes a row and anyone can send it.
import type { Client } from '../shared/clients/client.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Counter } from '../shared/guessing/counter.ts';
import type { CountingService, Failures } from '../shared/guessing/failures.ts';
import { type CallerAddress, perNetwork } from '../shared/http/caller-address.ts';

/** Requests per window, at one instance. */
export const deviceRequestLimits = {
  address: 100,
  /** When addresses are unknown, so that all callers count as one. */
  unknownAddress: 1000,
} as const;

/** @throws OAuthError DeviceRequestsThrottled, with Retry-After */
export function countDeviceRequest(
  client: Client,
  address: CallerAddress | undefined,
  service: CountingService & { readonly failures: Pick<Failures, 'blockedFor' | 'note'> },
): void {
  // One that has authenticated is known to the operator, and may send the requests of many devices.
  if (client.isConfidential) return;
  const counters = countersOf(address);
  const wait = service.failures.blockedFor(counters, service);
  if (wait === 0) {
    service.failures.note(counters, service);
    return;
  }
  throw new OAuthError(
    'DeviceRequestsThrottled',
    `Too many device authorization requests came from this address. Try again in ${wait} seconds.`,
    {
      event: 'device_requests_throttled',
      log: { address: address ?? 'unknown' },
      headers: { 'Retry-After': String(wait) },
    },
  );
}

function countersOf(address: CallerAddress | undefined): readonly Counter[] {
  if (address === undefined) {
    return [{ kind: 'device request', of: ['unknown'], limit: deviceRequestLimits.unknownAddress, isShared: 'never' }];
  }
  return perNetwork(address, deviceRequestLimits.address, (network, limit) => {
    return { kind: 'device request', of: [network], limit, isShared: 'never' };
  });
}
