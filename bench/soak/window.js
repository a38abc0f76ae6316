import { othersShare } from './machine.js';
import { quantile } from './statistics.js';

/** @typedef {{ readonly sample: import('./probe.js').Sample, readonly machine: import('./machine.js').MachineTime }} Moment */

/** @param {import('./load.js').Tally} tally @param {Moment} from @param {Moment} to @param {number} inFlight @returns {import('./verdict.js').Window} */
export function windowOf({ requests, latencies, rows, statuses, failures, unavailable, shed }, from, to, inFlight) {
  const bad = [...statuses].filter(([status]) => status >= 500 && status !== 503);
  return {
    requests,
    rows,
    failures,
    unavailable,
    shed,
    inFlight,
    serverErrors: bad.reduce((sum, [, count]) => sum + count, 0),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpuMs: to.sample.cpuMs - from.sample.cpuMs,
    loadMs: to.machine.loadMs - from.machine.loadMs,
    othersShare: othersShare(from.machine, to.machine),
    sample: to.sample,
  };
}
