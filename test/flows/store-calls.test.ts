// How often a request asks the store: the table of docs/design.md, counted at the store's interface.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { revokeGrant } from '../../shared/records/grants.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type CountingStore, countingStore } from '../support/counting-store.ts';
import { type Fault, type FaultyStore, faultyStore } from '../support/faulty-store.ts';
import { grantClients, keeping, noChallenge, redeem, refresh, refreshClaims, signIn } from '../support/grants.ts';
import { postAsJob } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';

let clock: TestClock;
let faulty: FaultyStore;
let store: CountingStore;
let server: TestServer;
beforeAll(async () => {
  clock = testClock();
  server = await startServer({
    clients: grantClients,
    clock,
    change(service) {
      faulty = faultyStore(service.store);
      store = countingStore(faulty);
      return { ...service, store };
    },
  });
});
afterAll(() => server.close());
beforeEach(() => {
  store.takeCalls();
});

/** The calls since the last ones were taken, and the status they led to. */
async function callsOf(answer: Promise<{ status: number }>): Promise<[status: number, ...calls: string[]]> {
  store.takeCalls();
  const { status } = await answer;
  return [status, ...store.takeCalls()];
}

async function fresh(clientId?: string): Promise<string> {
  return (await signIn(server, clientId)).refreshToken;
}

describe('no call', () => {
  it('is made by client_credentials', async () => {
    expect(await callsOf(postAsJob(server))).toEqual([200]);
  });

  it('is made to issue a code', async () => {
    await server.issueCode('web');
    expect(store.takeCalls()).toEqual([]);
  });

  it('is made by a request that a check refuses', async () => {
    const [code, refreshToken] = [await server.issueCode('web'), await fresh()];
    const other = { client_id: 'strict' };
    expect(await callsOf(redeem(server, code, { code_verifier: 'x'.repeat(43) }))).toEqual([400]);
    expect(await callsOf(redeem(server, code, other))).toEqual([400]);
    expect(await callsOf(refresh(server, refreshToken, { scope: 'payments.write' }))).toEqual([400]);
    expect(await callsOf(refresh(server, refreshToken, { resource: 'https://x.example' }))).toEqual([400]);
    expect(await callsOf(refresh(server, refreshToken, other))).toEqual([400]);
    expect(await callsOf(refresh(server, `${refreshToken}x`))).toEqual([400]);
  });
});

describe('one call', () => {
  it('is made by a redemption', async () => {
    expect(await callsOf(redeem(server, await server.issueCode('web')))).toEqual([200, 'commit']);
  });

  it('is made by a refresh with rotation', async () => {
    expect(await callsOf(refresh(server, await fresh()))).toEqual([200, 'commit']);
  });

  it('is made by a refresh without rotation', async () => {
    const { client_id } = keeping;
    const refreshToken = await fresh(client_id);
    expect(await callsOf(refresh(server, refreshToken, { client_id }))).toEqual([200, 'read']);
  });

  it('is made by a refresh token that expired unused', async () => {
    const refreshToken = await fresh();
    clock.advance(14 * 86_400);
    expect(await callsOf(refresh(server, refreshToken))).toEqual([400, 'read']);
  });

  it('is made by a revocation', async () => {
    const { grant_id } = refreshClaims(await fresh());
    store.takeCalls();
    await revokeGrant(grant_id, server.service);
    expect(store.takeCalls()).toEqual(['commit']);
  });
});

describe('at most three calls', () => {
  it('are made by a code that is redeemed again', async () => {
    const { code } = await signIn(server);
    expect(await callsOf(redeem(server, code))).toEqual([400, 'commit', 'read']);
    clock.advance(11);
    expect(await callsOf(redeem(server, code))).toEqual([400, 'commit', 'read', 'commit']);
    expect(await callsOf(redeem(server, code))).toEqual([400, 'commit', 'read']);
  });

  it('are made by a code without challenge that is redeemed again', async () => {
    const code = await server.issueCode('web', noChallenge);
    const without = { code_verifier: undefined };
    await redeem(server, code, without);
    expect(await callsOf(redeem(server, code, without))).toEqual([400, 'commit', 'read', 'commit']);
  });

  it('are made by a refresh token that is used again', async () => {
    const refreshToken = await fresh();
    await refresh(server, refreshToken);
    expect(await callsOf(refresh(server, refreshToken))).toEqual([200, 'commit', 'read']);
    clock.advance(30);
    expect(await callsOf(refresh(server, refreshToken))).toEqual([400, 'commit', 'read', 'commit']);
    expect(await callsOf(refresh(server, refreshToken))).toEqual([400, 'commit', 'read']);
  });

  it('are made by an expired refresh token that was exchanged', async () => {
    const refreshToken = await fresh();
    clock.advance(14 * 86_400 - 1);
    await refresh(server, refreshToken);
    clock.advance(1);
    expect(await callsOf(refresh(server, refreshToken))).toEqual([200, 'read']);
    clock.advance(30);
    expect(await callsOf(refresh(server, refreshToken))).toEqual([400, 'read', 'commit']);
  });

  it.each([
    ['unreached', [503, 'commit']],
    ['answer lost', [503, 'commit']],
    ['repeated', [200, 'commit', 'read']],
  ] as const)('are made when the store is %s', async (fault: Fault, expected) => {
    const [code, refreshToken] = [await server.issueCode('web'), await fresh()];
    faulty.expect([fault]);
    expect(await callsOf(redeem(server, code))).toEqual(expected);
    faulty.expect([fault]);
    expect(await callsOf(refresh(server, refreshToken))).toEqual(expected);
  });

  it('are made when the store has gone back', async () => {
    const refreshToken = await fresh();
    const { json } = await refresh(server, refreshToken);
    const { grant_id } = refreshClaims(refreshToken);
    await store.commit(grant_id, [{ remove: 'gen.1' }, { insert: 'gen.0', values: {} }]);
    const calls = await callsOf(refresh(server, json.refresh_token));
    expect(calls).toEqual([200, 'commit', 'read', 'commit']);
    expect(server.log.at(-1)).toMatchObject({ event: 'store_behind' });
  });
});
