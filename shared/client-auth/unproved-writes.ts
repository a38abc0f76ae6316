// Limits requests that write a row and that anyone can send, since a public client proves nothing: /device_authorization, /par,
// /authorize for a request that is too long for the way to a login app, and a form that signs out everywhere and is sent again.
import type { Client } from '../clients/client.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { Counter } from '../guessing/counter.ts';
import type { CountingService, Failures } from '../guessing/failures.ts';
import { type CallerAddress, callerAddress, perNetwork } from '../http/caller-address.ts';

/** Requests per window, of each kind, at one instance. */
export const unprovedWriteLimits = {
  address: 100,
  /** When addresses are unknown, so that all callers count as one. */
  unknownAddress: 1000,
} as const;

type WriteKind = 'device request' | 'pushed request' | 'long request' | 'repeated sign-out';

interface CountingParts extends CountingService {
  readonly failures: Pick<Failures, 'blockedFor' | 'note'>;
  readonly settings: CountingService['settings'] & { readonly trustedProxies: number };
}

/** Call after all other checks, before the write. @throws OAuthError PublicRequestsThrottled, with Retry-After */
export function countUnprovedWrite(
  kind: WriteKind,
  client: Pick<Client, 'isConfidential'>,
  headers: Headers,
  service: CountingParts,
): void {
  // One that has authenticated is known to the operator, and may send the requests of many users.
  if (client.isConfidential) return;
  const address = callerAddress(headers.get('x-forwarded-for'), service.settings.trustedProxies);
  const counters = countersOf(kind, address);
  const wait = service.failures.blockedFor(counters, service);
  if (wait === 0) {
    service.failures.note(counters, service);
    return;
  }
  throw new OAuthError(
    'PublicRequestsThrottled',
    `Too many requests of public clients came from this address. Try again in ${wait} seconds.`,
    {
      event: 'public_requests_throttled',
      log: { address: address ?? 'unknown' },
      headers: { 'Retry-After': String(wait) },
    },
  );
}

function countersOf(kind: WriteKind, address: CallerAddress | undefined): readonly Counter[] {
  if (address === undefined) {
    return [{ kind, of: ['unknown'], limit: unprovedWriteLimits.unknownAddress, isShared: 'never' }];
  }
  return perNetwork(address, unprovedWriteLimits.address, (network, limit) => {
    return { kind, of: [network], limit, isShared: 'never' };
  });
}
