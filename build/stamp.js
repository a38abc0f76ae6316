// Whether a build is as its sources are now: after each build a stamp lists the files that it read and wrote.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.js';

/**
 * What a build reads beside the sources that esbuild lists: its own code, and what decides where an import leads. npm writes
 * the hidden lock whenever it changes node_modules.
 */
function alwaysRead() {
  const own = readdirSync(join(root, 'build')).map((name) => `build/${name}`);
  return [...own, 'package.json', 'tsconfig.json', 'node_modules/.package-lock.json'];
}

/** A file that changed so shortly before a build may change again without another time: file systems count in ticks. */
const tickMs = 20;

/** @typedef {Readonly<Record<string, string>>} Marks the state of each file, by its path from the root */

/** @param {'cli' | 'all'} what @returns {boolean} false when anything is unsure */
export function isFresh(what) {
  try {
    /** @type {Marks} */
    const marks = JSON.parse(readFileSync(stampFile(what), 'utf8'));
    const isSame = Object.entries(marks).every(([file, mark]) => markOf(file) === mark);
    return isSame && alwaysRead().every((file) => file in marks);
  } catch {
    return false;
  }
}

/**
 * Without a stamp, the next command builds again.
 * @param {'cli' | 'all'} what
 * @param {{ inputs: readonly string[], outputs: readonly string[], beganAt: number }} built `beganAt`: milliseconds since the epoch
 */
export function writeStamp(what, { inputs, outputs, beganAt }) {
  const read = [...alwaysRead(), ...inputs.filter(isFile)];
  const marks = Object.fromEntries([...read, ...outputs].map((file) => [file, markOf(file)]));
  rmSync(stampFile(what), { force: true });
  if (read.some((file) => changedAt(file) >= beganAt - tickMs)) return;
  const draft = `${stampFile(what)}.${process.pid}.draft`;
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(draft, JSON.stringify(marks));
  renameSync(draft, stampFile(what));
}

/** Others are made by a plugin. */
function isFile(/** @type {string} */ input) {
  return !/^[\w-]{2,}:/.test(input) && !input.startsWith('<');
}

function stampFile(/** @type {string} */ what) {
  return join(root, 'out', `${what}.stamp`);
}

/** @param {string} file @returns {string} another one for any change, also where a tool keeps the time of a file */
function markOf(file) {
  const { mtimeMs, ctimeMs, size } = statSync(join(root, file));
  return `${mtimeMs} ${ctimeMs} ${size}`;
}

function changedAt(/** @type {string} */ file) {
  const { mtimeMs, ctimeMs } = statSync(join(root, file));
  return Math.max(mtimeMs, ctimeMs);
}
