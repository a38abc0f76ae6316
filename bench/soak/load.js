// Two kinds of load. The closed loop finds the peak: each of its callers begins the next journey when one has ended. The open loop
// begins each journey when its time has come, whatever the service does, and counts latency from that time: a stall is seen as
// the latency of everything that was due during it.
import { setTimeout } from 'node:timers/promises';
import { problemOf, readJson, unavailabilityOf } from './expected.js';

/** @typedef {import('./journeys.js').Journey} Journey */
/** @typedef {import('./journeys.js').Actor} Actor */
/** @typedef {import('./browser.js').Browser} Browser */

/**
 * @typedef {object} Tally of a stretch of time
 * @property {number} requests
 * @property {number[]} latencies milliseconds, of the requests that were answered while `isTimed`
 * @property {boolean} isTimed false while the service does what only the soak asks of it
 * @property {number} rows
 * @property {Map<number, number>} statuses how many answers had each
 * @property {string[]} failures of journeys, in words
 * @property {string[]} unavailable why journeys ended for want of time: a 503, a broken connection, or another answer after a long wait
 * @property {number} shed journeys that were not begun, since too many had not ended
 */

/** @returns {Tally} */
export function newTally() {
  return {
    requests: 0,
    latencies: [],
    isTimed: true,
    rows: 0,
    statuses: new Map(),
    failures: [],
    unavailable: [],
    shed: 0,
  };
}

/**
 * @typedef {object} Scene
 * @property {string} issuer
 * @property {import('./client.js').Send} send
 * @property {readonly Browser[]} browsers
 * @property {Readonly<Record<string, Journey>>} journeys
 */

/** Milliseconds between the requests of a journey. */
const pauseMs = 100;

/** Journeys in flight: far more than at half of the peak, and few enough for the memory of both sides. */
const maxInFlight = 1_500;

/** Milliseconds after which a code or a repeat may have expired. */
const longWaitMs = 5_000;

class Unavailable extends Error {}

/** How often the open loop looks for journeys whose time has come. */
const tickMs = 4;

/**
 * @param {Scene} scene @param {string} name @param {number} turn
 * @param {() => Tally} current @param {number} [beginsAt] by performance.now(); without it nothing waits
 */
async function run(scene, name, turn, current, beginsAt) {
  const { issuer, send, browsers, journeys } = scene;
  const journey = journeys[name];
  const browser = browsers[turn % browsers.length];
  if (!journey || !browser) throw new Error(`there is no ${name}`);
  /** @type {number | undefined} */
  let lastDueAt;
  let longest = 0;

  /** @param {import('./client.js').Request} request */
  async function go(request, pause = pauseMs) {
    let since = performance.now();
    if (beginsAt !== undefined) {
      since = lastDueAt === undefined ? beginsAt : lastDueAt + pause;
      lastDueAt = since;
      await sleepUntil(since);
    }
    const answer = await send(request);
    const tally = current();
    const { latencies, statuses } = tally;
    const latency = performance.now() - since;
    tally.requests += 1;
    if (tally.isTimed) latencies.push(latency);
    longest = Math.max(longest, latency);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    const reason = unavailabilityOf(answer);
    if (reason !== undefined) throw new Unavailable(reason);
    return answer;
  }

  /** @type {Actor} */
  const actor = {
    issuer,
    turn,
    browser,
    go: (request) => go(request),
    async call(request, expected, pause) {
      const answer = await go(request, pause);
      const problem = problemOf(answer, expected);
      if (problem === undefined) return readJson(answer.text);
      throw new Error(`${request.path.split('?')[0]} answered with ${problem}`);
    },
  };
  try {
    await journey.run(actor);
    current().rows += journey.rows;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    if (thrown instanceof Unavailable) current().unavailable.push(message);
    else if (longest > longWaitMs) current().unavailable.push(`an answer after more than ${longWaitMs / 1000} s`);
    else current().failures.push(`${name}: ${message}`);
  }
}

/** @param {number} time by performance.now() */
async function sleepUntil(time) {
  const wait = time - performance.now();
  if (wait > 0) await setTimeout(wait);
}

/**
 * @param {Scene} scene @param {readonly string[]} order of journeys, which is repeated
 * @param {{ readonly callers: number, readonly milliseconds: number }} options @returns {Promise<Tally & { journeys: number, perSecond: number }>}
 */
export async function closedLoop(scene, order, { callers, milliseconds }) {
  const tally = newTally();
  const began = performance.now();
  let next = 0;
  async function caller() {
    while (performance.now() - began < milliseconds) {
      const turn = next++;
      await run(scene, order[turn % order.length] ?? '', turn, () => tally);
    }
  }
  await Promise.all(Array.from({ length: callers }, caller));
  return { ...tally, journeys: next, perSecond: (1000 * tally.requests) / (performance.now() - began) };
}

/** @param {Scene} scene @param {readonly string[]} order of journeys, which is repeated @param {() => Tally} tally of now */
export function openLoop(scene, order, tally) {
  /** @type {Set<Promise<void>>} */
  const inFlight = new Set();
  let turn = 0;
  return {
    /** Journeys that have begun and not ended. */
    inFlight: () => inFlight.size,
    /** Resolves when the last journey of this stretch has begun, at its time or, after a stall, later. @param {number} journeysPerSecond @param {number} milliseconds */
    async drive(journeysPerSecond, milliseconds) {
      const began = performance.now();
      const count = Math.floor((milliseconds / 1000) * journeysPerSecond);
      for (let index = 0; index < count; ) {
        const beginsAt = began + (1000 * index) / journeysPerSecond;
        if (beginsAt > performance.now()) {
          await setTimeout(tickMs);
          continue;
        }
        if (inFlight.size < maxInFlight) {
          const journey = run(scene, order[turn % order.length] ?? '', turn, tally, beginsAt);
          inFlight.add(journey);
          void journey.then(() => inFlight.delete(journey));
        } else tally().shed += 1;
        index += 1;
        turn += 1;
      }
      await sleepUntil(began + milliseconds);
    },
    /** Resolves when the last journey has ended. */
    async drained() {
      await Promise.all(inFlight);
    },
  };
}
