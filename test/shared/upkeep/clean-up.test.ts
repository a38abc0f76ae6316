// Tests over HTTP which rows clean-up removes, and when.
import { afterEach, describe, expect, it } from 'vitest';
import { raiseBarrier } from '../../../shared/grants/barriers.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { namedPartition } from '../../../shared/store/partition.ts';
import { removeExpired } from '../../../shared/upkeep/expired.ts';
import { upkeepSteps } from '../../../shared/upkeep/steps.ts';
import { job, jobSecret } from '../../support/clients.ts';
import { testClock } from '../../support/clock.ts';
import { countingStore } from '../../support/counting-store.ts';
import { faultyStore } from '../../support/faulty-store.ts';
import { basic, postForm } from '../../support/request.ts';
import { type ServerOptions, startServer, type TestServer } from '../../support/server.ts';
import { keepUntil, type LoggedUpkeep, loggedUpkeep, sendAndSettle, sizesOf } from '../../support/upkeep.ts';

const at = (time: string) => ({ now: () => Date.parse(time) });

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function start(upkeep: LoggedUpkeep, options: ServerOptions = {}): Promise<TestServer> {
  const server = await startServer({ ...options, upkeep });
  servers.push(server);
  return server;
}

function removed(rows: number): object {
  return { event: 'clean_up', rows_removed: rows, is_more_left: false, milliseconds: expect.any(Number) };
}

describe('clean-up', () => {
  it('follows the first answer of each hour, whatever the request, and no other answer', async () => {
    const clock = testClock();
    const store = countingStore(memoryStore(clock));
    const hourly = upkeepSteps.filter(({ event }) => event === 'clean_up');
    const upkeep = loggedUpkeep({}, hourly);
    const server = await start(upkeep, { clock, change: (opened) => ({ ...opened, store }) });
    const over = await keepUntil(store, '2026-11-01T12:00:00Z');
    await sendAndSettle(server, '/health/live');
    expect(upkeep.takeLines()).toEqual([removed(3)]);
    expect(await sizesOf(store, [over])).toEqual([0]);
    clock.advance(5);
    await sendAndSettle(server);
    store.takeCalls();
    for (const path of ['/jwks', '/token', '/error', '/health/live']) await sendAndSettle(server, path);
    clock.advance(29 * 60 + 54);
    await sendAndSettle(server);
    expect([store.takeCalls(), upkeep.takeLines()]).toEqual([[], []]);
    clock.advance(1);
    await sendAndSettle(server);
    expect(upkeep.takeLines()).toEqual([removed(0)]);
  });

  it.each(['2026-11-21T00:00:00Z', '2026-11-21T12:34:56Z', '2026-11-21T23:59:59.999Z'])(
    'at %s removes what ended before yesterday, and nothing of yesterday or later',
    async (now) => {
      const upkeep = loggedUpkeep();
      const server = await start(upkeep, { clock: at(now) });
      const { store } = server.service;
      const over = ['2026-11-19T23:59:59Z', '2026-11-19T00:00:00Z', '2025-01-01T00:00:00Z'];
      const kept = ['2026-11-20T00:00:00Z', '2026-11-20T23:59:59Z', '2026-11-21T00:00:00Z', '2026-11-22T10:00:00Z'];
      const partitions = await Promise.all([...over, ...kept].map((time) => keepUntil(store, time)));
      const named = namedPartition('client', 'web');
      await store.commit(named, [{ insert: 'client', values: {} }]);
      await sendAndSettle(server);
      expect(upkeep.takeLines()).toEqual([removed(9)]);
      expect(await sizesOf(store, [...partitions, named])).toEqual([0, 0, 0, 3, 3, 3, 3, 1]);
    },
  );

  it.each([
    ['the instance', '2036-11-21T12:00:00Z', '2026-11-21T12:00:00Z'],
    ['the store', '2026-11-21T12:00:00Z', '2036-11-21T12:00:00Z'],
  ])('removes nothing alive when the clock of %s is ten years ahead', async (_, ofInstance, ofStore) => {
    const store = memoryStore(at(ofStore));
    const upkeep = loggedUpkeep();
    const server = await start(upkeep, { clock: at(ofInstance), change: (opened) => ({ ...opened, store }) });
    const partitions = await Promise.all(
      ['2026-11-19T12:00:00Z', '2026-11-20T12:00:00Z', '2026-12-24T12:00:00Z'].map((time) => keepUntil(store, time)),
    );
    await sendAndSettle(server);
    expect(upkeep.takeLines()).toEqual([removed(3)]);
    expect(await sizesOf(store, partitions)).toEqual([0, 3, 3]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Date.parse('+010001-01-01T00:00:00Z')])(
    'removes nothing when the clock of the store says %d',
    async (now) => {
      const clock = testClock();
      const store = memoryStore({ now: () => now });
      const upkeep = loggedUpkeep();
      const server = await start(upkeep, { clock, change: (opened) => ({ ...opened, store }) });
      const partition = await keepUntil(store, '2001-01-01T12:00:00Z');
      await sendAndSettle(server);
      expect(upkeep.takeLines()).toMatchObject([{ event: 'upkeep_failed', cause: expect.any(String) }]);
      expect(await sizesOf(store, [partition])).toEqual([3]);
    },
  );

  it.each([
    ['the read', ['none', 'none', 'unreached']],
    ['the sweep', ['none', 'none', 'none', 'unreached']],
    ['the answer to the sweep', ['none', 'none', 'none', 'answer lost']],
  ] as const)('logs the cause when the store fails at %s, and goes on five minutes later', async (_, faults) => {
    const clock = testClock();
    const store = faultyStore(memoryStore(clock));
    const upkeep = loggedUpkeep();
    const server = await start(upkeep, { clock, change: (opened) => ({ ...opened, store }) });
    const partitions = await Promise.all(
      ['2026-11-01T12:00:00Z', '2026-11-21T12:00:00Z'].map((time) => keepUntil(store, time)),
    );
    store.expect(faults);
    await sendAndSettle(server);
    const cause = expect.stringMatching(/^StoreUnavailableError: the (line is down|answer was lost)/);
    expect(upkeep.takeLines()).toEqual([{ event: 'clean_up', milliseconds: expect.any(Number), cause }]);
    clock.advance(5);
    await sendAndSettle(server);
    clock.advance(294);
    await sendAndSettle(server);
    expect(upkeep.takeLines()).toEqual([]);
    clock.advance(1);
    await sendAndSettle(server);
    expect(upkeep.takeLines()).toMatchObject([{ event: 'clean_up', is_more_left: false }]);
    expect(await sizesOf(store, partitions)).toEqual([0, 3]);
  });

  it('removes revoked tokens from the memory of a service without tables', async () => {
    const clock = testClock();
    const server = await start(loggedUpkeep(), { clock });
    const headers = { Authorization: basic(job.client_id, jobSecret) };
    const { json } = await postForm(server, '/token', { grant_type: 'client_credentials' }, headers);
    await postForm(server, '/revoke', { token: json.access_token }, headers);
    const revoked = async () => {
      const rows = [];
      for await (const row of server.service.store.list('revoked', {})) rows.push(row);
      return rows.length;
    };
    expect(await revoked()).toBe(1);
    clock.advance(3 * 86_400);
    await sendAndSettle(server);
    expect(await revoked()).toBe(0);
  });

  it('removes barriers that no live grant or session can need', async () => {
    const clock = testClock();
    const upkeep = loggedUpkeep();
    const server = await start(upkeep, { clock });
    await raiseBarrier({ subject: 'u_ada' }, server.service.store);
    clock.advance(367 * 86_400);
    await sendAndSettle(server);
    expect(upkeep.takeLines().slice(1)).toEqual([
      {
        event: 'tidy_barriers',
        rows_moved: 0,
        rows_removed: 1,
        is_more_left: false,
        milliseconds: expect.any(Number),
      },
    ]);
  });
});

describe('one slice', () => {
  const unbounded = { maxRowsPerCall: 9, maxRowsPerSlice: 1_000 };
  const noEnd = new AbortController().signal;

  async function withTenOver() {
    const clock = testClock();
    const store = memoryStore(clock);
    await Promise.all(Array.from({ length: 10 }, () => keepUntil(store, '2026-11-01T12:00:00Z')));
    return { store, clock };
  }

  const report = (rows: number, isMoreLeft: boolean) => ({
    fields: { rows_removed: rows, is_more_left: isMoreLeft },
    isMoreLeft,
  });

  it('continues until nothing is left', async () => {
    expect(await removeExpired(await withTenOver(), noEnd, unbounded)).toEqual(report(30, false));
  });

  it('ends at its limit of rows, and the next one continues', async () => {
    const parts = await withTenOver();
    const bounds = { ...unbounded, maxRowsPerSlice: 15 };
    expect(await removeExpired(parts, noEnd, bounds)).toEqual(report(18, true));
    expect(await removeExpired(parts, noEnd, bounds)).toEqual(report(12, false));
  });

  it('has the limit of rows that docs/operations.md names', async () => {
    const parts = await withTenOver();
    const endless = { ...parts.store, sweep: async (_day: string, limit: number) => limit };
    expect(await removeExpired({ ...parts, store: endless }, noEnd)).toEqual(report(80_000, true));
  });

  it('ends between two calls or within one when its time is up', async () => {
    const { store, clock } = await withTenOver();
    const ending = new AbortController();
    const slow = {
      ...store,
      async sweep(day: string, limit: number, signal?: AbortSignal) {
        const count = await store.sweep(day, limit, signal);
        ending.abort();
        return count;
      },
    };
    expect(await removeExpired({ store: slow, clock }, ending.signal, unbounded)).toEqual(report(9, true));
    expect(await removeExpired({ store, clock }, ending.signal, unbounded)).toEqual(report(0, true));
    expect(await store.sweep('20261120', 1_000, ending.signal)).toBe(0);
    expect(await removeExpired({ store, clock }, noEnd, unbounded)).toEqual(report(21, false));
  });
});
