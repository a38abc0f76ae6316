import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { root } from '../../build/root.js';

/** Seconds. @typedef {{ readonly cpu: number, readonly wall: number, readonly output: string }} Used */

const reporter = pathToFileURL(join(import.meta.dirname, 'report-cpu.js')).href;

/**
 * @param {readonly string[]} args of Node
 * @param {Readonly<Record<string, string>>} env beside PATH
 * @returns {Promise<Used>}
 * @throws Error when it does not end with 0
 */
export async function runNode(args, env = {}) {
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', reporter, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [[code], output = '', errors, used] = await Promise.all([
    once(child, 'close'),
    ...child.stdio.slice(1).map((stream) => text(/** @type {import('node:stream').Readable} */ (stream))),
  ]);
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}:\n${errors}`);
  return { cpu: Number(used) / 1e6, wall: (performance.now() - began) / 1000, output };
}

/** As `npm run tessera` does it, without the start of npm. @param {readonly string[]} args @param {Readonly<Record<string, string>>} env */
export function runCommand(args, env) {
  return runNode(['build/command-line.js', ...args], env);
}

/** @param {number} rounds @param {() => Promise<Used>} run @returns {Promise<Used>} of the round in the middle */
export async function medianOf(rounds, run) {
  /** @type {Used[]} */
  const all = [];
  while (all.length < rounds) all.push(await run());
  return all.toSorted((a, b) => a.cpu - b.cpu)[rounds >> 1] ?? { cpu: 0, wall: 0, output: '' };
}
