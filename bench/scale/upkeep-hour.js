// An hour of the service's own upkeep, on several instances at once.
import { setImmediate } from 'node:timers/promises';
import { began, countingStore } from './counting-store.js';

/** @typedef {import('./real-code.js').RealCode} RealCode */
/** @typedef {import('../../shared/store/store.ts').Store} Store */

const hourMs = 3_600_000;
const instances = 4;

/** Hours of one and of several instances with requests all the time, without work and with more than they can do. */
export async function measureUpkeep(/** @type {RealCode} */ code, /** @type {number} */ sweepCallMs) {
  const idle = await upkeepHour(code, instances, 0, 1_000);
  const alone = await upkeepHour(code, 1, 1_000, sweepCallMs);
  const busy = await upkeepHour(code, instances, 1_000, sweepCallMs);
  return {
    claimReadsPerHour: idle.reads / instances,
    busyClaimReadsPerHour: (busy.reads - alone.reads) / (instances - 1),
    workerClaimReadsPerHour: alone.reads,
    sweepRowsPerHour: busy.rows,
    sweepMinutes: busy.minutes,
    claimRowsPerHour: idle.claimRows,
    busyClaimRowsPerHour: busy.claimRows,
  };
}

/** @param {RealCode} code @param {number} count of instances @param {number} rowsPerCall of the sweep @param {number} callMs its time */
async function upkeepHour(code, count, rowsPerCall, callMs) {
  const { time, clock, store, readsOf } = countingStore(code);
  let rows = 0;
  let lastRowsAt = began;
  /** @type {(() => void)[]} */
  let waiting = [];
  /** @type {Store} */
  const swept = {
    ...store,
    async sweep() {
      await new Promise((resolve) => waiting.push(() => resolve(undefined)));
      rows += rowsPerCall;
      lastRowsAt = time.now;
      return rowsPerCall;
    },
  };
  // No slice takes as long as its deadline here.
  const deadlines = { upkeepSliceTimeoutMs: 20_000, startTimer: () => new AbortController().signal };
  const running = Array.from({ length: count }, () =>
    code.openUpkeep({ store: swept, clock }, { deadlines, log: () => {} }),
  );
  while (time.now < began + hourMs) {
    for (const instance of running) instance.afterAnswer();
    await setImmediate();
    await setImmediate();
    // The clock moves by a call while one is under way.
    time.now += waiting.length > 0 ? callMs : 1_000;
    const ended = waiting;
    waiting = [];
    for (const end of ended) end();
  }
  const reads = readsOf.get(code.claimsPartition(began))?.calls ?? 0;
  const claims = await store.read(code.claimsPartition(began));
  return { rows, reads, claimRows: claims.rows.length, minutes: (lastRowsAt - began) / 60_000 };
}
