// An instance whose clock is not the store's signs nobody in: what it dates would be ended too late, or at once.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { watchClock } from '../../shared/store-clock.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import type { Person, Place } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { appClients, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { addTestUser } from '../support/users.ts';

let clock: TestClock;
let server: TestServer;
let person: Person;
beforeEach(async () => {
  clock = testClock();
  const watched = watchClock(memoryStore(testClock()), clock);
  server = await startServer({ clients: appClients, clock, change: (service) => ({ ...service, ...watched }) });
  await addTestUser(server.service.store);
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

it.each([3_600, 61, -61, -3_600])('%d seconds from it, nobody gets a session or a code', async (seconds) => {
  clock.advance(seconds);
  expectOutOfRange(await signIn(person));
  expect([...person.cookies.keys()].join()).not.toContain('session');
  // It is known from now on, before anybody types a password.
  expectOutOfRange(await person.open(authorizePath()));
  clock.advance(-seconds);
  expectCode(await signIn(person));
});

it('a session of before gets no code either', async () => {
  expectCode(await signIn(person));
  clock.advance(3_600);
  expectOutOfRange(await person.open(authorizePath()));
});

it.each([60, -60])('%d seconds from it, all is well', async (seconds) => {
  clock.advance(seconds);
  expectCode(await signIn(person));
});
