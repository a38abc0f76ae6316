// Counts failures of one counter on several instances with one store.
import type { Counter } from '../../../shared/guessing/counter.ts';
import type { CountingService, Failures } from '../../../shared/guessing/failures.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';
import type { TestClock } from '../../support/clock.ts';

/** The limit of a window, and its length in seconds. */
export const limit = 10;
export const windowLength = 300;

/** A shared counter with the limit. */
export function counterOf(name: string): Counter {
  return { kind: 'device', of: [name], limit, isShared: 'always' };
}

export const guesser = counterOf('ada');

/** What the instances of a store share. */
export function shared(clock: TestClock, store: Store = memoryStore(clock)): CountingService {
  return { clock, settings: { store: 'table' }, store };
}

/** Counts failures at once, blocked or not; shares them in the background. */
export function fail(times: number, failures: Failures, service: CountingService, counter = guesser): void {
  for (let done = 0; done < times; done += 1) failures.begin([counter], service).fail({ isExistingUser: true });
}

/** @returns whether the attempt was allowed, once the failure is shared */
export async function guess(failures: Failures, service: CountingService, counter = guesser): Promise<boolean> {
  if (failures.blockedFor([counter], service) > 0) return false;
  fail(1, failures, service, counter);
  await failures.settled();
  return true;
}

/** Makes the attempts one after the other. @returns how many were allowed */
export async function guesses(
  times: number,
  failures: Failures,
  service: CountingService,
  counter = guesser,
): Promise<number> {
  let compared = 0;
  for (let done = 0; done < times; done += 1) if (await guess(failures, service, counter)) compared += 1;
  return compared;
}
