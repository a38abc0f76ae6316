// Answers 429 to wrong client secrets after too many from one address. The right secret always works: secrets of 256 bits cannot be
// guessed, and lockout would let attackers block a client (RFC 6819 §5.1.4.2.3). So each instance counts alone, in memory.
import type { ErrorName } from '../errors/catalogue.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { Counter } from '../guessing/counter.ts';
import type { CountingService, Failures } from '../guessing/failures.ts';
import { type CallerAddress, perNetwork } from '../http/caller-address.ts';
import { failure } from './authentication-failed.ts';

/** Wrong secrets per window. */
export const clientLimits = {
  clientAtAddress: 10,
  address: 100,
  /** For one client when addresses are unknown, so that all callers count as one. */
  clientAtUnknownAddress: 1000,
} as const;

export interface SecretGuess {
  /** Readings of the client id, as sent. */
  readonly clientIds: readonly string[];
  readonly knownId: string | undefined;
  readonly address: CallerAddress | undefined;
  /** For the log only. */
  readonly reason: ErrorName;
}

/** Counts unknown ids too, so that answers do not reveal clients, but in another cache, where they cannot evict counters. */
function clientCounters({ clientIds, knownId, address }: Omit<SecretGuess, 'reason'>): readonly Counter[] {
  const kindOf = (id: string) => (id === knownId ? 'client' : 'unknown client');
  if (address === undefined) {
    const limit = clientLimits.clientAtUnknownAddress;
    return clientIds.map((id) => ({ kind: kindOf(id), of: [id], limit, isShared: 'never' }));
  }
  return [
    ...perNetwork(address, clientLimits.address, (network, limit): Counter => {
      return { kind: 'client address', of: [network], limit, isShared: 'never' };
    }),
    ...clientIds.flatMap((id) =>
      perNetwork(address, clientLimits.clientAtAddress, (network, limit): Counter => {
        return { kind: kindOf(id), of: [id, network], limit, isShared: 'never' };
      }),
    ),
  ];
}

/** @throws OAuthError ClientThrottled, with Retry-After, if there were too many before it */
export function countWrongSecret(
  guess: SecretGuess,
  service: CountingService & { readonly failures: Pick<Failures, 'blockedFor' | 'note'> },
): void {
  const counters = clientCounters(guess);
  const wait = service.failures.blockedFor(counters, service);
  if (wait === 0) {
    service.failures.note(counters, service);
    return;
  }
  throw new OAuthError(
    'ClientThrottled',
    `${failure}, and too many wrong secrets came from this address. Try again with the right secret, or in ${wait} seconds.`,
    {
      event: 'client_throttled',
      reason: guess.reason,
      log: { address: guess.address ?? 'unknown' },
      headers: { 'Retry-After': String(wait) },
    },
  );
}
