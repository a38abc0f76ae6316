// The number of store calls per request: the table of docs/store.md, counted at the store's interface.
import { beforeEach, describe, expect, it } from 'vitest';
import { type TestClock, testClock } from '../support/clock.ts';
import { type CountingStore, countingStore } from '../support/counting-store.ts';
import { type Fault, type FaultyStore, faultyStore } from '../support/faulty-store.ts';
import {
  grantClients,
  introspect,
  introspectAsApi,
  keeping,
  noChallenge,
  redeem,
  refresh,
  refreshClaims,
  revoke,
  signIn,
} from '../support/grants.ts';
import { proofKeyPair, proofMaker } from '../support/proofs.ts';
import { jobBasic, postAsJob, postForm } from '../support/request.ts';
import { useServer } from '../support/use-server.ts';

let clock: TestClock;
let faulty: FaultyStore;
let store: CountingStore;
const server = useServer(() => {
  clock = testClock();
  return {
    clients: grantClients,
    clock,
    change(service) {
      faulty = faultyStore(service.store);
      store = countingStore(faulty);
      return { ...service, store };
    },
  };
});
beforeEach(() => {
  store.takeCalls();
});

/** The status of a response, and the store calls that led to it. */
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

  it('is made when a code is issued', async () => {
    await server.issueCode('web');
    expect(store.takeCalls()).toEqual([]);
  });

  it('is made by a request that fails validation', async () => {
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

describe('no call, so that timing reveals nothing,', () => {
  const unknown = 'unknown';

  it('is made by the introspection of a token that is unknown, expired or not for the caller', async () => {
    const { accessToken, refreshToken } = await signIn(server);
    const asStrict = { client_id: 'strict' };
    for (const token of [unknown, accessToken, refreshToken]) {
      expect(await callsOf(introspect(server, token, asStrict))).toEqual([200]);
    }
    expect(await callsOf(introspectAsApi(server, refreshToken))).toEqual([200]);
    clock.advance(14 * 86_400);
    for (const token of [accessToken, refreshToken]) expect(await callsOf(introspect(server, token))).toEqual([200]);
  });

  it('is made by the revocation of a token that is unknown, of another client or expired', async () => {
    const { accessToken, refreshToken } = await signIn(server);
    expect(await callsOf(revoke(server, unknown))).toEqual([200]);
    expect(await callsOf(revoke(server, await server.issueCode('web')))).toEqual([200]);
    for (const token of [accessToken, refreshToken]) {
      expect(await callsOf(revoke(server, token, { client_id: 'strict' }))).toEqual([400]);
    }
    const { json } = await postAsJob(server);
    clock.advance(91 * 86_400);
    const own = postForm(server, '/revoke', { token: json.access_token }, { Authorization: jobBasic });
    expect(await callsOf(own)).toEqual([200]);
    for (const token of [accessToken, refreshToken]) expect(await callsOf(revoke(server, token))).toEqual([200]);
  });
});

describe('one call', () => {
  it('is made by a redemption', async () => {
    expect(await callsOf(redeem(server, await server.issueCode('web')))).toEqual([200, 'commit']);
  });

  it('is made by a refresh with rotation', async () => {
    expect(await callsOf(refresh(server, await fresh()))).toEqual([200, 'commit']);
  });

  it('is made by a DPoP proof, and none by one that is refused', async () => {
    const makeProof = proofMaker(server, await proofKeyPair());
    const proof = await makeProof();
    const form = { grant_type: 'client_credentials' };
    const withoutNonce = await makeProof({ claims: { nonce: undefined } });
    expect(await callsOf(postAsJob(server, form, { DPoP: withoutNonce }))).toEqual([400]);
    expect(await callsOf(postAsJob(server, { ...form, scope: 'x' }, { DPoP: proof }))).toEqual([400]);
    expect(await callsOf(postAsJob(server, form, { DPoP: proof }))).toEqual([200, 'commit']);
    expect(await callsOf(postAsJob(server, form, { DPoP: proof }))).toEqual([400, 'commit', 'read']);
  });

  it('is made by a refresh without rotation', async () => {
    const { client_id } = keeping;
    const refreshToken = await fresh(client_id);
    expect(await callsOf(refresh(server, refreshToken, { client_id }))).toEqual([200, 'read']);
  });

  it('is made by a code that expired unused', async () => {
    const code = await server.issueCode('web');
    clock.advance(60);
    expect(await callsOf(redeem(server, code))).toEqual([400, 'read']);
  });

  it('is made by a refresh token that expired unused', async () => {
    const refreshToken = await fresh();
    clock.advance(14 * 86_400);
    expect(await callsOf(refresh(server, refreshToken))).toEqual([400, 'read']);
  });

  it('is made by a revocation with any token of the grant', async () => {
    expect(await callsOf(revoke(server, await fresh()))).toEqual([200, 'commit']);
    expect(await callsOf(revoke(server, (await signIn(server)).accessToken))).toEqual([200, 'commit']);
    const old = await fresh();
    await refresh(server, old);
    expect(await callsOf(revoke(server, old))).toEqual([200, 'commit']);
  });

  it('is made by the introspection of a token of an active or revoked grant', async () => {
    const { accessToken, refreshToken } = await signIn(server);
    const tokens = [accessToken, refreshToken];
    for (const token of tokens) expect(await callsOf(introspect(server, token))).toEqual([200, 'read']);
    expect(await callsOf(introspectAsApi(server, accessToken))).toEqual([200, 'read']);
    await revoke(server, refreshToken);
    for (const token of tokens) expect(await callsOf(introspect(server, token))).toEqual([200, 'read']);
  });

  it('is made by the revocation and the introspection of a client_credentials token', async () => {
    const { json } = await postAsJob(server);
    const as = (path: string) => postForm(server, path, { token: json.access_token }, { Authorization: jobBasic });
    expect(await callsOf(as('/introspect'))).toEqual([200, 'read']);
    for (let times = 0; times < 2; times += 1) expect(await callsOf(as('/revoke'))).toEqual([200, 'commit']);
    expect(await callsOf(as('/introspect'))).toEqual([200, 'read']);
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

  it('are made by a code without a challenge that is redeemed again', async () => {
    const code = await server.issueCode('web', noChallenge);
    const without = { code_verifier: undefined };
    await redeem(server, code, without);
    expect(await callsOf(redeem(server, code, without))).toEqual([400, 'commit', 'read', 'commit']);
  });

  it('are made by the reuse of a refresh token', async () => {
    const refreshToken = await fresh();
    await refresh(server, refreshToken);
    expect(await callsOf(refresh(server, refreshToken))).toEqual([200, 'commit', 'read']);
    clock.advance(30);
    expect(await callsOf(refresh(server, refreshToken))).toEqual([400, 'commit', 'read', 'commit']);
    expect(await callsOf(refresh(server, refreshToken))).toEqual([400, 'commit', 'read']);
  });

  it('are made by the reuse of an expired refresh token', async () => {
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
  ] as const)('are made by a DPoP proof when the store call is %s', async (fault: Fault, expected) => {
    const proof = await proofMaker(server, await proofKeyPair())();
    faulty.expect([fault]);
    expect(await callsOf(postAsJob(server, {}, { DPoP: proof }))).toEqual(expected);
  });

  it.each([
    ['unreached', [503, 'commit']],
    ['answer lost', [503, 'commit']],
    ['repeated', [200, 'commit', 'read']],
  ] as const)('are made by a redemption or refresh when the store call is %s', async (fault: Fault, expected) => {
    const [code, refreshToken] = [await server.issueCode('web'), await fresh()];
    faulty.expect([fault]);
    expect(await callsOf(redeem(server, code))).toEqual(expected);
    faulty.expect([fault]);
    expect(await callsOf(refresh(server, refreshToken))).toEqual(expected);
  });

  it('are made by a repeated revocation, also when the store repeats its write', async () => {
    const { accessToken, refreshToken } = await signIn(server);
    faulty.expect(['repeated']);
    const thrice = [200, 'commit', 'commit', 'commit'];
    expect(await callsOf(revoke(server, refreshToken))).toEqual(thrice);
    expect(await callsOf(revoke(server, accessToken))).toEqual(thrice);
  });

  it.each(['unreached', 'answer lost'] as const)(
    'are made by an introspection or revocation when the store call is %s',
    async (fault) => {
      const { accessToken } = await signIn(server);
      faulty.expect([fault]);
      expect(await callsOf(introspect(server, accessToken))).toEqual([503, 'read']);
      faulty.expect([fault]);
      expect(await callsOf(revoke(server, accessToken))).toEqual([503, 'commit']);
    },
  );

  it('are made when the store has lost its latest writes', async () => {
    const refreshToken = await fresh();
    const { json } = await refresh(server, refreshToken);
    const { grant_id } = refreshClaims(refreshToken);
    await store.commit(grant_id, [{ remove: 'gen.1' }, { insert: 'gen.0', values: {} }]);
    const calls = await callsOf(refresh(server, json.refresh_token));
    expect(calls).toEqual([200, 'commit', 'read', 'commit']);
    expect(server.log.at(-1)).toMatchObject({ event: 'store_behind' });
  });
});
