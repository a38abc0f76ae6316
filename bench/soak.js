// `npm run soak`: ten minutes of mixed grants with mistakes, at half of the peak rate, on the built service. Fails on an answer of
// 500 or above, another answer than expected, growing memory, or latency that drifts.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { root } from '../build/root.js';
import { openClient } from './soak/client.js';
import { journeys } from './soak/journeys.js';
import { closedLoop, newTally, openLoop } from './soak/load.js';
import { machineTime } from './soak/machine.js';
import { orderOf } from './soak/order.js';
import { clients } from './soak/parties.js';
import { signIn } from './soak/people.js';
import { plotOf } from './soak/plot.js';
import { reportOf } from './soak/report.js';
import { startService } from './soak/service.js';
import { judge, nextRate } from './soak/verdict.js';
import { windowOf } from './soak/window.js';

/** @typedef {import('./soak/verdict.js').Window} Window */

const { minutes, store } = readOptions();

const windowCount = 20;
const windowMs = (minutes * 60_000) / windowCount;
/** After a collection, until the requests that it held up are answered. */
const catchUpMs = windowMs / 20;
/** Browsers that are signed in. */
const sessions = 40;
/** Callers that find the peak: enough to keep the service busy at any time. */
const callers = 24;
/** Longer than the service keeps an idle connection. */
const idleMs = 6_000;
const warmUpMs = 5_000;
const peakMs = 5_000;
const maxSockets = 256;

const journeyNames = orderOf(Object.entries(journeys).map(([name, { share }]) => [name, share]));
const withoutWaits = journeyNames.filter((name) => !journeys[name]?.waits);

const service = await startService(clients, { STORE: store, TRUSTED_PROXIES: '2' });
try {
  process.exitCode = await soak();
} finally {
  await service.close();
}

/** @returns {{ minutes: number, store: 'memory' | 'table' }} */
function readOptions() {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '10' }, store: { type: 'string', default: 'memory' } },
  });
  const { store: kind } = values;
  const length = Number(values.minutes);
  if (length >= 0.2 && length <= 600 && (kind === 'memory' || kind === 'table'))
    return { minutes: length, store: kind };
  console.error('usage: npm run soak -- [--minutes 10] [--store memory|table]');
  process.exit(2);
}

/** @returns {Promise<number>} the exit code */
async function soak() {
  const { url: issuer, pid } = service;
  const client = openClient(issuer, maxSockets);
  const browsers = [];
  for (let index = 0; index < sessions; index += 1) browsers.push(await signIn({ issuer, go: client.send }));
  const scene = { issuer, send: client.send, browsers, journeys };

  await closedLoop(scene, withoutWaits, { callers, milliseconds: warmUpMs });
  const peak = await closedLoop(scene, withoutWaits, { callers, milliseconds: peakMs });
  if (peak.failures.length > 0) throw new Error(`Before the load:\n${peak.failures.slice(0, 5).join('\n')}`);
  const perJourney = peak.requests / peak.journeys;
  const journeysPerSecond = peak.perSecond / perJourney / 2;
  console.log(
    `Peak: ${peak.perSecond.toFixed(0)} requests/s. Load: ${(peak.perSecond / 2).toFixed(0)} for ${minutes} min.`,
  );

  await setTimeout(idleMs);
  const idle = await service.sample();

  /** @type {Window[]} */
  const windows = [];
  let tally = { ...newTally(), isTimed: false };
  const load = openLoop(scene, journeyNames, () => tally);
  let rate = journeysPerSecond;
  let last = { sample: await service.sample(), machine: machineTime(pid) };
  for (let index = 1; index <= windowCount; index += 1) {
    const timed = setTimeout(catchUpMs).then(() => {
      tally.isTimed = true;
    });
    await load.drive(rate, windowMs);
    await timed;
    const inFlight = load.inFlight();
    if (index === windowCount) await load.drained();
    tally.isTimed = false;
    const now = { sample: await service.sample(), machine: machineTime(pid) };
    const window = windowOf(tally, last, now, inFlight);
    windows.push(window);
    tally = { ...newTally(), isTimed: false };
    last = now;
    rate = nextRate(rate, journeysPerSecond, window);
  }
  await setTimeout(idleMs);
  const leftOver = (await service.sample()).resources - idle.resources;
  client.close();
  return report(windows, leftOver, [
    `${total(windows, (each) => each.requests)} requests in ${minutes} min, at half of the peak of ${peak.perSecond.toFixed(0)} a second`,
    `store: ${store}, ${total(windows, (each) => each.rows)} rows written for a day or longer`,
    `a hundred journeys: ${Object.entries(journeys)
      .map(([name, { share }]) => `${share} × ${name}`)
      .join('; ')}`,
  ]);
}

/** @param {readonly Window[]} windows @param {(each: Window) => number} of */
function total(windows, of) {
  return windows.reduce((sum, each) => sum + of(each), 0);
}

/** @param {readonly Window[]} windows @param {number} leftOver @param {readonly string[]} facts @returns {Promise<number>} the exit code */
async function report(windows, leftOver, facts) {
  const findings = judge(windows, leftOver, store);
  const title = `Soak: ${minutes} min, STORE=${store}`;
  const folder = join(root, 'out', 'bench');
  const name = `soak-${store}`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.md`), reportOf({ title, facts, windows, findings }, `${name}.svg`));
  const series = [
    { name: 'resident memory', unit: 'MB', values: windows.map(({ sample }) => sample.rss / 1e6) },
    { name: 'heap after a collection', unit: 'MB', values: windows.map(({ sample }) => sample.heapUsed / 1e6) },
    { name: 'median latency', unit: 'ms', values: windows.map(({ p50 }) => p50) },
    { name: 'p99 latency', unit: 'ms', values: windows.map(({ p99 }) => p99) },
  ];
  await writeFile(join(folder, `${name}.svg`), plotOf(title, series, `${minutes} min`));
  for (const { is, what, figure, bound } of findings) console.log(`${is.padEnd(10)} ${what}: ${figure} (${bound})`);
  const reasons = windows.flatMap((each) => each.unavailable);
  for (const reason of new Set(reasons)) {
    console.log(`${reasons.filter((each) => each === reason).length} × ${reason}`);
  }
  const failures = windows.flatMap((each) => each.failures);
  for (const failure of failures.slice(0, 5)) console.log(`\n${failure}\n${logLineOf(failure)}`);
  console.log(`\n${join('out', 'bench', `${name}.md`)}`);
  return findings.some(({ is }) => is === 'bad') ? 1 : 0;
}

/** What the service logged for that answer. @param {string} failure */
function logLineOf(failure) {
  const [id] = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(failure) ?? [];
  const lines = id === undefined ? [] : service.log().split('\n');
  return lines.find((line) => line.includes(id ?? '')) ?? '';
}
