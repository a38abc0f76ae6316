// A CPU profile of Tessera under load.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sendLoad } from './load.js';
import { startServer } from './server-process.js';
import { tessera } from './servers.js';

/** @typedef {{ readonly functionName: string, readonly url: string, readonly lineNumber: number, readonly columnNumber: number }} CallFrame lines and columns from 0 */
/** @typedef {{ readonly id: number, readonly callFrame: CallFrame, readonly children?: readonly number[] }} ProfileNode */
/** @typedef {{ readonly nodes: readonly ProfileNode[], readonly samples: readonly number[], readonly timeDeltas: readonly number[] }} Profile time in microseconds */

const intervalUs = 200;

/**
 * @param {import('./load.js').Load} load @param {number} seconds
 * @param {string} folder of the run @param {string} target folder of the profile
 * @returns {Promise<{ file: string, profile: Profile }>}
 */
export async function profileTessera(load, seconds, folder, target) {
  await mkdir(target, { recursive: true });
  const before = new Set(await readdir(target));
  const options = ['--cpu-prof', '--cpu-prof-interval', String(intervalUs), '--cpu-prof-dir', target];
  const running = await startServer(tessera, folder, options);
  try {
    await sendLoad(running.origin, load, seconds);
  } finally {
    await running.stop();
  }
  const name = (await readdir(target)).find((each) => !before.has(each) && each.endsWith('.cpuprofile'));
  if (name === undefined) throw new Error('Node.js wrote no profile');
  const file = join(target, name);
  return { file, profile: JSON.parse(await readFile(file, 'utf8')) };
}
