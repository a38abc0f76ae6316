// Where the life of a grant is played through: a server whose clock, store's clock, store and signer are all in the test's hands.
import { memoryStore } from '../../shared/store/memory.ts';
import { web } from './clients.ts';
import { type TestClock, testClock } from './clock.ts';
import { type CountingStore, countingStore } from './counting-store.ts';
import { type FailingKeys, failingKeys } from './failing-keys.ts';
import { type FaultyStore, faultyStore } from './faulty-store.ts';
import { openTestService, startServer, type TestServer } from './server.ts';

export interface World {
  readonly server: TestServer;
  /** Of the instance that answers. */
  readonly clock: TestClock;
  readonly storeClock: TestClock;
  readonly store: CountingStore;
  readonly faulty: FaultyStore;
  readonly keys: FailingKeys;
}

/** Seconds. */
export const lifetimes = { code: 60, access: 60, refresh: 600, grant: 3600 };

export const stranger = { ...web, client_id: 'stranger' };

const short = {
  ...web,
  access_token_lifetime: lifetimes.access,
  refresh_token_lifetime: lifetimes.refresh,
  grant_lifetime: lifetimes.grant,
};

/** Grace in seconds. */
export const players = [
  { id: 'rotating', hasRotation: true, grace: 30 },
  { id: 'strict', hasRotation: true, grace: 0 },
  { id: 'keeping', hasRotation: false, grace: 30 },
] as const;

export type Player = (typeof players)[number];

export async function openWorld(): Promise<World> {
  const [clock, storeClock] = [testClock(), testClock()];
  const faulty = faultyStore(memoryStore(storeClock));
  const store = countingStore(faulty);
  const keys = await failingKeys((await openTestService()).keys);
  const clients = players.map(({ id, hasRotation, grace }) => ({
    ...short,
    client_id: id,
    refresh_token_rotation: hasRotation,
    refresh_token_grace: grace,
  }));
  const server = await startServer({
    clients: [...clients, stranger],
    clock,
    change: (service) => ({ ...service, store, keys }),
  });
  return { server, clock, storeClock, store, faulty, keys };
}

/** Time passes, for everybody. */
export function pass(world: World, seconds: number): void {
  world.clock.advance(seconds);
  world.storeClock.advance(seconds);
}

/** Puts both clocks back to where they began, and mends what a life before has left broken. */
export function rewind({ clock, storeClock, faulty, keys }: World): void {
  faulty.expect([]);
  keys.fail('nothing');
  for (const each of [clock, storeClock]) each.advance((testClock().now() - each.now()) / 1000);
}
