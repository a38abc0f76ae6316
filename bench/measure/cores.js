// Which cores servers and load run on. Without `taskset`, or with one core, the system decides.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const cores = availableParallelism();

export const canPin = cores > 1 && spawnSync('taskset', ['-c', String(cores - 1), 'true']).status === 0;

export const serverCore = cores - 1;
export const loadCore = 0;

/** The command line that runs `command` on a core. @param {number} core @param {string} command @param {readonly string[]} args */
export function pinned(core, command, args) {
  return canPin ? { command: 'taskset', args: ['-c', String(core), command, ...args] } : { command, args: [...args] };
}
