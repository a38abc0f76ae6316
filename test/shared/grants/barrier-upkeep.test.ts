// The effect on requests of barriers that upkeep has moved to their buckets.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBarrierAge } from '../../../shared/grants/barrier-age.ts';
import { bucketIndexOf, bucketOf, bucketPartition, logPartition } from '../../../shared/grants/barrier-rows.ts';
import { tidyBarriers } from '../../../shared/grants/barrier-upkeep.ts';
import { type BarrierTarget, openBarriers, raiseBarrier } from '../../../shared/grants/barriers.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type CountingStore, countingStore } from '../../support/counting-store.ts';
import { type FaultyStore, faultyStore } from '../../support/faulty-store.ts';
import { grantClients, introspect, refresh, signIn } from '../../support/grants.ts';
import { expectIntrospection, expectRefusal } from '../../support/request.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const noEnd = new AbortController().signal;
const subject = 'u_ada';
const ended = 'The grant has been revoked';

let clock: TestClock;
let faulty: FaultyStore;
let store: CountingStore;
const servers: TestServer[] = [];
beforeEach(() => {
  clock = testClock();
  faulty = faultyStore(memoryStore(clock));
  store = countingStore(faulty);
});
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function start(): Promise<TestServer> {
  const server = await startServer({
    clients: grantClients,
    clock,
    change: (service) => ({ ...service, store, barriers: openBarriers({ store, clock }) }),
  });
  servers.push(server);
  return server;
}

/** Runs upkeep ten minutes after the barrier was raised. */
async function moveAll(): Promise<void> {
  clock.advance(600);
  while ((await tidyBarriers(store, noEnd)).isMoreLeft);
  store.takeCalls();
}

async function namesIn(partition: string): Promise<readonly string[]> {
  return (await store.read(partition)).rows.map(({ name }) => name);
}

function rowsOf(target: BarrierTarget): Promise<readonly string[]> {
  return namesIn(bucketPartition(bucketOf(target) ?? -1));
}

describe('a barrier that was moved', () => {
  it.each([
    { target: { subject }, title: 'a subject' },
    { target: { clientId: 'web' }, title: 'a client' },
    { target: { clientId: 'web', subject }, title: 'a subject at a client' },
  ])('for $title takes effect on an instance that knew it before and on a new one', async ({ target }) => {
    const knowing = await start();
    const { accessToken, refreshToken } = await signIn(knowing);
    clock.advance(10);
    await raiseBarrier(target, store);
    await moveAll();
    expect([await rowsOf(target), await namesIn(logPartition)]).toEqual([[expect.any(String)], ['buckets.1']]);
    for (const server of [knowing, await start()]) {
      expectRefusal(await refresh(server, refreshToken), 'GrantRevoked', ended);
      expectIntrospection(await introspect(server, accessToken), undefined);
    }
  });

  it('does not affect later grants and other clients', async () => {
    const server = await start();
    const other = await signIn(server, 'keeping');
    await raiseBarrier({ clientId: 'web', subject }, store);
    await moveAll();
    const later = await signIn(server);
    expect((await refresh(server, later.refreshToken)).status).toBe(200);
    expect((await refresh(server, other.refreshToken, { client_id: 'keeping' })).status).toBe(200);
  });

  it('takes effect on an instance that served requests meanwhile, even if it had read the bucket before', async () => {
    const server = await start();
    await raiseBarrier({ subject: 'u_first' }, store);
    await raiseBarrier({ subject }, store);
    await moveAll();
    clock.advance(1);
    const { refreshToken } = await signIn(server);
    await raiseBarrier({ subject }, store);
    // The requests read the log before the row leaves it.
    for (let minutes = 0; minutes < 10; minutes += 1) {
      clock.advance(60);
      await introspect(server, refreshToken);
    }
    await tidyBarriers(store, noEnd);
    clock.advance(60);
    expectRefusal(await refresh(server, refreshToken), 'GrantRevoked', ended);
  });

  it('takes effect on an instance that served no request meanwhile', async () => {
    const server = await start();
    await raiseBarrier({ subject }, store);
    await moveAll();
    clock.advance(1);
    const { refreshToken } = await signIn(server);
    await raiseBarrier({ subject }, store);
    await moveAll();
    expectRefusal(await refresh(server, refreshToken), 'GrantRevoked', ended);
  });

  it('is found with its age, and moves to the later moment when it is raised again', async () => {
    await raiseBarrier({ subject }, store);
    await moveAll();
    expect(await findBarrierAge({ subject }, store)).toBe(600);
    await raiseBarrier({ subject }, store);
    expect(await findBarrierAge({ subject }, store)).toBe(0);
    await moveAll();
    expect(await findBarrierAge({ subject }, store)).toBe(600);
    expect(await rowsOf({ subject })).toHaveLength(1);
  });

  it('makes an instance read the two buckets of the request, once, and no others', async () => {
    for (let number = 0; number < 50; number += 1) await raiseBarrier({ subject: `u_${number}` }, store);
    await raiseBarrier({ clientId: 'native' }, store);
    await raiseBarrier({ subject }, store);
    await moveAll();
    clock.advance(1);
    const server = await start();
    const { refreshToken } = await signIn(server);
    const [log, ...others] = store.takeCalls();
    expect([log, others.filter((call) => call === 'read').length]).toEqual(['read', 1]);
    await refresh(server, refreshToken);
    expect(store.takeCalls()).toEqual(['commit']);
  });

  it('leads to 503 and not to a wrong answer if its bucket cannot be read', async () => {
    await raiseBarrier({ subject }, store);
    await moveAll();
    clock.advance(1);
    const server = await start();
    const { refreshToken } = await signIn(await start());
    faulty.expect(['none', 'unreached']);
    expectRefusal(await refresh(server, refreshToken), 'StoreUnavailable', 'Send the same request again');
    clock.advance(1);
    expect((await refresh(server, refreshToken)).status).toBe(200);
  });
});

describe('upkeep of barriers', () => {
  const bothLast = async () => [await namesIn(logPartition), await rowsOf({ subject })];

  it('leaves new rows in the log for ten minutes, until every instance has read them', async () => {
    await raiseBarrier({ subject }, store);
    clock.advance(599);
    expect(await tidyBarriers(store, noEnd)).toEqual({ moved: 0, removed: 0, isMoreLeft: false });
    clock.advance(1);
    expect(await tidyBarriers(store, noEnd)).toEqual({ moved: 1, removed: 0, isMoreLeft: false });
  });

  it('moves every row exactly once, however many there are', async () => {
    const subjects = Array.from({ length: 300 }, (_, number) => `u_${number}`);
    for (const each of subjects) await raiseBarrier({ subject: each }, store);
    await moveAll();
    const { rows } = await store.read(logPartition);
    expect(rows).toHaveLength(1);
    const index = bucketIndexOf(rows);
    const found = [];
    for (let bucket = 0; bucket < 1_024; bucket += 1) {
      const { rows: kept } = await store.read(bucketPartition(bucket));
      expect(kept.length > 0).toBe(index.has(bucket));
      found.push(...kept.map(({ values }) => values.subject));
    }
    expect(found.sort()).toEqual(subjects.sort());
  });

  it.each([
    ['the reading of the log', ['unreached']],
    ['the reading of the bucket', ['none', 'unreached']],
    ['the bucket', ['none', 'none', 'unreached']],
    ['the answer of the bucket', ['none', 'none', 'answer lost']],
    ['the log', ['none', 'none', 'none', 'unreached']],
    ['the answer of the log', ['none', 'none', 'none', 'answer lost']],
    ['a call to the bucket that was sent twice', ['none', 'none', 'repeated']],
    ['a call to the log that was sent twice', ['none', 'none', 'none', 'repeated']],
  ] as const)('loses no row when it fails at %s, and continues the next time', async (_, faults) => {
    const { refreshToken } = await signIn(await start());
    await raiseBarrier({ subject }, store);
    clock.advance(600);
    faulty.expect(faults);
    await tidyBarriers(store, noEnd).catch(() => {});
    faulty.expect([]);
    expectRefusal(await refresh(await start(), refreshToken), 'GrantRevoked', ended);
    await tidyBarriers(store, noEnd);
    expect(await bothLast()).toEqual([['buckets.1'], [expect.stringMatching(/^barrier\./)]]);
    expectRefusal(await refresh(await start(), refreshToken), 'GrantRevoked', ended);
  });

  it('has the same result when two run it at once', async () => {
    for (let number = 0; number < 30; number += 1) await raiseBarrier({ subject: `u_${number}` }, store);
    clock.advance(600);
    await Promise.all([tidyBarriers(store, noEnd), tidyBarriers(store, noEnd)]);
    while ((await tidyBarriers(store, noEnd)).isMoreLeft);
    expect(await namesIn(logPartition)).toHaveLength(1);
    const sizes = await Promise.all(
      Array.from({ length: 30 }, (_, number) => findBarrierAge({ subject: `u_${number}` }, store)),
    );
    expect(sizes).toEqual(Array(30).fill(600));
  });

  it('ends soon after its signal, but not before it has moved some rows', async () => {
    for (let number = 0; number < 30; number += 1) await raiseBarrier({ subject: `u_${number}` }, store);
    clock.advance(600);
    const { moved, isMoreLeft } = await tidyBarriers(store, AbortSignal.abort());
    expect([moved > 0, moved < 30, isMoreLeft]).toEqual([true, true, true]);
  });

  it('removes a barrier, moved or not, only when every grant that it ended has expired', async () => {
    await raiseBarrier({ subject }, store);
    await moveAll();
    clock.advance(366 * 86_400 - 600);
    await raiseBarrier({ clientId: 'web' }, store);
    const aDay = async () => {
      let removed = 0;
      for (let slices = 0; slices < 144; slices += 1) {
        removed += (await tidyBarriers(store, noEnd)).removed;
        clock.advance(600);
      }
      return removed;
    };
    clock.advance(-86_400);
    expect(await aDay()).toBe(0);
    expect(await findBarrierAge({ subject }, store)).toBeDefined();
    clock.advance(1);
    expect(await aDay()).toBe(1);
    expect(await findBarrierAge({ subject }, store)).toBeUndefined();
    clock.advance(366 * 86_400);
    await raiseBarrier({ subject }, store);
    clock.advance(367 * 86_400);
    expect((await tidyBarriers(store, noEnd)).removed).toBeGreaterThanOrEqual(1);
    expect(await rowsOf({ subject })).toEqual([]);
  });
});
