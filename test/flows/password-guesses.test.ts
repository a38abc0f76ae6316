// Passwords that are guessed at two instances on one real Azurite, with the directory in it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { web, webSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { trustTwo } from '../support/guesses.ts';
import { expectRefusal, postToken, type TestAnswer } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

let azurite: Azurite;
let clock: TestClock;
let servers: readonly [TestServer, TestServer];

function open(): Promise<TestServer> {
  return startServer({
    clients: [{ ...web, grant_types: ['password'] }],
    clock,
    environment: {
      ...trustTwo,
      PASSWORD_GRANT: 'true',
      STORE: 'table',
      GRANTS_STORAGE: azurite.connectionString,
    },
  });
}

beforeAll(async () => {
  azurite = await startTestAzurite();
  clock = testClock();
  servers = [await open(), await open()];
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await azurite.close();
});

function ask(server: TestServer, username: string, password: string, from: string): Promise<TestAnswer> {
  const client = { client_id: web.client_id, client_secret: webSecret };
  const form = { grant_type: 'password', scope: 'reports.read', username, password, ...client };
  return postToken(server, form, { 'X-Forwarded-For': from });
}

it('block a user whose failures are spread over both and over many addresses, and no other', async () => {
  const [first, second] = servers;
  await addTestUser(first.service.store, 'ada');
  await addTestUser(second.service.store, 'eve');
  const statuses: number[] = [];
  for (let times = 0; times < 10; times += 1) {
    for (const server of servers)
      statuses.push((await ask(server, 'ada', 'not the password', `198.51.100.${times}`)).status);
  }
  const compared = statuses.filter((status) => status === 400).length;
  expect(compared).toBeGreaterThanOrEqual(4);
  expect(compared).toBeLessThan(20);
  for (const server of servers) {
    expectRefusal(await ask(server, 'ADA', adaPassword, '198.51.100.99'), 'UserThrottled', 'in 300 seconds.');
    expect((await ask(server, 'eve', adaPassword, '198.51.100.99')).status).toBe(200);
  }
  clock.advance(300);
  for (const server of servers) expect((await ask(server, 'ada', adaPassword, '198.51.100.99')).status).toBe(200);
});

it('hash no more than four each of many guesses at once, and ten in all', async () => {
  const [first] = servers;
  await addTestUser(first.service.store, 'ivo');
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      ask(servers[index % 2 ? 0 : 1], 'ivo', 'not the password', `203.0.113.${index}`),
    ),
  );
  const compared = answers.filter(({ status }) => status === 400).length;
  expect(compared).toBeGreaterThanOrEqual(10);
  expect(compared).toBeLessThanOrEqual(20);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(60 - compared);
});
