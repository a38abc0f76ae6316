// The effect of barriers on requests.
import { describe, expect, it } from 'vitest';
import { type BarrierTarget, openBarriers, raiseBarrier } from '../../../shared/grants/barriers.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { namedPartition } from '../../../shared/store/partition.ts';
import { api } from '../../support/clients.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type CountingStore, countingStore } from '../../support/counting-store.ts';
import { type FaultyStore, faultyStore } from '../../support/faulty-store.ts';
import { grantClients, introspect, introspectAsApi, redeem, refresh, signIn } from '../../support/grants.ts';
import { expectIntrospection, expectRefusal, jobBasic, postAsJob, postForm } from '../../support/request.ts';
import { startServer } from '../../support/server.ts';
import { useServerForEachTest } from '../../support/use-server.ts';
import { remoteStore } from '../store/remote-store.ts';

let clock: TestClock;
let faulty: FaultyStore;
let store: CountingStore;
const server = useServerForEachTest(() => {
  clock = testClock();
  faulty = faultyStore(memoryStore(clock));
  store = countingStore(faulty);
  return {
    clients: grantClients,
    clock,
    change: (service) => ({ ...service, store, barriers: openBarriers({ store, clock }) }),
  };
});

/** An operator raises a barrier, which takes effect on every instance within a minute. */
async function end(target: BarrierTarget): Promise<void> {
  await raiseBarrier(target, store);
  clock.advance(60);
}

const ended = 'The grant has been revoked';
const subject = 'u_ada';

describe('a barrier', () => {
  it.each([
    { target: { subject }, title: 'a subject' },
    { target: { clientId: 'web' }, title: 'a client' },
    { target: { clientId: 'web', subject }, title: 'a subject at a client' },
  ])('ends the codes, refresh tokens and access tokens of $title', async ({ target }) => {
    const { accessToken, refreshToken } = await signIn(server);
    clock.advance(10);
    await raiseBarrier(target, store);
    const code = await server.issueCode('web', { authTime: clock.now() / 1000 });
    clock.advance(59);
    expectRefusal(await refresh(server, refreshToken), 'GrantRevoked', ended);
    expectRefusal(await redeem(server, code), 'GrantRevoked', ended);
    expectIntrospection(await introspect(server, accessToken), undefined);
    expectIntrospection(await introspect(server, refreshToken), undefined);
  });

  it.each([
    { target: { subject: 'u_bob' }, title: 'another subject' },
    { target: { clientId: 'native' }, title: 'another client' },
    { target: { clientId: 'web', subject: 'u_bob' }, title: 'another subject at the client' },
    { target: { clientId: 'native', subject }, title: 'the subject at another client' },
    { target: { subject: 'web' }, title: 'a subject with the name of the client' },
    { target: { clientId: subject }, title: 'a client with the name of the subject' },
  ])('affects nothing when it is for $title', async ({ target }) => {
    const { refreshToken } = await signIn(server);
    await end(target);
    expect((await refresh(server, refreshToken)).status).toBe(200);
  });

  it('does not affect later grants', async () => {
    await end({ clientId: 'web', subject });
    const { accessToken, refreshToken } = await signIn(server);
    expect((await introspect(server, accessToken)).json.active).toBe(true);
    expect((await refresh(server, refreshToken)).status).toBe(200);
  });

  it('counts the sign-in and not the refresh, so that using a grant does not save it', async () => {
    const { refreshToken } = await signIn(server);
    clock.advance(100);
    const { json } = await refresh(server, refreshToken);
    await end({ subject });
    expectRefusal(await refresh(server, json.refresh_token), 'GrantRevoked', ended);
    expectIntrospection(await introspect(server, json.access_token), undefined);
  });

  it('ends grants of the second in which it is raised', async () => {
    const { refreshToken } = await signIn(server);
    await end({ subject });
    expectRefusal(await refresh(server, refreshToken), 'GrantRevoked', ended);
  });

  it('moves to the later moment when it is raised again', async () => {
    await end({ clientId: 'web' });
    const { refreshToken } = await signIn(server);
    await end({ clientId: 'web' });
    expectRefusal(await refresh(server, refreshToken), 'GrantRevoked', ended);
    expect((await store.read(namedPartition('barriers', ''))).rows).toHaveLength(1);
  });

  it('is logged', async () => {
    const { refreshToken } = await signIn(server);
    await end({ subject });
    await refresh(server, refreshToken);
    expect(server.log.at(-1)).toMatchObject({ client_id: 'web', subject, ended_by: 'barrier', error_codes: [50173] });
  });

  it('makes the tokens of a client credentials grant inactive', async () => {
    const asJob = { Authorization: jobBasic };
    const { access_token: token } = (await postAsJob(server)).json;
    expect((await postForm(server, '/introspect', { token }, asJob)).json.active).toBe(true);
    await end({ clientId: 'nightly-report' });
    expectIntrospection(await postForm(server, '/introspect', { token }, asJob), undefined);
    const { access_token: next } = (await postAsJob(server)).json;
    expect((await postForm(server, '/introspect', { token: next }, asJob)).json.active).toBe(true);
  });

  it('does not change how grants of other clients are looked up', async () => {
    const { refreshToken } = await signIn(server);
    const other = await signIn(server, 'keeping');
    await end({ clientId: 'web' });
    expect((await refresh(server, other.refreshToken, { client_id: 'keeping' })).status).toBe(200);
    expectRefusal(await refresh(server, refreshToken), 'GrantRevoked', ended);
  });
});

describe('an instance', () => {
  it('reads the barriers at the first request that needs them, and again in the background after 30 seconds', async () => {
    await postAsJob(server);
    expect(store.takeCalls()).toEqual([]);
    const { refreshToken } = await signIn(server);
    expect(store.takeCalls()).toEqual(['read', 'commit']);
    clock.advance(29);
    const { json } = await refresh(server, refreshToken);
    expect(store.takeCalls()).toEqual(['commit']);
    clock.advance(1);
    await refresh(server, json.refresh_token);
    expect([...store.takeCalls()].sort()).toEqual(['commit', 'read']);
  });

  it('reads them once for many requests', async () => {
    const codes = await Promise.all(Array.from({ length: 10 }, () => server.issueCode('web')));
    await Promise.all(codes.map((code) => redeem(server, code)));
    expect(store.takeCalls().filter((call) => call === 'read')).toHaveLength(1);
  });

  it('answers 503 rather than with barriers that are older than a minute', async () => {
    const { accessToken, refreshToken } = await signIn(server);
    faulty.expect(['unreached']);
    clock.advance(60);
    expectRefusal(await refresh(server, refreshToken), 'StoreUnavailable', 'Send the same request again');
    // One reading for all requests: otherwise each would wait for the store.
    store.takeCalls();
    expectRefusal(await refresh(server, refreshToken), 'StoreUnavailable', 'Send the same request again');
    expect(store.takeCalls()).toEqual([]);
    clock.advance(1);
    expect((await refresh(server, refreshToken)).status).toBe(200);
    faulty.expect(['unreached']);
    clock.advance(60);
    const notCrossOrigin = { isCrossOrigin: false };
    expectRefusal(await introspect(server, accessToken), 'StoreUnavailable', 'Send the same', notCrossOrigin);
  });

  it('uses the last reading while it is fresh and another one fails', async () => {
    const { refreshToken } = await signIn(server);
    clock.advance(30);
    faulty.expect(['unreached']);
    expect((await refresh(server, refreshToken)).status).toBe(200);
  });

  it('reads them again when its clock was set back', async () => {
    const { refreshToken } = await signIn(server);
    await raiseBarrier({ subject }, store);
    clock.advance(-3_600);
    expectRefusal(await refresh(server, refreshToken), 'GrantRevoked', ended);
  });
});

describe('introspection', () => {
  it('is inactive for a token whose client is no longer registered', async () => {
    const { accessToken } = await signIn(server);
    expect((await introspectAsApi(server, accessToken)).json.active).toBe(true);
    const { barriers } = server.service;
    const without = await startServer({ clients: [api], clock, change: (each) => ({ ...each, store, barriers }) });
    expectIntrospection(await introspectAsApi(without, accessToken), undefined);
    await without.close();
  });
});

describe('raising a barrier', () => {
  const barriers = namedPartition('barriers', '');

  it('keeps all of many barriers that are raised at once', async () => {
    const remote = remoteStore(memoryStore(clock));
    const subjects = Array.from({ length: 10 }, (_, number) => `u_${number}`);
    await Promise.all(subjects.map((each) => raiseBarrier({ subject: each }, remote)));
    await Promise.all([{ subject }, { subject }, { clientId: 'web' }].map((target) => raiseBarrier(target, remote)));
    const { rows } = await remote.read(barriers);
    const targets = rows.map(({ values: { client, subject: of } }) => client ?? of);
    expect(new Set(targets)).toEqual(new Set([...subjects, subject, 'web']));
  });

  it('succeeds without raising it twice when the SDK repeats the commit', async () => {
    faulty.expect(['none', 'repeated']);
    await raiseBarrier({ subject }, store);
    expect(store.takeCalls()).toEqual(['read', 'commit', 'read']);
    expect((await store.read(barriers)).rows).toHaveLength(1);
  });

  it('fails when the store is down', async () => {
    faulty.expect(['unreached']);
    await expect(raiseBarrier({ subject }, store)).rejects.toThrow('the line is down');
  });
});
