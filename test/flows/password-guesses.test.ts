// Password guessing at two instances with one real Azurite, which also holds the users.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { native, web, webSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { patientDeadlines } from '../support/held-deadlines.js';
import { expectRefusal, postToken, type TestAnswer } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openStorageLine, type StorageLine } from '../support/storage-line.ts';
import { adaPassword, addTestUser } from '../support/users.ts';
import { trustTwo } from './guesses.ts';

interface Instance {
  readonly server: TestServer;
  readonly line: StorageLine;
}

let azurite: Azurite;
let clock: TestClock;
let lines: string[];
let instances: readonly [Instance, Instance];
/** An instance that did not write its quarter of the limit yet does not know the failures of the others. */
const most = 50 + 13;

let users = 0;
/** A new user name for each test. */
let user = '';

async function open(): Promise<Instance> {
  const line = await openStorageLine(azurite.connectionString);
  const server = await startServer({
    clients: [
      { ...native, grant_types: ['password'], scope: 'reports.read' },
      { ...web, grant_types: ['password'], scope: 'reports.read' },
    ],
    clock,
    environment: { ...trustTwo, PASSWORD_GRANT: 'true', STORE: 'table', GRANTS_STORAGE: line.connectionString },
    deadlines: patientDeadlines,
    change(service) {
      // Hashing is not under test here.
      const verify = async (password: string, record: object | undefined) =>
        record !== undefined && password === adaPassword;
      return { ...service, passwords: { ...service.passwords, verify } };
    },
  });
  return { line, server };
}

beforeAll(async () => {
  azurite = await startTestAzurite();
  clock = testClock();
  instances = [await open(), await open()];
});
beforeEach(async () => {
  lines = [];
  vi.spyOn(console, 'error').mockImplementation((line) => lines.push(String(line)));
  users += 1;
  user = `user-${users}`;
  await addTestUser(instances[0].server.service.store, user);
});
afterEach(() => {
  vi.restoreAllMocks();
  clock.advance(300);
});
afterAll(async () => {
  for (const { server, line } of instances) {
    await server.close();
    await line.close();
  }
  await azurite.close();
});

interface AppCredentials {
  readonly client_id: string;
  readonly client_secret?: string;
}

async function guess(
  { server }: Instance,
  from: string,
  password = 'not the password',
  username = user,
  app: AppCredentials = { client_id: native.client_id },
) {
  const form = { grant_type: 'password', scope: 'reports.read', username, password, ...app };
  const answer: TestAnswer = await postToken(server, form, { 'X-Forwarded-For': from });
  await server.service.failures.settled();
  return answer;
}

function expectThrottled(answer: TestAnswer): void {
  expectRefusal(answer, 'UserThrottled', 'Try again in 300 seconds.');
}

it('block only the user whose failures are spread over both instances and many addresses', async () => {
  await addTestUser(instances[0].server.service.store, `${user}-other`);
  let compared = 0;
  for (let round = 0; round < 60; round += 1) {
    for (const instance of instances) if ((await guess(instance, `198.51.100.${round}`)).status === 400) compared += 1;
  }
  expect(compared).toBeGreaterThanOrEqual(50);
  expect(compared).toBeLessThanOrEqual(most);
  for (const instance of instances) {
    expectThrottled(await guess(instance, '203.0.113.99', adaPassword));
    expect((await guess(instance, '203.0.113.99', adaPassword, `${user}-other`)).status).toBe(200);
  }
});

it('count attempts through an app separately, so that the block does not reveal whether a name exists', async () => {
  const app = { client_id: web.client_id, client_secret: webSecret };
  const statusesOf = async (username: string) => {
    const statuses: number[] = [];
    for (let round = 0; round < 12; round += 1)
      for (const instance of instances) statuses.push((await guess(instance, '192.0.2.80', 'x', username, app)).status);
    return statuses;
  };
  const ofUser = await statusesOf(user);
  expect(ofUser).toEqual([...Array(20).fill(400), ...Array(4).fill(429)]);
  expect(await statusesOf(`${user}-invented`)).toEqual(ofUser);
  // The app stays open for other users, and other apps stay open for this user.
  for (const instance of instances) expect((await guess(instance, '192.0.2.80', adaPassword)).status).toBe(200);
});

it('block an address that tries many users at both instances', async () => {
  const from = '192.0.2.50';
  let compared = 0;
  for (let round = 0; round < 60; round += 1) {
    for (const instance of instances)
      if ((await guess(instance, from, 'Password1', `nobody-${round}`)).status === 400) compared += 1;
  }
  expect(compared).toBeGreaterThanOrEqual(50);
  expect(compared).toBeLessThanOrEqual(most);
  for (const instance of instances) {
    expectThrottled(await guess(instance, from, adaPassword));
    expect((await guess(instance, '192.0.2.51', adaPassword)).status).toBe(200);
  }
});

it('learn the shared failures after a restart, with the next failure', async () => {
  for (let index = 0; index < 50; index += 1) await guess(instances[0], `198.51.100.${index}`);
  const third = await open();
  expect((await guess(third, '203.0.113.7')).status).toBe(400);
  expectThrottled(await guess(third, '203.0.113.7', adaPassword));
  await third.server.close();
  await third.line.close();
});

it('write four rows for an address, and none for users that do not exist', async () => {
  const [instance] = instances;
  for (let index = 0; index < 51; index += 1) await guess(instance, '192.0.2.60', 'x', `nobody-${index}`);
  instance.line.takeCount();
  // One read for the user, and one for the address with its first failure: below a quarter of a limit nothing is written.
  for (let index = 0; index < 12; index += 1) await guess(instance, '192.0.2.61', 'x', `${index % 2}-nobody`);
  expect(instance.line.takeCount()).toBe(12 + 1);
});

describe('a store that is down', () => {
  it('delays no response: each instance counts by itself, and reports the outage once', async () => {
    const alone = await open();
    expect((await guess(alone, '192.0.2.70', adaPassword)).status).toBe(200);
    const { failures } = alone.server.service;
    void alone.line.expect(Array(200).fill('cut'));
    const counter = { kind: 'user', of: [user], limit: 50, isShared: 'always' } as const;
    for (let times = 0; times < 50; times += 1) {
      failures.begin([counter], alone.server.service).fail({ isExistingUser: true });
      await failures.settled();
    }
    expect(failures.blockedFor([counter], alone.server.service)).toBe(300);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { event: 'failures_not_shared', cause: expect.stringMatching(/^StoreUnavailableError: /) },
    ]);
    await alone.server.close();
    await alone.line.close();
  });
});
