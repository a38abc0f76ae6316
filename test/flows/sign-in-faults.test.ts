// A store that fails at each of its calls during sign-in, consent, sign-out and /userinfo: what the user and the app see,
// and that nothing is done by halves.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withdrawConsent } from '../../shared/clients/consents.ts';
import { findBarrierAge } from '../../shared/grants/barrier-age.ts';
import { openBarriers } from '../../shared/grants/barriers.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type CountingStore, countingStore } from '../support/counting-store.ts';
import { anyErrorUri } from '../support/error-uri.ts';
import { type Fault, type FaultyStore, faultyStore } from '../support/faulty-store.ts';
import { redeem } from '../support/grants.ts';
import { textOf } from '../support/page.ts';
import type { Person, Place } from '../support/person.ts';
import { expectRefusal, send, type TestAnswer } from '../support/request.ts';
import { issuer, startServer, type TestServer } from '../support/server.ts';
import { appClients, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { adaPassword, addTestUser } from '../support/users.ts';
import { asApp } from './instances.ts';

let clock: TestClock;
let faulty: FaultyStore;
let store: CountingStore;
let server: TestServer;
let ada: UserRecord;
beforeAll(async () => {
  clock = testClock();
  faulty = faultyStore(memoryStore(clock));
  store = countingStore(faulty);
  const barriers = openBarriers({ store, clock });
  server = await startServer({ clients: appClients, clock, change: (service) => ({ ...service, store, barriers }) });
  ada = await addTestUser(store, 'ada', { name: 'Ada Lovelace' });
});
afterAll(() => server.close());

/** An action of a user, who retries it after a failure. */
interface Act {
  /** Prepares the action. @returns a function that performs it */
  begin(person: Person): Promise<() => Promise<Place>>;
  /** Whether the action succeeded. */
  isDone(place: Place): boolean;
  /** Checks the state after a failure, whatever the outcome of the call. */
  expectNothing(person: Person): Promise<void>;
}

const asking = authorizePath({ client_id: 'asking' });
const credentials = { username: 'ada', password: adaPassword };
const hasCode = ({ url }: Place): boolean => url.searchParams.has('code');
const isSignedOut = ({ text }: Place): boolean => textOf(text).includes('You are signed out');

async function expectSession({ cookies }: Person, is: boolean): Promise<void> {
  expect([...cookies.keys()].some((name) => name.includes('session'))).toBe(is);
}

const acts: Readonly<Record<string, Act>> = {
  'sign-in': {
    async begin(person) {
      const page = await person.open(authorizePath());
      return () => person.submit(page, 'Sign in', credentials);
    },
    isDone: hasCode,
    expectNothing: (person) => expectSession(person, false),
  },
  'sign-in at an app that asks for consent': {
    async begin(person) {
      await withdrawConsent(ada.subject, 'asking', store);
      const page = await person.open(asking);
      return () => person.submit(page, 'Sign in', credentials);
    },
    isDone: ({ status, url }) => status === 200 && url.pathname === '/consent',
    expectNothing: async () => {},
  },
  'another visit to an app': {
    async begin(person) {
      expectCode(await signIn(person));
      return () => person.open(authorizePath());
    },
    isDone: hasCode,
    expectNothing: (person) => expectSession(person, true),
  },
  'a visit with prompt=none': {
    async begin(person) {
      expectCode(await signIn(person));
      return () => person.open(authorizePath({ prompt: 'none' }));
    },
    isDone: hasCode,
    expectNothing: (person) => expectSession(person, true),
  },
  'continuing as the user of the session': {
    async begin(person) {
      expectCode(await signIn(person));
      const page = await person.open(authorizePath({ prompt: 'select_account' }));
      return () => person.submit(page, /^Continue as/);
    },
    isDone: hasCode,
    expectNothing: (person) => expectSession(person, true),
  },
  consent: {
    async begin(person) {
      await withdrawConsent(ada.subject, 'asking', store);
      const page = await signIn(person, asking);
      return () => person.submit(page, 'Allow');
    },
    isDone: hasCode,
    expectNothing: (person) => expectSession(person, true),
  },
  'a refusal of consent': {
    async begin(person) {
      await withdrawConsent(ada.subject, 'asking', store);
      const page = await signIn(person, asking);
      return () => person.submit(page, 'Deny');
    },
    isDone: ({ url }) => url.searchParams.get('error') === 'access_denied',
    expectNothing: (person) => expectSession(person, true),
  },
  'sign-out': {
    async begin(person) {
      expectCode(await signIn(person));
      const page = await person.open('/sign-out');
      return () => person.submit(page, 'Sign out');
    },
    isDone: isSignedOut,
    // The browser keeps its cookie, so that the user can retry.
    expectNothing: async () => {},
  },
  'sign-out everywhere': {
    async begin(person) {
      expectCode(await signIn(person));
      const page = await person.open('/sign-out');
      return () => person.submit(page, 'Sign out', { everywhere: 'on' });
    },
    isDone: isSignedOut,
    expectNothing: async () => {},
  },
};

/** Performs the action with the fault at that call. The barriers are read again too. @returns the number of calls */
async function play(
  act: Act,
  fault: Fault,
  at: number,
): Promise<{ place: Place; person: Person; calls: number; again: () => Promise<Place> }> {
  // A sign-out everywhere also ends grants issued in the same second.
  clock.advance(1);
  const person = personAt(server);
  const run = await act.begin(person);
  clock.advance(61);
  store.takeCalls();
  faulty.expect([...Array<Fault>(at).fill('none'), fault]);
  const place = await run();
  faulty.expect([]);
  return { place, person, calls: store.takeCalls().length, again: run };
}

/** A page or JSON, or an error in the redirect to the app: 50000, with the cause as a number in the log. */
function expectUnavailable(place: Place): void {
  expect(server.log.at(-1)).toMatchObject({ outcome: 'fault', error_codes: [50_000, 5_000_003] });
  const told = place.url.searchParams;
  if (place.status === 303) {
    expect(told.has('code')).toBe(false);
    expect([told.get('error'), told.get('error_uri')]).toEqual([
      'temporarily_unavailable',
      expect.stringMatching(anyErrorUri(50000, issuer)),
    ]);
    expect(told.get('error_description')).toMatch(/^AADSTS50000: .* Trace ID: /);
    expect(told.get('iss')).toBe(issuer);
    return;
  }
  expectRefusal(place, 'StoreUnavailable', 'Send the same request again', { isCrossOrigin: false });
  expect(place.headers.getSetCookie()).toEqual([]);
}

describe.each(Object.entries(acts))('%s', (name, act) => {
  it('succeeds without a fault, and calls the store', async () => {
    const { place, calls } = await play(act, 'none', 0);
    expect(act.isDone(place), place.text).toBe(true);
    expect(calls).toBeGreaterThan(0);
  });

  it.each<Fault>(['unreached', 'answer lost', 'repeated'])(
    'is done completely or not at all when a call is %s',
    async (fault) => {
      const { calls } = await play(act, 'none', 0);
      for (let at = 0; at < calls; at += 1) {
        const { place, person, again } = await play(act, fault, at);
        if (fault === 'repeated') {
          expect(act.isDone(place), `${name}, call ${at}: ${place.text}`).toBe(true);
          continue;
        }
        expect(act.isDone(place), `call ${at}`).toBe(false);
        expectUnavailable(place);
        await act.expectNothing(person);
        // A failed read of the barriers is retried after a second.
        clock.advance(2);
        const second = await again();
        expect(act.isDone(second), `call ${at}, again: ${second.status} ${second.url.href} ${second.text}`).toBe(true);
      }
    },
  );
});

describe('a failed sign-out', () => {
  it.each(['here', 'everywhere'])('%s is not shown as done until a retry succeeds', async (where) => {
    const fields = where === 'everywhere' ? { everywhere: 'on' } : {};
    for (let at = 0; at < 4; at += 1) {
      clock.advance(1);
      const person = personAt(server);
      expectCode(await signIn(person));
      const page = await person.open('/sign-out');
      const copy = new Map(person.cookies);
      faulty.expect([...Array<Fault>(at).fill('none'), 'unreached']);
      const place = await person.submit(page, 'Sign out', fields);
      faulty.expect([]);
      if (place.status === 200) continue;
      expect(place.text).not.toContain('signed out');
      const still = await person.open(authorizePath({ prompt: 'none' }));
      // The barrier has already ended the session; the page says so once the rest is done too.
      const isRaised = (await findBarrierAge({ subject: ada.subject }, store)) === 0;
      if (isRaised) expect(still.url.searchParams.get('error')).toBe('login_required');
      else expectCode(still);
      expect(isSignedOut(await person.submit(page, 'Sign out', fields))).toBe(true);
      const thief = personAt(server);
      for (const [name, value] of copy) thief.cookies.set(name, value);
      const tried = await thief.open(authorizePath({ prompt: 'none' }));
      expect(tried.url.searchParams.get('error')).toBe('login_required');
    }
  });
});

describe('/userinfo', () => {
  it('asks the caller to send the same request again when any of its store calls fails', async () => {
    clock.advance(1);
    const { json } = await redeem(server, expectCode(await signIn(personAt(server))), asApp);
    const ask = (): Promise<TestAnswer> =>
      send(server, '/userinfo', { headers: { Authorization: `Bearer ${json.access_token}` } });
    clock.advance(61);
    store.takeCalls();
    expect((await ask()).status).toBe(200);
    const calls = store.takeCalls().length;
    expect(calls).toBeGreaterThanOrEqual(3);
    for (let at = 0; at < calls; at += 1) {
      clock.advance(61);
      faulty.expect([...Array<Fault>(at).fill('none'), 'unreached']);
      const answer = await ask();
      faulty.expect([]);
      expectRefusal(answer, 'StoreUnavailable', 'Send the same request again');
      clock.advance(2);
      expect((await ask()).json).toMatchObject({ sub: ada.subject });
    }
  });
});
