// Interleaved rounds: each server is loaded once, then each again, so that whatever else the machine does falls on all alike.
import { checkAnswer } from './check-answer.js';
import { sendLoad } from './load.js';
import { startServer } from './server-process.js';

/** @typedef {import('./load.js').Load} Load */
/** @typedef {import('./server-process.js').Server} Server */
/** @typedef {import('./server-process.js').RunningServer} RunningServer */

/**
 * @typedef {object} Contestant
 * @property {Server} server
 * @property {(running: RunningServer) => Load | Promise<Load>} load of one round
 */

/**
 * @typedef {object} Measured medians over the rounds
 * @property {string} name of the server
 * @property {number} perSecond requests
 * @property {number} cpuUs of the server's process for each request, in microseconds
 * @property {number} p50Us @property {number} p99Us
 * @property {number} residentBytes after the last round
 */

/** @typedef {{ readonly rounds: number, readonly seconds: number, readonly warmUpSeconds: number, readonly folder: string }} Plan */

/** @param {readonly Contestant[]} contestants @param {Plan} plan @returns {Promise<readonly Measured[]>} */
export async function compare(contestants, { rounds, seconds, warmUpSeconds, folder }) {
  /** @type {{ contestant: Contestant, running: RunningServer, results: Omit<Measured, 'name'>[] }[]} */
  const entries = [];
  try {
    const started = await Promise.allSettled(
      contestants.map(async (contestant) => {
        entries.push({ contestant, running: await startServer(contestant.server, folder), results: [] });
      }),
    );
    const failed = started.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
    // They are listed as they were asked for, whichever started first.
    entries.sort((a, b) => contestants.indexOf(a.contestant) - contestants.indexOf(b.contestant));
    for (const { contestant, running } of entries) {
      await sendLoad(running.origin, await contestant.load(running), warmUpSeconds);
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const { contestant, running, results } of entries) {
        results.push(await measure(running, await contestant.load(running), seconds));
      }
    }
    return entries.map(({ contestant, results }) => ({ name: contestant.server.name, ...mediansOf(results) }));
  } finally {
    for (const { running } of entries) await running.stop();
  }
}

/** @param {RunningServer} running @param {Load} load @param {number} seconds */
async function measure(running, load, seconds) {
  await checkAnswer(running.origin, load, load.tokens?.at(-1)?.[0]);
  const before = await running.usage();
  const { requests, durationUs, p50Us, p99Us } = await sendLoad(running.origin, load, seconds);
  if (requests === 0) throw new Error(`${running.origin}${load.path} did not answer`);
  const after = await running.usage();
  await checkAnswer(running.origin, load, load.tokens?.at(-2)?.[0]);
  return {
    perSecond: requests / (durationUs / 1e6),
    cpuUs: (after.cpuUs - before.cpuUs) / requests,
    p50Us,
    p99Us,
    residentBytes: after.residentBytes,
  };
}

/** @param {readonly Omit<Measured, 'name'>[]} results @returns {Omit<Measured, 'name'>} */
function mediansOf(results) {
  const last = results.at(-1);
  if (!last) throw new Error('no round');
  const medianOf = (/** @type {keyof typeof last} */ name) => median(results.map((each) => each[name]));
  return {
    perSecond: medianOf('perSecond'),
    cpuUs: medianOf('cpuUs'),
    p50Us: medianOf('p50Us'),
    p99Us: medianOf('p99Us'),
    residentBytes: last.residentBytes,
  };
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
