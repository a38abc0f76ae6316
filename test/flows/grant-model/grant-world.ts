// Where the life of a grant is played through: a server whose clock, store's clock, store and signer are all in the test's hands.
import { createFailureCounters } from '../../../shared/guessing/failures.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { type FailingKeys, failingKeys } from '../../shared/keys/failing-keys.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type CountingStore, countingStore } from '../../support/counting-store.ts';
import { type FaultyStore, faultyStore } from '../../support/faulty-store.ts';
import { openTestService, startServer, type TestServer } from '../../support/server.ts';
import { players, recordsOf } from './grant-players.ts';

export interface World {
  readonly server: TestServer;
  /** Of the instance that answers. */
  readonly clock: TestClock;
  readonly storeClock: TestClock;
  readonly store: CountingStore;
  readonly faulty: FaultyStore;
  readonly keys: FailingKeys;
  /** Forgets the wrong secrets of the lives before, which a clock that is put back would count as of now. */
  forgive(): void;
}

export async function openWorld(): Promise<World> {
  const [clock, storeClock] = [testClock(), testClock()];
  const faulty = faultyStore(memoryStore(storeClock));
  const store = countingStore(faulty);
  const keys = await failingKeys((await openTestService()).keys);
  let failures = createFailureCounters();
  const server = await startServer({
    clients: recordsOf(players),
    clock,
    // Addresses are unknown, because one scenario may have more wrong secrets than an address is allowed.
    environment: { TRUSTED_PROXIES: '0' },
    change: (service) => ({
      ...service,
      store,
      keys,
      failures: {
        blockedFor: (counters, parts) => failures.blockedFor(counters, parts),
        begin: (counters, parts) => failures.begin(counters, parts),
        note: (...all) => failures.note(...all),
        count: (...all) => failures.count(...all),
        settled: () => failures.settled(),
      },
    }),
  });
  const forgive = () => {
    failures = createFailureCounters();
  };
  return { server, clock, storeClock, store, faulty, keys, forgive };
}

/** Time passes, for everybody. */
export function pass(world: World, seconds: number): void {
  world.clock.advance(seconds);
  world.storeClock.advance(seconds);
}

/** Puts both clocks back to where they began, and mends what a life before has left broken. */
export function rewind({ clock, storeClock, faulty, keys, forgive }: World): void {
  faulty.expect([]);
  keys.fail('nothing');
  forgive();
  for (const each of [clock, storeClock]) each.advance((testClock().now() - each.now()) / 1000);
}
