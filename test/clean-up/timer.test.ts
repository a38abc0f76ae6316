import { describe, expect, it } from 'vitest';
import { removeExpired } from '../../clean-up/expired.ts';
import { cleanUp } from '../../clean-up/timer.ts';
import { loadApp } from '../../local/load-app.ts';
import { registerTimers } from '../../register.ts';
import { raiseBarrier } from '../../shared/records/barriers.ts';
import type { Service } from '../../shared/service.ts';
import { startedWith } from '../../shared/start.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { namedPartition, newPartition } from '../../shared/store/partition.ts';
import { StoreUnavailableError } from '../../shared/store/store.ts';
import { testClock } from '../support/clock.ts';
import { faultyStore } from '../support/faulty-store.ts';
import { runCleanUp } from '../support/run-clean-up.ts';
import { openTestService } from '../support/server.ts';

const at = (time: string) => ({ now: () => Date.parse(time) });

/** A grant of three rows whose last second is that. */
async function keepUntil({ store }: Service, time: string): Promise<string> {
  const partition = newPartition(Date.parse(time) / 1000);
  await store.commit(
    partition,
    ['code', 'active', 'gen.0'].map((insert) => ({ insert, values: {} })),
  );
  return partition;
}

async function sizesOf({ store }: Service, partitions: readonly string[]): Promise<readonly number[]> {
  return Promise.all(partitions.map(async (each) => (await store.read(each)).rows.length));
}

function ran(rows: number, isMoreLeft = false): unknown {
  return {
    lines: [
      {
        level: 'information',
        event: 'clean_up',
        rows_removed: rows,
        is_more_left: isMoreLeft,
        milliseconds: expect.any(Number),
      },
    ],
    hasFailed: false,
  };
}

describe('the clean-up timer', () => {
  it('is called once an hour, and not when the app starts', async () => {
    const service = await openTestService();
    const { timers } = await loadApp(() => registerTimers(startedWith(service)));
    expect(timers.map(({ name, trigger }) => [name, trigger])).toEqual([
      ['cleanUp', expect.objectContaining({ type: 'timertrigger', schedule: '0 17 * * * *' })],
    ]);
    expect(timers[0]?.trigger).not.toHaveProperty('runOnStartup');
  });

  it.each(['2026-11-21T00:00:00Z', '2026-11-21T12:34:56Z', '2026-11-21T23:59:59.999Z'])(
    'at %s removes what ended before yesterday, and nothing of yesterday or later',
    async (now) => {
      const service = await openTestService({ clock: at(now) });
      const over = ['2026-11-19T23:59:59Z', '2026-11-19T00:00:00Z', '2025-01-01T00:00:00Z'];
      const kept = ['2026-11-20T00:00:00Z', '2026-11-20T23:59:59Z', '2026-11-21T00:00:00Z', '2026-11-22T10:00:00Z'];
      const partitions = await Promise.all([...over, ...kept].map((time) => keepUntil(service, time)));
      const named = namedPartition('client', 'web');
      await service.store.commit(named, [{ insert: 'client', values: {} }]);
      expect(await runCleanUp(service)).toEqual(ran(9));
      expect(await sizesOf(service, [...partitions, named])).toEqual([0, 0, 0, 3, 3, 3, 3, 1]);
      expect(await runCleanUp(service)).toEqual(ran(0));
    },
  );

  it.each([
    ['the instance', '2036-11-21T12:00:00Z', '2026-11-21T12:00:00Z'],
    ['the store', '2026-11-21T12:00:00Z', '2036-11-21T12:00:00Z'],
  ])('removes nothing alive when the clock of %s is ten years ahead', async (_, ofInstance, ofStore) => {
    const service = await openTestService({
      change: (opened) => ({ ...opened, clock: at(ofInstance), store: memoryStore(at(ofStore)) }),
    });
    const partitions = await Promise.all(
      ['2026-11-19T12:00:00Z', '2026-11-20T12:00:00Z', '2026-12-24T12:00:00Z'].map((time) => keepUntil(service, time)),
    );
    expect(await runCleanUp(service)).toEqual(ran(3));
    expect(await sizesOf(service, partitions)).toEqual([0, 3, 3]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Date.parse('+010001-01-01T00:00:00Z')])(
    'removes nothing when the clocks say %d',
    async (now) => {
      const clock = { now: () => now };
      const service = await openTestService({ change: (opened) => ({ ...opened, clock, store: memoryStore(clock) }) });
      const partition = await keepUntil(service, '2001-01-01T12:00:00Z');
      expect(await runCleanUp(service)).toMatchObject({ hasFailed: true, lines: [{ level: 'error' }] });
      expect(await sizesOf(service, [partition])).toEqual([3]);
    },
  );

  it.each([
    ['the read', ['unreached']],
    ['the sweep', ['none', 'unreached']],
    ['the answer to the sweep', ['none', 'answer lost']],
  ] as const)('fails and logs the cause when the store fails at %s, and the next run goes on', async (_, faults) => {
    const store = faultyStore(memoryStore(testClock()));
    const service = await openTestService({ change: (opened) => ({ ...opened, store }) });
    const partitions = await Promise.all(
      ['2026-11-01T12:00:00Z', '2026-11-21T12:00:00Z'].map((time) => keepUntil(service, time)),
    );
    store.expect(faults);
    expect(await runCleanUp(service)).toEqual({
      lines: [
        {
          level: 'error',
          event: 'clean_up',
          milliseconds: expect.any(Number),
          cause: expect.stringMatching(/^StoreUnavailableError: the (line is down|answer was lost)/),
        },
      ],
      hasFailed: true,
    });
    expect((await runCleanUp(service)).hasFailed).toBe(false);
    expect(await sizesOf(service, partitions)).toEqual([0, 3]);
  });

  it('prunes barriers behind which nothing can be alive', async () => {
    const clock = testClock();
    const service = await openTestService({ clock });
    await raiseBarrier({ subject: 'u_ada' }, service.store);
    clock.advance(367 * 86_400);
    const { lines } = await runCleanUp(service);
    expect(lines[1]).toEqual({
      level: 'information',
      event: 'prune_barriers',
      rows_removed: 1,
      milliseconds: expect.any(Number),
    });
    expect((await runCleanUp(service)).lines).toHaveLength(1);
  });

  it('takes every step, whatever becomes of the others, and fails when one has', async () => {
    const service = await openTestService();
    const lines: string[] = [];
    const context = { log: (line: string) => lines.push(line), error: (line: string) => lines.push(line) };
    const steps = [
      { event: 'clean_up' as const, run: () => Promise.reject(new StoreUnavailableError('down')) },
      { event: 'prune_barriers' as const, run: async () => ({ rows_removed: 2 }) },
    ];
    const run = cleanUp(startedWith(service), steps) as (timer: unknown, context: unknown) => Promise<void>;
    await expect(run({}, context)).rejects.toThrow('1 of 2 steps failed: clean_up');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { event: 'clean_up', milliseconds: expect.any(Number), cause: expect.stringContaining('down') },
      { event: 'prune_barriers', rows_removed: 2, milliseconds: expect.any(Number) },
    ]);
  });
});

describe('one run', () => {
  const unbounded = { rowsInCall: 9, rowsInRun: 1_000, milliseconds: 60_000 };

  async function withTenOver(): Promise<Service> {
    const service = await openTestService();
    await Promise.all(Array.from({ length: 10 }, () => keepUntil(service, '2026-11-01T12:00:00Z')));
    return service;
  }

  it('goes on until nothing is left', async () => {
    const service = await withTenOver();
    expect(await removeExpired(service, unbounded)).toEqual({ rows_removed: 30, is_more_left: false });
  });

  it.each([
    ['rows', { ...unbounded, rowsInRun: 15 }, [18, 12]],
    ['time', { ...unbounded, milliseconds: 0 }, [9, 9, 9, 3]],
  ])('ends at its limit of %s, and the next one goes on', async (_, bounds, removed) => {
    const service = await withTenOver();
    for (const [index, rows] of removed.entries()) {
      const isMoreLeft = index < removed.length - 1;
      expect(await removeExpired(service, bounds)).toEqual({ rows_removed: rows, is_more_left: isMoreLeft });
    }
  });
});
