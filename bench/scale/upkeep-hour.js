// An hour of the service's own upkeep, on several instances at once.
import { setImmediate } from 'node:timers/promises';
import { began, countingStore } from './counting-store.js';

/** @typedef {import('./real-code.js').RealCode} RealCode */
/** @typedef {import('../../shared/store/store.ts').Store} Store */

const hourMs = 3_600_000;
const instancesOfUpkeep = 8;

/** An hour of several instances with requests all the time, without work and with more than they can do. */
export async function measureUpkeep(/** @type {RealCode} */ code, /** @type {number} */ sweepCallMs) {
  const idle = await upkeepHour(code, 0, 1_000);
  const busy = await upkeepHour(code, 1_000, sweepCallMs);
  return {
    claimReadsPerHour: idle.reads / instancesOfUpkeep,
    busyClaimReadsPerHour: busy.reads / instancesOfUpkeep,
    sweepRowsPerHour: busy.rows,
    sweepMinutes: busy.minutes,
    claimRowsPerHour: idle.claimRows,
    busyClaimRowsPerHour: busy.claimRows,
  };
}

/** @param {RealCode} code @param {number} rowsPerCall removed by a call of the sweep @param {number} callMs how long it takes */
async function upkeepHour(code, rowsPerCall, callMs) {
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
  const instances = Array.from({ length: instancesOfUpkeep }, () =>
    code.openUpkeep({ store: swept, clock }, { deadlines, log: () => {} }),
  );
  while (time.now < began + hourMs) {
    for (const instance of instances) instance.afterAnswer();
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
