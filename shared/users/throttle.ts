import { OAuthError } from '../errors/oauth-error.ts';
import type { CallerAddress } from '../http/caller-address.ts';
import type { Attempt, Counter } from '../records/failures.ts';
import type { Service } from '../service.ts';

/** Of strangers for one user, of one device for its user. */
const limitOfUser = 10;
/** Attempts for one user at a time: whoever has an account could keep everybody else's passwords waiting. */
const atOnce = 4;
/** Of all devices for their user: who once had the password may have made any number of them. */
const limitOfDevices = 20;
/** Over all users: somebody who tries a common password for each of them, and an office whose people mistype theirs. */
const limitOfAddress = 50;
/** Unknown addresses count as one. */
const limitOfUnknown = 1000;

export interface Trier {
  /** As `normaliseUsername` gives it, whether there is such a user or not: so blocking tells nothing of it. */
  readonly username: string;
  readonly address: CallerAddress | undefined;
  /** That has signed this user in before; undefined for a stranger. */
  readonly device: string | undefined;
}

function countersOf({ username, address, device }: Trier): readonly Counter[] {
  // Strangers' failures never lock the owner out, and the owner's do not count against whoever shares the address.
  if (device !== undefined) {
    return [
      { of: ['device', username, device], limit: limitOfUser, atOnce },
      { of: ['devices', username], limit: limitOfDevices, atOnce },
    ];
  }
  return [
    { of: ['user', username], limit: limitOfUser, atOnce },
    address === undefined
      ? { of: ['address'], limit: limitOfUnknown }
      : { of: ['address', address], limit: limitOfAddress },
  ];
}

/**
 * Begins an attempt, which counts from now on. Before a password is hashed: whoever guesses learns nothing more for a while,
 * not even from a right one.
 * @throws OAuthError UserThrottled, with Retry-After
 */
export function beginAttempt(trier: Trier, service: Service): Attempt {
  const counters = countersOf(trier);
  const wait = service.failures.blockedFor(counters, service);
  if (wait === 0) return service.failures.begin(counters, service);
  throw new OAuthError(
    'UserThrottled',
    `Too many wrong passwords came for this user or from this address. Try again in ${wait} seconds.`,
    {
      event: 'user_throttled',
      log: { address: trier.address ?? 'unknown' },
      headers: { 'Retry-After': String(wait) },
    },
  );
}
