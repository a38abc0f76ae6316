// An instance whose clock differs from the store's signs no one in: its grants would survive a barrier, or end at once.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { openBarriers, raiseBarrier } from '../../shared/grants/barriers.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { trackClock } from '../../shared/store/store-clock.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { refresh } from '../support/grants.ts';
import { textOf } from '../support/page.ts';
import type { Person, Place } from '../support/person.ts';
import { expectRefusal, postToken } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { app, appClients, appSecret, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

const old = { ...app, client_id: 'old', grant_types: ['password', 'refresh_token'] };

let clock: TestClock;
let storeClock: TestClock;
let server: TestServer;
let person: Person;
let ada: UserRecord;
beforeEach(async () => {
  clock = testClock();
  storeClock = testClock();
  const watched = trackClock(memoryStore(storeClock), clock);
  const barriers = openBarriers({ store: watched.store, clock });
  server = await startServer({
    clients: [...appClients, old],
    clock,
    environment: { PASSWORD_GRANT: 'true' },
    change: (service) => ({ ...service, ...watched, barriers }),
  });
  ada = await addTestUser(server.service.store);
  person = personAt(server);
});
afterEach(() => server.close());

function expectOutOfRange({ url, trail }: Place): void {
  expect([url.origin, url.searchParams.get('error')]).toEqual(['https://app.example', 'temporarily_unavailable']);
  expect(server.log.at(-1)).toMatchObject({
    outcome: 'fault',
    error_codes: [50000, catalogue.ClockOutOfRange.number],
    cause: expect.stringContaining('the clock of this instance differs'),
  });
  expect(trail.flatMap(({ headers }) => headers.getSetCookie()).join()).not.toContain('tessera-session=');
}

it.each([3_600, 61, -61, -3_600])('issues no session and no code when it differs by %d seconds', async (seconds) => {
  clock.advance(seconds);
  expectOutOfRange(await signIn(person));
  expect([...person.cookies.keys()].join()).not.toContain('session');
  // The instance knows the difference from now on, before a user types a password.
  expectOutOfRange(await person.open(authorizePath()));
  clock.advance(-seconds);
  expectCode(await signIn(person));
});

it('issues no code for an earlier session either', async () => {
  expectCode(await signIn(person));
  clock.advance(3_600);
  expectOutOfRange(await person.open(authorizePath()));
});

it.each([60, -60])('works when it differs by %d seconds', async (seconds) => {
  clock.advance(seconds);
  expectCode(await signIn(person));
});

/** Raises a barrier after ten seconds, and waits until every instance knows it. */
async function endAll(): Promise<void> {
  for (const each of [clock, storeClock]) each.advance(10);
  await raiseBarrier({ subject: ada.subject }, server.service.store);
  for (const each of [clock, storeClock]) each.advance(61);
}

it.each([59, -59])('%d seconds from the store, a session is ended by a later barrier', async (seconds) => {
  clock.advance(seconds);
  expectCode(await signIn(person));
  await endAll();
  const place = await person.open(authorizePath());
  expect([place.status, textOf(place.text).includes('Password')]).toEqual([200, true]);
});

it.each([59, -59])('%d seconds from the store, so is a grant of the password grant type', async (seconds) => {
  clock.advance(seconds);
  const asOld = { client_id: 'old', client_secret: appSecret };
  const { json } = await postToken(server, {
    ...asOld,
    grant_type: 'password',
    username: 'ada',
    password: adaPassword,
  });
  await endAll();
  expectRefusal(await refresh(server, json.refresh_token, asOld), 'GrantRevoked', 'revoked');
});
