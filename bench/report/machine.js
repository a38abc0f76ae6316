// What a figure depends on. No names of hosts, users or folders.
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../../build/root.js';
import { canPin } from '../measure/cores.js';
import { connections, generator } from '../measure/load.js';

/** @returns {Readonly<Record<string, string>>} versions of the packages of bench/package.json, by name */
export function peerVersions() {
  return JSON.parse(readFileSync(join(root, 'bench', 'package.json'), 'utf8')).dependencies;
}

/** One sentence each. @param {{ rounds: number, seconds: number }} plan */
export function machineFacts({ rounds, seconds }) {
  const model = cpus()[0]?.model.trim() || 'an unnamed CPU';
  const memoryGib = Math.round(totalmem() / 2 ** 30);
  return [
    `${model}, ${availableParallelism()} cores, ${memoryGib} GiB; ${process.platform} ${process.arch}; Node.js ${process.versions.node}`,
    `${generator}, ${connections} connections; medians of ${rounds} interleaved rounds of ${seconds} s`,
    canPin ? 'each server on one core, the load on another' : 'servers and load share the cores',
  ];
}
