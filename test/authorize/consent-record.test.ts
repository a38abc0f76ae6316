// The record of a client changes while its users are asked, and instances reload it at different times.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listConsents } from '../../shared/clients/consents.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import type { Store } from '../../shared/store/store.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { linksOf, textOf } from '../support/page.ts';
import type { Person, Place } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { appClients, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { addTestUser } from '../support/users.ts';

let clock: TestClock;
let reads: TestServer;
let writes: TestServer;
let both: TestServer;
let ada: UserRecord;
beforeEach(async () => {
  clock = testClock();
  reads = await startWith('reports.read');
  writes = await startWith('reports.write', reads.service.store);
  both = await startWith('reports.read reports.write', reads.service.store);
  ada = await addTestUser(reads.service.store);
});
afterEach(() => Promise.all([reads, writes, both].map((server) => server.close())));

/** An instance whose record of the client has that default scope. */
function startWith(scope: string, store?: Store): Promise<TestServer> {
  const records = new Map(appClients.map((record) => [record.client_id, record]));
  return startServer({
    clock,
    change: (service) => ({
      ...service,
      ...(store && { store }),
      clients: {
        ...service.clients,
        async findClient(id) {
          const client = readClient({ ...records.get(id), default_scope: scope });
          return 'problems' in client ? undefined : client;
        },
      },
    }),
  });
}

/** The same browser, whose next requests alternate between these instances. */
function at(person: Person, ...servers: readonly TestServer[]): Person {
  const moved = personAt(...servers);
  for (const [name, value] of person.cookies) moved.cookies.set(name, value);
  return moved;
}

const asking = authorizePath({ client_id: 'asking', scope: undefined });

function expectAsked(place: Place, reading: boolean, writing: boolean): void {
  expect([place.status, place.url.pathname]).toEqual([200, '/consent']);
  const text = textOf(place.text);
  expect([text.includes('read your reports'), text.includes('reports.write')]).toEqual([reading, writing]);
}

const agreed = async () => (await listConsents(ada.subject, reads.service.store)).map(({ access }) => access);

const atEach = (...scope: string[]) =>
  ['https://reports.example', 'https://files.example'].map((resource) => ({ resource, scope }));

it('causes no redirect loop between instances with different scopes of the client', async () => {
  const person = personAt(reads);
  await signIn(person);
  const between = at(person, reads, writes);
  const place = await between.open(asking);
  expectAsked(place, false, true);
  expect(place.trail).toHaveLength(2);
  // The form contains the access that was shown, for any instance.
  const decided = await at(person, writes).submit(place, 'Allow');
  expectCode(decided);
  expect(await agreed()).toEqual([atEach('reports.write')]);
});

it('stores no consent that the page did not show', async () => {
  const person = personAt(reads);
  await signIn(person);
  const place = await at(person, both, reads).open(asking);
  expectAsked(place, true, false);
  const denied = await at(person, both).submit(place, 'Deny');
  expect(denied.url.searchParams.get('error')).toBe('access_denied');
  const again = await at(person, both).submit(place, 'Allow');
  expectAsked(again, true, true);
  expect(await agreed()).toEqual([]);
  expectCode(await at(person, both).submit(again, 'Allow'));
  expect(await agreed()).toEqual([atEach('reports.read', 'reports.write')]);
});

it('shows the same in another language', async () => {
  const person = personAt(reads);
  await signIn(person);
  const place = await at(person, both, reads).open(asking);
  const link = linksOf(place.text).find((href) => href.includes('ui_locales=lv')) ?? '';
  const latvian = await at(person, reads).open(link);
  expect(latvian.text).toContain('<html lang="lv">');
  expectCode(await at(person, reads).submit(latvian, /^Atļaut$/));
  expect(await agreed()).toEqual([atEach('reports.read')]);
});
