// Failures that are noted at instances on one store, as authentication notes them.
import { type Caller, countersOf } from '../../shared/clients/throttle.ts';
import type { Failures } from '../../shared/records/failures.ts';
import type { Service } from '../../shared/service.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import type { TestClock } from './clock.ts';
import { openTestService } from './server.ts';

/** Failures that a window allows, and its seconds. */
export const limit = 10;
export const windowLength = 300;

export const guesser: Caller = { clientIds: ['nightly-report'], address: '192.0.2.7' };

export type NotingService = Pick<Service, 'clock' | 'settings' | 'store'>;

/** What instances on one store have in common. */
export async function shared(clock: TestClock, store: Store = memoryStore(clock)): Promise<NotingService> {
  const { settings } = await openTestService({
    environment: { STORE: 'table', GRANTS_STORAGE: 'UseDevelopmentStorage=true' },
  });
  return { clock, settings, store };
}

/** @returns whether the secret was compared */
export async function guess(failures: Failures, service: NotingService, caller = guesser): Promise<boolean> {
  if (failures.blockedFor(countersOf(caller), service) > 0) return false;
  await failures.note(countersOf(caller), service);
  return true;
}

export async function guesses(
  times: number,
  failures: Failures,
  service: NotingService,
  caller = guesser,
): Promise<number> {
  let compared = 0;
  for (let done = 0; done < times; done += 1) if (await guess(failures, service, caller)) compared += 1;
  return compared;
}
