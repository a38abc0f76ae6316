// Runs the service's own upkeep, barriers, sweep and outbox against a store that counts, by a clock that is moved.
import { behaviour } from './assumptions.js';
import { began, countingStore } from './counting-store.js';
import { measureUpkeep } from './upkeep-hour.js';

/** @typedef {import('./real-code.js').RealCode} RealCode */

/** @param {RealCode} code */
export async function measureBackground(code) {
  const sweep = await measureSweep(code);
  return {
    ...sweep,
    ...(await measureUpkeep(code, sweep.sweepCallMs)),
    ...(await measureBarriers(code)),
    outboxEntities: await measureOutbox(code),
    buckets: code.bucketCount,
    /** A barrier is kept for a day longer than the longest grant. */
    barrierDays: code.maxGrantLifetimeSeconds / 86_400 + 1,
    /** Upkeep moves them every ten minutes: half a period later on average. */
    secondsInLog: code.minTimeInLogMs / 1000 + 300,
  };
}

/** One call of the sweep over grants: its transactions, and its time, in which the ranges run side by side. @param {RealCode} code */
async function measureSweep({ newPartition, ranges, sweepRanges }) {
  const rowsPerCall = 1_000;
  const keys = Array.from({ length: 4 * rowsPerCall }, () => newPartition(0)).sort();
  const callsOf = new Map(ranges.map((range) => [range, 0]));
  const count = (/** @type {string} */ range) => callsOf.set(range, (callsOf.get(range) ?? 0) + 1);
  let transactions = 0;
  let partitions = 0;
  const removed = await sweepRanges(
    async function* (filter, pageSize) {
      const [, range = ''] = /'(.)-'/.exec(filter) ?? [];
      const rows = keys
        .filter((key) => key.startsWith(range))
        .flatMap((partition) =>
          ['active', 'code', 'gen.1'].map((name) => ({ partition, name, values: {}, insertedAt: 0 })),
        );
      for (let start = 0; start < rows.length; start += pageSize) {
        transactions += 1;
        count(range);
        yield { rows: rows.slice(start, start + pageSize) };
      }
    },
    async (partition) => {
      transactions += 1;
      partitions += 1;
      count(partition.slice(0, 1));
      return 'committed';
    },
    { day: '20200101', limit: rowsPerCall, signal: undefined },
  );
  const longest = Math.max(...callsOf.values());
  return {
    sweepTransactions: transactions / partitions,
    sweepCallMs: (longest * behaviour.roundTripMs.value * rowsPerCall) / removed,
  };
}

/** An hour of an instance that checks another subject every other second, while every bucket has rows. @param {RealCode} code */
async function measureBarriers(code) {
  const { bucketCount, bucketPartition, logPartition, openBarriers } = code;
  const { time, clock, store, readsOf } = countingStore(code);
  await store.commit(logPartition, [{ insert: 'buckets.1', values: { bits: 'ff'.repeat(bucketCount / 8) } }]);
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    const values = { subject: `gone ${bucket}`, not_before: 0 };
    await store.commit(bucketPartition(bucket), [{ insert: 'barrier.x', values }]);
  }
  const barriers = openBarriers({ store, clock });
  const checks = 1_800;
  const warmUp = 600;
  let before = 0;
  const buckets = () => [...readsOf].reduce((sum, [key, { calls }]) => sum + (key === logPartition ? 0 : calls), 0);
  for (let check = 0; check < checks; check += 1) {
    if (check === warmUp) before = buckets();
    await barriers.hasEnded({ clientId: 'app', subject: `subject ${check}`, since: began / 1000 });
    time.now += 2_000;
  }
  return {
    logReadsPerHour: readsOf.get(logPartition)?.calls ?? 0,
    bucketMisses: (buckets() - before) / (checks - warmUp),
  };
}

/** Three minutes with a sign-out every second, of which the last counts. @returns entities read in a second @param {RealCode} code */
async function measureOutbox(code) {
  const { time, clock, store, readsOf } = countingStore(code);
  const never = new AbortController().signal;
  const parts = /** @type {import('../../shared/logout/send-logouts.ts').SendParts} */ (
    /** @type {unknown} */ ({ store, clock, settings: { sessionLifetime: 86_400 }, log: () => {} })
  );
  let before = 0;
  for (let second = 0; second < 180; second += 1) {
    if (second === 120) before = readsOf.get(code.outboxPartition)?.rows ?? 0;
    await code.writeSessionEnd({ subject: `subject ${second}`, sid: 'x' }, store);
    await code.sendLogouts(parts, never);
    time.now += 1_000;
  }
  return ((readsOf.get(code.outboxPartition)?.rows ?? 0) - before) / 60;
}
