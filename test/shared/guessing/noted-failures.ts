// Failures of one counter at instances on one store.
import type { Counter, CountingService, Failures } from '../../../shared/guessing/failures.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';
import type { TestClock } from '../../support/clock.ts';

/** Failures that a window allows, and its seconds. */
export const limit = 10;
export const windowLength = 300;

/** A shared counter with that limit. */
export function counterOf(name: string): Counter {
  return { kind: 'device', of: [name], limit, isShared: 'always' };
}

export const guesser = counterOf('ada');

/** What instances on one store have in common. */
export function shared(clock: TestClock, store: Store = memoryStore(clock)): CountingService {
  return { clock, settings: { store: 'table' }, store };
}

/** At once, blocked or not; the store is told meanwhile. */
export function fail(times: number, failures: Failures, service: CountingService, counter = guesser): void {
  for (let done = 0; done < times; done += 1) failures.begin([counter], service).fail({ isExistingUser: true });
}

/** @returns whether it was not blocked; the store has been told when it resolves */
export async function guess(failures: Failures, service: CountingService, counter = guesser): Promise<boolean> {
  if (failures.blockedFor([counter], service) > 0) return false;
  fail(1, failures, service, counter);
  await failures.settled();
  return true;
}

/** One after the other. @returns how many were not blocked */
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
