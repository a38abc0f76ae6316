// HTTP requests to the table service, counted on the line to real Azurite: the table of docs/design.md §3.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/clock.ts';
import { revokeGrant } from '../../shared/records/grants.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { grantClients, keeping, redeem, refresh, refreshClaims, signIn } from '../support/grants.ts';
import { postAsJob } from '../support/request.ts';
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
  firstBarriers = line.takeBarrierCount();
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

it('makes the table when it is first asked, for the barriers, and reads them once in half a minute', async () => {
  // The table is made between two requests for the barriers, and the third is the commit.
  expect(first).toEqual([200, 2]);
  expect(firstBarriers).toBe(2);
  await redeem(server, await server.issueCode('web'));
  expect(line.takeBarrierCount()).toBe(0);
});

it('asks nothing for client_credentials, and nothing to issue a code', async () => {
  expect(await requestsOf(postAsJob(server))).toEqual([200, 0]);
  await server.issueCode('web');
  expect(line.takeCount()).toBe(0);
});

it('asks once to redeem a code, once for each refresh, and once to revoke', async () => {
  expect(await requestsOf(redeem(server, await server.issueCode('web')))).toEqual([200, 1]);
  const { refreshToken } = await signIn(server);
  expect(await requestsOf(refresh(server, refreshToken))).toEqual([200, 1]);
  const { client_id } = keeping;
  const kept = await signIn(server, client_id);
  expect(await requestsOf(refresh(server, kept.refreshToken, { client_id }))).toEqual([200, 1]);
  line.takeCount();
  await revokeGrant(refreshClaims(refreshToken).grant_id, server.service);
  expect(line.takeCount()).toBe(1);
});

it('asks at most three times for a replay, a reuse, and a lost answer', async () => {
  const { code, refreshToken } = await signIn(server, 'strict');
  const client_id = 'strict';
  expect(await requestsOf(redeem(server, code, { client_id }))).toEqual([400, 2]);
  await refresh(server, refreshToken, { client_id });
  expect(await requestsOf(refresh(server, refreshToken, { client_id }))).toEqual([400, 3]);

  const other = await signIn(server);
  await refresh(server, other.refreshToken);
  expect(await requestsOf(refresh(server, other.refreshToken))).toEqual([200, 2]);
  expect(await requestsOf(redeem(server, other.code))).toEqual([400, 3]);

  const lost = await server.issueCode('web');
  const happened = line.expect(['answer lost']);
  // The write, the SDK's repeat of it, and a look at what became of it.
  expect(await requestsOf(redeem(server, lost))).toEqual([200, 3]);
  await happened;
});
