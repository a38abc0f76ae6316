// One round of load from the other core: wrk, or autocannon where it is missing. Every answer is checked.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadCore, pinned } from './cores.js';

const run = promisify(execFile);
const here = import.meta.dirname;

/**
 * @typedef {object} Load what is sent, and what every answer must be
 * @property {'GET' | 'POST'} method
 * @property {string} path
 * @property {Readonly<Record<string, string>>} headers
 * @property {string} body in which TOKEN stands for the next token
 * @property {readonly number[]} statuses of which each answer has one
 * @property {string} mark which the body of each answer has
 * @property {readonly (readonly string[])[]} [tokens] for each connection, and two more lists for the answers that are looked at as a whole
 * @property {boolean} [chain] whether the next token is the refresh token of the last answer; otherwise it is the next of `tokens`
 */

/**
 * @typedef {object} Outcome
 * @property {number} requests
 * @property {number} durationUs
 * @property {number} p50Us
 * @property {number} p99Us
 */

/** @typedef {Outcome & { unexpected: number, broken: number, example: string }} Report */

export const connections = 16;

const version = /wrk (\S+)/.exec(spawnSync('wrk', ['-v'], { encoding: 'utf8' }).stdout ?? '')?.[1];

/** For the table. */
export const generator = version ? `wrk ${version}` : 'autocannon';

/** @param {string} origin @param {Load} load @param {number} seconds @returns {Promise<Outcome>} @throws {Error} for any other answer */
export async function sendLoad(origin, load, seconds) {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-load-'));
  try {
    const report = await (version ? withWrk : withAutocannon)(origin, load, seconds, folder);
    const { requests, unexpected, broken, example } = report;
    if (unexpected + broken > 0) {
      throw new Error(
        `${origin}${load.path}: of ${requests} answers ${unexpected} are unexpected (${example}), ${broken} broken`,
      );
    }
    return report;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param {string} origin @param {Load} load @param {number} seconds @param {string} folder @returns {Promise<Report>} */
async function withWrk(origin, load, seconds, folder) {
  const file = join(folder, 'load.lua');
  await writeFile(file, `return ${toLua(load)}`);
  // With a chain of its own, a connection needs a thread: a thread does not tell its script which connection asks.
  const threads = load.tokens ? connections : 1;
  const options = [
    '-t',
    String(threads),
    '-c',
    String(connections),
    '-d',
    `${seconds}s`,
    '-s',
    join(here, 'wrk.lua'),
    '--latency',
    '--timeout',
    '20s',
  ];
  const wrk = pinned(loadCore, 'wrk', [...options, origin + load.path]);
  const { stdout } = await run(wrk.command, wrk.args, { env: { ...process.env, LOAD: file } });
  return JSON.parse(/^result (.*)$/m.exec(stdout)?.[1] ?? '');
}

/** @param {string} origin @param {Load} load @param {number} seconds @param {string} folder @returns {Promise<Report>} */
async function withAutocannon(origin, load, seconds, folder) {
  const file = join(folder, 'load.json');
  await writeFile(file, JSON.stringify({ origin, load, seconds, connections }));
  const node = pinned(loadCore, process.execPath, [join(here, 'autocannon.js'), file]);
  return JSON.parse((await run(node.command, node.args)).stdout);
}

/** @param {unknown} value of JSON @returns {string} */
function toLua(value) {
  if (Array.isArray(value)) return `{${value.map(toLua).join(',')}}`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, each]) => `[${JSON.stringify(name)}]=${toLua(each)}`)
    .join(',')}}`;
}
