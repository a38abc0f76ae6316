// Where sessions are played through: two servers on one store, whose clock is in the test's hands.
import { openBarriers } from '../../shared/records/barriers.ts';
import { findConsent } from '../../shared/records/consents.ts';
import { failuresSeen } from '../../shared/records/failures.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { Store } from '../../shared/store/store.ts';
import { type TestClock, testClock } from './clock.ts';
import { startServer, type TestServer } from './server.ts';
import { appClients } from './sign-in.ts';
import { addTestUser } from './users.ts';

export interface World {
  readonly servers: readonly [TestServer, TestServer];
  readonly clock: TestClock;
  readonly store: Store;
  /** Of two browsers. */
  readonly jars: Map<string, string>[];
  subject(): string;
  hasConsented(): Promise<boolean>;
  /** Forgets wrong passwords: how they are throttled is shown elsewhere. */
  forgive(): void;
  /** Another user, an empty store, two new browsers. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openSessionWorld(): Promise<World> {
  const clock = testClock();
  let current = memoryStore(clock);
  let subject = '';
  let failures = failuresSeen();
  const store: Store = {
    commit: (...all) => current.commit(...all),
    read: (...all) => current.read(...all),
    list: (...all) => current.list(...all),
    listKind: (...all) => current.listKind(...all),
    sweep: (...all) => current.sweep(...all),
  };
  const open = () =>
    startServer({
      clients: appClients,
      clock,
      change: (service) => ({
        ...service,
        store,
        barriers: openBarriers({ store, clock }),
        failures: {
          blockedFor: (...all) => failures.blockedFor(...all),
          begin: (...all) => failures.begin(...all),
          note: (...all) => failures.note(...all),
        },
      }),
    });
  const servers = [await open(), await open()] as const;
  const jars: Map<string, string>[] = [];
  const forgive = () => {
    failures = failuresSeen();
  };
  return {
    servers,
    clock,
    store,
    jars,
    subject: () => subject,
    hasConsented: async () => (await findConsent(subject, 'asking', store)) !== undefined,
    forgive,
    async restart() {
      current = memoryStore(clock);
      jars.splice(0, jars.length, new Map(), new Map());
      subject = (await addTestUser(store, 'ada', { name: 'Ada Lovelace' })).subject;
    },
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
