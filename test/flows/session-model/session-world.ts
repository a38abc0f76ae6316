// Where sessions are played through: two servers on one store, whose clock is in the test's hands.

import { type ClientRecord, hashSecret } from '../../../shared/clients/client-record.ts';
import { findConsent } from '../../../shared/clients/consents.ts';
import { readClient } from '../../../shared/clients/read-client.ts';
import { changeRegistration, findRegistration, register } from '../../../shared/clients/registered-clients.ts';
import { clientRegistry } from '../../../shared/clients/registry.ts';
import { openBarriers } from '../../../shared/grants/barriers.ts';
import { createFailureCounters } from '../../../shared/guessing/failures.ts';
import { signPublished } from '../../../shared/keys/jwt.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';
import { openPasswords, type Passwords } from '../../../shared/users/password.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';
import { issuer, startServer, type TestServer } from '../../support/server.ts';
import { appClients, asking } from '../../support/sign-in.ts';
import { addTestUser } from '../../support/users.ts';
import { type AskingRecord, type ClientId, firstRecord, pairsAt, type Username, users } from './session-model.ts';
import { newThrottle, type Throttle } from './session-throttle.ts';

export interface World {
  readonly servers: readonly [TestServer, TestServer];
  readonly clock: TestClock;
  readonly store: Store;
  /** Of two browsers. */
  readonly jars: Map<string, string>[];
  readonly throttle: Throttle;
  subject(user: Username): string;
  /** An ID token from a sign-in long ago. */
  idToken(user: Username, client: ClientId): Promise<string>;
  /** What the user has agreed to for the client that asks: see `pairsOf`. */
  consented(user: Username): Promise<readonly string[]>;
  /** Changes the record of that client, as the command line does. */
  change(record: AskingRecord): Promise<void>;
  /** Other users, an empty store, two new browsers, nothing known of before. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openSessionWorld(): Promise<World> {
  const clock = testClock();
  const { clientLookupTimeoutMs } = patientDeadlines;
  let current = memoryStore(clock);
  let failures = createFailureCounters();
  let throttle = newThrottle();
  const subjects = new Map<Username, string>();
  const store: Store = {
    commit: (...all) => current.commit(...all),
    read: (...all) => current.read(...all),
    list: (...all) => current.list(...all),
    listKind: (...all) => current.listKind(...all),
    sweep: (...all) => current.sweep(...all),
  };
  const passwords = eachOnce(openPasswords());
  // These clients are in the file, and never read again; the client that asks for consent is in the store.
  const inFile = appClients.filter((client) => client !== asking).map(readOrFail);
  const open = () =>
    startServer({
      clients: appClients,
      clock,
      change: (service) => ({
        ...service,
        store,
        passwords,
        clients: clientRegistry(inFile, { store, clock, clientLookupTimeoutMs }),
        barriers: openBarriers({ store, clock }),
        failures: {
          blockedFor: (...all) => failures.blockedFor(...all),
          begin: (...all) => failures.begin(...all),
          note: (...all) => failures.note(...all),
          count: (...all) => failures.count(...all),
          settled: () => failures.settled(),
        },
      }),
    });
  const servers = [await open(), await open()] as const;
  const jars: Map<string, string>[] = [];
  const subject = (user: Username) => subjects.get(user) ?? '';
  return {
    servers,
    clock,
    store,
    jars,
    get throttle() {
      return throttle;
    },
    subject,
    async idToken(user, client) {
      const ring = await servers[0].service.keys.current();
      return signPublished('JWT', 'RS256', { iss: issuer, aud: client, sub: subject(user), exp: 1 }, ring);
    },
    async consented(user) {
      const registration = (await findRegistration('asking', store))?.identity ?? '';
      const access = await findConsent(subject(user), { id: 'asking', registration }, store);
      return access.flatMap(({ resource, scope }) => pairsAt(resource, scope));
    },
    async change(record) {
      const revision = (await findRegistration('asking', store))?.revision ?? '';
      const outcome = await changeRegistration(recordOf(record), revision, store);
      if (outcome !== 'changed') throw new Error(`the record of the client is ${outcome}`);
    },
    async restart() {
      // What instances remember of clients and barriers is over.
      clock.advance(3_600);
      current = memoryStore(clock);
      failures = createFailureCounters();
      throttle = newThrottle();
      jars.splice(0, jars.length, new Map(), new Map());
      await register(recordOf(firstRecord), store);
      for (const user of users)
        subjects.set(user, (await addTestUser(store, user, { email: `${user}@app.example` })).subject);
    },
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

function recordOf({ consent, scope }: AskingRecord): ClientRecord {
  return hashSecret({ ...asking, token_endpoint_auth_method: 'client_secret', consent, default_scope: scope });
}

function readOrFail(record: object) {
  const client = readClient(record);
  if ('problems' in client) throw new Error(client.problems.join());
  return client;
}

/** Hashing the same password repeatedly would take most of the time. */
function eachOnce({ verify, waiting }: Passwords): Passwords {
  const known = new Map<string, Promise<boolean>>();
  return {
    waiting,
    verify(password, record, place) {
      const key = JSON.stringify([password, record]);
      const found = known.get(key) ?? verify(password, record, place);
      known.set(key, found);
      return found;
    },
  };
}
