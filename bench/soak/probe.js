// Loaded before the service, into its process: looks at that process when it is asked to. The service runs with the flags of Node
// that it always has.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * @typedef {object} Sample bytes, unless it says otherwise
 * @property {number} rss before the collection
 * @property {number} heapUsed after it
 * @property {number} external after it
 * @property {number} resources sockets, timers and handles that are open
 * @property {number} cpuMs of all threads since the start
 * @property {number} loopDelayMaxMs since the last sample
 * @property {number} atMs since the start
 */

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
setFlagsFromString('--no-expose-gc');

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

process.on('message', (asked) => {
  if (asked !== 'sample') return;
  const { rss } = process.memoryUsage();
  const loopDelayMaxMs = delay.max / 1e6;
  // The collection is of the soak, not of the service.
  delay.disable();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  /** @type {Sample} */
  const sample = {
    rss,
    heapUsed,
    external,
    resources: process.getActiveResourcesInfo().length,
    cpuMs: (user + system) / 1000,
    loopDelayMaxMs,
    atMs: performance.now(),
  };
  delay.reset();
  delay.enable();
  process.send?.(sample);
});
// The channel alone keeps no process running.
process.channel?.unref();
