// Limits password guesses, by address first, then by user, before any password is hashed.
import { OAuthError } from '../errors/oauth-error.ts';
import type { Counter } from '../guessing/counter.ts';
import type { Attempt, CountingService, Failures } from '../guessing/failures.ts';
import {
  appCountersOf,
  deviceCounter,
  devicesCounter,
  type LoginSource,
  refusalCountersOf,
  userCounters,
} from './user-counters.ts';

interface WithFailures {
  readonly failures: Failures;
}

/** If other devices have filled the user's count, a device counts as a new browser, so that it is not locked out with them. */
function countedSource(source: LoginSource, { failures, clock }: Pick<CountingService, 'clock'> & WithFailures) {
  const { username, device } = source;
  if (device === undefined) return source;
  const isBlocked = (counter: Counter) => failures.blockedFor([counter], { clock }) > 0;
  const isFullForOthers = isBlocked(devicesCounter(username)) && !isBlocked(deviceCounter(username, device));
  return isFullForOthers ? { ...source, device: undefined } : source;
}

export interface LoginAttempt extends Attempt {
  readonly source: LoginSource;
  readonly misses: number;
  /** Whether the app has exceeded `userLimits.app` in this window. */
  isAppFlooded(): boolean;
  /** The queue was full: counts for the address only, so that refusals cost an attacker something. */
  refuse(): void;
}

/** Call before hashing the password: a blocked guesser learns nothing. @throws OAuthError UserThrottled, with Retry-After */
export function beginAttempt(sent: LoginSource, service: CountingService & WithFailures): LoginAttempt {
  const { failures } = service;
  const source = countedSource(sent, service);
  const counters = userCounters(source);
  const refusals = refusalCountersOf(source);
  const wait = failures.blockedFor([...refusals, ...counters], service);
  if (wait > 0) {
    throw new OAuthError(
      'UserThrottled',
      `Too many wrong passwords were sent for this user or from this address. Try again in ${wait} seconds.`,
      {
        event: 'user_throttled',
        log: { address: source.address ?? 'unknown' },
        headers: { 'Retry-After': String(wait) },
      },
    );
  }
  const attempt = failures.begin(counters, service);
  const ofApp = appCountersOf(source);
  const ofCaller = [...refusals, ...counters.filter(({ kind }) => kind === 'user address'), ...ofApp];
  return {
    ...attempt,
    source,
    misses: Math.max(0, ...ofCaller.map((counter) => failures.count(counter, service))),
    isAppFlooded: () => ofApp.some((counter) => failures.count(counter, service) > counter.limit),
    fail(tried) {
      attempt.fail(tried);
      failures.note(ofApp, service);
    },
    refuse() {
      attempt.takeBack();
      failures.note(refusals, service);
    },
  };
}
