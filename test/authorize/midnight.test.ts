// Cookies are sealed with the key of a day or a month, and the clocks of instances differ a little.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Store } from '../../shared/store/store.ts';
import { testClock } from '../support/clock.ts';
import { textOf } from '../support/page.ts';
import type { Person } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { appClients, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

/** Half a minute before the end of a month, in seconds since the epoch. */
const early = Date.UTC(2026, 10, 30, 23, 59, 30) / 1000;

let behind: TestServer;
let ahead: TestServer;
let person: Person;
beforeEach(async () => {
  behind = await startAt(early);
  ahead = await startAt(early + 45, behind.service.store);
  await addTestUser(behind.service.store);
  person = personAt(ahead);
  expectCode(await signIn(person));
});
afterEach(() => Promise.all([behind, ahead].map((server) => server.close())));

function startAt(time: number, store?: Store): Promise<TestServer> {
  const clock = testClock();
  clock.advance(time - clock.now() / 1000);
  return startServer({ clients: appClients, clock, change: (service) => ({ ...service, ...(store && { store }) }) });
}

/** The same browser at another instance. */
function at(...servers: readonly TestServer[]): Person {
  const moved = personAt(...servers);
  for (const [name, value] of person.cookies) moved.cookies.set(name, value);
  return moved;
}

it('a session of an instance that has reached the next day is valid at one that has not', async () => {
  expectCode(await at(behind).open(authorizePath({ prompt: 'none' })));
});

it('a form of either instance is accepted by the other', async () => {
  for (const [one, other] of [
    [ahead, behind],
    [behind, ahead],
  ] as const) {
    const page = await at(one).open(authorizePath({ prompt: 'login' }));
    expectCode(await at(other).submit(page, 'Sign in', { username: 'ada', password: adaPassword }));
  }
});

it('the device cookie of an instance in the next month is valid at one that is still in this month', async () => {
  const stranger = personAt(behind);
  for (let times = 0; times < 10; times += 1) await signIn(stranger, authorizePath(), 'ada', 'not the password');
  const blocked = await signIn(stranger, authorizePath());
  expect(textOf(blocked.text)).toContain('Too many sign-in attempts.');
  expectCode(await signIn(at(behind), authorizePath({ prompt: 'login' })));
});
