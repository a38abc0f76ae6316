// What a soak must show, in figures that do not depend on the speed of the machine.
import { growth, median } from './statistics.js';

/**
 * @typedef {object} Window a stretch of the load
 * @property {number} requests
 * @property {number} rows
 * @property {number} serverErrors answers with a status of 500 or above, without 503
 * @property {readonly string[]} unavailable why journeys ended for want of time
 * @property {readonly string[]} failures
 * @property {number} shed
 * @property {number} inFlight journeys at its end
 * @property {number} p50 milliseconds
 * @property {number} p99 milliseconds
 * @property {number} cpuMs of the service
 * @property {number} loadMs CPU time of the load
 * @property {number} othersShare
 * @property {import('./probe.js').Sample} sample at its end
 */

/** @typedef {{ what: string, figure: string, bound: string, is: 'good' | 'bad' | 'not judged' }} Finding */

/** Bytes: what the garbage collector leaves by chance, and what code that becomes hot takes. */
const heapNoise = 2_000_000;
/** Bytes: pages come and go in larger pieces. */
const rssNoise = 12_000_000;
/** Bytes in the second half for each request. Whatever is kept of a request is larger. */
const perRequest = 24;
/** Bytes of a row of the store in memory, with its partition. The table store keeps none. */
const perRow = { memory: 600, table: 0 };
/** Bytes of a journey in flight, with its socket. */
const perInFlight = 40_000;
/** Sockets, timers and handles. */
const resourceNoise = 2;

/** The last fifth against the second: the first warms up. CPU time is measured by that of the load, which does the same all the time. */
const maxRatio = { 'median latency': 2, 'p99 latency': 3, 'CPU time of a request': 1.4 };

/** When the load needs so many times more for a request, the processors have become slower, and latency grows faster than that. */
const maxSlowdown = 1.1;

/** Above it latency says more about others than about the service. */
const maxOthersShare = 0.15;

/**
 * The load of the next window: half of the peak, and less while others use the machine so that journeys pile up.
 * @param {number} rate @param {number} full @param {Window} window @returns {number} journeys a second
 */
export function nextRate(rate, full, { inFlight, othersShare }) {
  // A journey takes two seconds at most while nothing is late, but for the few that wait.
  const isBehind = inFlight > 2 * full + 20;
  if (isBehind && othersShare > maxOthersShare) return Math.max(1, rate / 2);
  return Math.min(full, isBehind ? rate : rate * 1.5);
}

/**
 * @param {readonly Window[]} windows at least ten
 * @param {number} leftOver sockets, timers and handles that an idle service has more after the load than before it
 * @param {'memory' | 'table'} store @returns {readonly Finding[]}
 */
export function judge(windows, leftOver, store) {
  const total = (/** @type {(each: Window) => number} */ of) => windows.reduce((sum, each) => sum + of(each), 0);
  const second = windows.slice(Math.floor(windows.length / 2));
  const fifth = Math.floor(windows.length / 5);
  const [early, late] = [windows.slice(fifth, 2 * fifth), windows.slice(-fifth)];
  const isQuiet = [early, late].every((part) => median(part.map((each) => each.othersShare)) <= maxOthersShare);
  const yardstick = (/** @type {Window} */ each) => each.loadMs / each.requests;
  const isAsFast = median(late.map(yardstick)) / median(early.map(yardstick)) <= maxSlowdown;
  const later = second.slice(1);
  const piledUp = perInFlight * Math.max(0, growth(second.map((each) => each.inFlight)));
  const explained = later.reduce(
    (sum, { requests, rows }) => sum + perRequest * requests + perRow[store] * rows,
    piledUp,
  );

  /** @param {string} what @param {(each: Window) => number} of @param {number} bound @returns {Finding} */
  function growing(what, of, bound) {
    const grown = growth(second.map(of));
    const text = (/** @type {number} */ value) => `${(value / 1e6).toFixed(1)} MB`;
    return { what, figure: text(grown), bound: `at most ${text(bound)}`, is: grown <= bound ? 'good' : 'bad' };
  }

  /** @param {keyof typeof maxRatio} what @param {(each: Window) => number} of @param {boolean} isJudged @returns {Finding} */
  function drifting(what, of, isJudged) {
    const ratio = median(late.map(of)) / median(early.map(of));
    const is = ratio <= maxRatio[what] ? 'good' : isJudged ? 'bad' : 'not judged';
    return {
      what: `${what}, last fifth against second`,
      figure: ratio.toFixed(2),
      bound: `at most ${maxRatio[what]}`,
      is,
    };
  }

  /** @param {string} what @param {number} count @returns {Finding} */
  function none(what, count, is = count === 0) {
    return { what, figure: String(count), bound: 'none', is: is ? 'good' : 'bad' };
  }

  /** A service that gets no processor cannot answer in time. @param {string} what @param {(each: Window) => number} of @returns {Finding} */
  function unlessBusy(what, of) {
    const isBad = windows.some((each) => of(each) > 0 && each.othersShare <= maxOthersShare);
    return isBad || total(of) === 0 ? none(what, total(of)) : { ...none(what, total(of)), is: 'not judged' };
  }

  return [
    none(
      'answers of 500 and above, without 503',
      total((each) => each.serverErrors),
    ),
    unlessBusy('journeys that a 503, a broken connection or a long wait ended', (each) => each.unavailable.length),
    none(
      'journeys with another answer than expected',
      total((each) => each.failures.length),
    ),
    unlessBusy('journeys not begun, since too many had not ended', (each) => each.shed),
    growing(
      'heap after a collection, growth in the second half',
      (each) => each.sample.heapUsed,
      heapNoise + explained,
    ),
    growing('resident memory, growth in the second half', (each) => each.sample.rss, rssNoise + explained),
    {
      what: 'sockets, timers and handles left after the load',
      figure: String(leftOver),
      bound: `at most ${resourceNoise}`,
      is: leftOver <= resourceNoise ? 'good' : 'bad',
    },
    drifting('median latency', (each) => each.p50, isQuiet && isAsFast),
    drifting('p99 latency', (each) => each.p99, isQuiet && isAsFast),
    drifting('CPU time of a request', (each) => each.cpuMs / each.loadMs, isQuiet),
  ];
}
