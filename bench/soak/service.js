// The built service in a process and a folder of its own, started as `npm start` does it: with the clients of the load in place
// of the demo clients, and with the user of the demo.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, cpSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { root } from '../../build/root.js';

/** @typedef {import('./probe.js').Sample} Sample */

/**
 * @typedef {object} Service
 * @property {string} url also the issuer
 * @property {number} pid
 * @property {() => Promise<Sample>} sample after a full garbage collection
 * @property {() => string} log what is left of it
 * @property {() => Promise<void>} close
 */

/** The log of a long run would fill a disk. */
const maxLogBytes = 32_000_000;

const probe = fileURLToPath(new URL('probe.js', import.meta.url));

/**
 * @param {readonly object[]} clients
 * @param {Readonly<Record<string, string>>} settings
 * @param {readonly string[]} nodeFlags
 * @returns {Promise<Service>}
 */
export async function startService(clients, settings, nodeFlags = []) {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-soak-'));
  const file = join(folder, 'service.log');
  const log = openSync(file, 'a');
  for (const name of ['out', 'dist', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await mkdir(join(folder, 'local'));
  await writeFile(join(folder, 'local', 'demo-clients.json'), JSON.stringify(clients));
  const node = [...nodeFlags, '--import', pathToFileURL(probe).href, join(folder, 'out', 'start.js')];
  const child = spawn(process.execPath, node, {
    // Nothing of this machine's environment but where programs and temporary files are.
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, PORT: '0', DEMO_PORT: '0', LOG: 'json', ...settings },
    stdio: ['ignore', 'pipe', log, 'ipc'],
  });
  closeSync(log);
  const exited = once(child, 'exit');
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);

  async function remove() {
    process.off('exit', kill);
    await rm(folder, { recursive: true, force: true });
  }

  const url = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ more) => {
      text += more;
      const [, found] = /(http:\/\/localhost:\d+)\/token[\s\S]*^Ctrl-C/m.exec(text) ?? [];
      if (found) resolve(found);
    });
    void exited.then(() => reject(new Error(`The service did not start:\n${text}${readFileSync(file, 'utf8')}`)));
  }).catch(async (cause) => {
    await remove();
    throw cause;
  });

  return {
    url,
    pid: child.pid ?? 0,
    async sample() {
      if (statSync(file).size > maxLogBytes) truncateSync(file);
      const answered = Promise.race([
        once(child, 'message'),
        exited.then(([code, signal]) => {
          throw new Error(
            `The service ended by itself (${signal ?? code}):\n${readFileSync(file, 'utf8').slice(-4000)}`,
          );
        }),
      ]);
      child.send('sample');
      const [sample] = await answered;
      return sample;
    },
    log: () => readFileSync(file, 'utf8'),
    async close() {
      child.kill('SIGTERM');
      await exited;
      await remove();
    },
  };
}
