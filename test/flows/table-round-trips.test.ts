// HTTP requests to the table service, counted on the line to real Azurite: the table of docs/store.md.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { hashSecret } from '../../shared/clients/client-record.ts';
import { register } from '../../shared/clients/registered-clients.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { api, job, web } from '../support/clients.ts';
import { runningClock } from '../support/clock.ts';
import {
  grantClients,
  introspect,
  introspectAsApi,
  keeping,
  redeem,
  refresh,
  revoke,
  signIn,
} from '../support/grants.ts';
import { jobBasic, postAsJob, postForm, type TestAnswer } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openStorageLine, type StorageLine } from '../support/storage-line.ts';

let azurite: Azurite;
let line: StorageLine;
let server: TestServer;
let first: readonly [status: number, requests: number];
let firstBarriers: number;
beforeAll(async () => {
  azurite = await startTestAzurite();
  line = await openStorageLine(azurite.connectionString);
  server = await startServer({
    clients: grantClients,
    clock: systemClock,
    environment: { STORE: 'table', GRANTS_STORAGE: line.connectionString },
  });
  first = await requestsOf(redeem(server, await server.issueCode('web')));
  firstBarriers = line.takeCount('barriers');
});
afterAll(async () => {
  await server.close();
  await line.close();
  await azurite.close();
});
beforeEach(() => {
  line.takeCount();
});

async function requestsOf(answer: Promise<{ status: number }>): Promise<[status: number, requests: number]> {
  line.takeCount();
  const { status } = await answer;
  return [status, line.takeCount()];
}

/** Sends a request whose first answer from the table service is lost. */
async function losing(request: () => Promise<TestAnswer>): Promise<TestAnswer> {
  const happened = line.expect(['answer lost']);
  const answer = await request();
  await happened;
  return answer;
}

it('creates the table at its first read of the barriers, and reads them once in 30 seconds', async () => {
  // The table is created between two requests for the barriers, and the third is the commit.
  expect(first).toEqual([200, 2]);
  expect(firstBarriers).toBe(2);
  await redeem(server, await server.issueCode('web'));
  expect(line.takeCount('barriers')).toBe(0);
});

it('sends no request for client_credentials, and none to issue a code', async () => {
  expect(await requestsOf(postAsJob(server))).toEqual([200, 0]);
  await server.issueCode('web');
  expect(line.takeCount()).toBe(0);
});

it('sends one request for a redemption, a refresh, a revocation or an introspection', async () => {
  expect(await requestsOf(redeem(server, await server.issueCode('web')))).toEqual([200, 1]);
  const { refreshToken } = await signIn(server);
  expect(await requestsOf(refresh(server, refreshToken))).toEqual([200, 1]);
  const { client_id } = keeping;
  const kept = await signIn(server, client_id);
  expect(await requestsOf(refresh(server, kept.refreshToken, { client_id }))).toEqual([200, 1]);
  for (const token of [kept.accessToken, kept.refreshToken]) {
    expect(await requestsOf(introspect(server, token, { client_id }))).toEqual([200, 1]);
    expect(await requestsOf(introspectAsApi(server, token))).toEqual([200, token === kept.accessToken ? 1 : 0]);
  }
  expect(await requestsOf(revoke(server, kept.accessToken, { client_id }))).toEqual([200, 1]);
  expect(await requestsOf(revoke(server, refreshToken))).toEqual([200, 1]);
});

it('sends one request to revoke a token without a grant, and one to introspect it', async () => {
  const token: string = (await postAsJob(server)).json.access_token;
  const asJob = (path: string) => postForm(server, path, { token }, { Authorization: jobBasic });
  expect(await requestsOf(asJob('/introspect'))).toEqual([200, 1]);
  expect(await requestsOf(asJob('/revoke'))).toEqual([200, 1]);
  expect(await requestsOf(asJob('/introspect'))).toEqual([200, 1]);
  expect(await requestsOf(asJob('/revoke'))).toEqual([200, 1]);
});

it('sends no request for a malformed token, nor for a token of another client', async () => {
  const { accessToken, refreshToken } = await signIn(server);
  const client_id = 'strict';
  for (const token of [accessToken, refreshToken]) {
    expect(await requestsOf(introspect(server, token, { client_id }))).toEqual([200, 0]);
    expect(await requestsOf(revoke(server, token, { client_id }))).toEqual([400, 0]);
  }
  expect(await requestsOf(introspect(server, 'nothing'))).toEqual([200, 0]);
  expect(await requestsOf(revoke(server, 'nothing'))).toEqual([200, 0]);
});

it('sends at most three requests for a replay, a reuse, a second revocation or a lost answer', async () => {
  const replayed = await signIn(server, 'strict');
  const { refreshToken } = replayed;
  const client_id = 'strict';
  expect(await requestsOf(redeem(server, replayed.code, { client_id }))).toEqual([400, 2]);
  await refresh(server, refreshToken, { client_id });
  expect(await requestsOf(refresh(server, refreshToken, { client_id }))).toEqual([400, 3]);

  const other = await signIn(server);
  await refresh(server, other.refreshToken);
  expect(await requestsOf(refresh(server, other.refreshToken))).toEqual([200, 2]);
  expect(await requestsOf(redeem(server, other.code))).toEqual([400, 3]);

  const ended = await signIn(server);
  await revoke(server, ended.refreshToken);
  expect(await requestsOf(revoke(server, ended.refreshToken))).toEqual([200, 3]);
  expect(await requestsOf(refresh(server, ended.refreshToken))).toEqual([400, 2]);

  // The write, the SDK's retry of it, and a read of its outcome.
  const code = await server.issueCode('web');
  expect(await requestsOf(losing(() => redeem(server, code)))).toEqual([200, 3]);
  const { refreshToken: token } = await signIn(server);
  expect(await requestsOf(losing(() => refresh(server, token)))).toEqual([200, 3]);
});

describe('stored clients and the barriers', () => {
  // The signer and the cold instance share it, since a code expires after a minute.
  const clock = runningClock();
  let signer: TestServer;
  let cold: TestServer;
  beforeAll(async () => {
    const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
    signer = await startServer({ clients: [], clock, environment });
    for (const client of [job, web, api]) await register(hashSecret(client), signer.service.store);
  });
  afterAll(() => signer.close());
  beforeEach(async () => {
    const environment = { STORE: 'table', GRANTS_STORAGE: line.connectionString };
    cold = await startServer({ clients: [], clock, environment });
    for (const matter of matters) line.takeCount(matter);
  });
  afterEach(() => cold.close());

  const matters = ['clients', 'barriers', 'operations'] as const;
  const accessToken = async () => (await signIn(signer)).accessToken;
  const refreshToken = async () => (await signIn(signer)).refreshToken;

  it.each([
    { ask: () => postAsJob(cold), first: [200, 1, 0, 0], later: [200, 0, 0, 0], title: 'client_credentials' },
    {
      ask: async () => redeem(cold, await signer.issueCode('web')),
      first: [200, 1, 1, 1],
      later: [200, 0, 0, 1],
      title: 'a redemption',
    },
    {
      ask: async () => refresh(cold, await refreshToken()),
      first: [200, 1, 1, 1],
      later: [200, 0, 0, 1],
      title: 'a refresh',
    },
    {
      ask: async () => revoke(cold, await refreshToken()),
      first: [200, 1, 0, 1],
      later: [200, 0, 0, 1],
      title: 'a revocation',
    },
    {
      ask: async () => introspect(cold, await accessToken()),
      first: [200, 1, 1, 1],
      later: [200, 0, 0, 1],
      title: 'an introspection',
    },
    {
      // One read for the caller, and one for the client of the token.
      ask: async () => introspectAsApi(cold, await accessToken()),
      first: [200, 2, 1, 1],
      later: [200, 0, 0, 1],
      title: 'the introspection of a resource server',
    },
    {
      ask: () => revoke(cold, 'nothing', { client_id: 'stranger', client_secret: undefined }),
      first: [401, 1, 0, 0],
      later: [401, 0, 0, 0],
      title: 'an unknown client',
    },
  ])('are read once a minute, in addition to the requests for $title', async ({ ask, first, later }) => {
    const counts = async () => {
      const { status } = await ask();
      return [status, ...matters.map((matter) => line.takeCount(matter))];
    };
    expect(await counts()).toEqual(first);
    expect(await counts()).toEqual(later);
    clock.advance(60);
    expect(await counts()).toEqual(first);
  });
});
