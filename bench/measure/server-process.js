// A server in a process of its own on its own core, and what that process has used.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { root } from '../../build/root.js';
import { pinned, serverCore } from './cores.js';
import { copyBuild } from './tessera-folder.js';

/** @typedef {{ readonly cpuUs: number, readonly residentBytes: number }} Usage microseconds of CPU since the start */

/**
 * @typedef {object} Server
 * @property {string} name
 * @property {string} title
 * @property {readonly string[]} args of Node.js; a path is absolute, or of a copy of the build
 * @property {Readonly<Record<string, string>>} [env]
 * @property {boolean} [needsCopy] runs in a copy of the build, with the clients of the load
 */

/** @typedef {{ readonly origin: string, usage(): Promise<Usage>, stop(): Promise<void> }} RunningServer */

const startTimeoutMs = 60_000;
const lookIntervalMs = 100;

/** @param {Server} server @param {string} folder for its log @param {readonly string[]} nodeOptions @returns {Promise<RunningServer>} once it answers */
export async function startServer({ name, args, env = {}, needsCopy }, folder, nodeOptions = []) {
  const port = await findFreePort();
  const own = needsCopy ? await copyBuild(await mkdtemp(join(folder, `${name}-`))) : root;
  const logFile = join(folder, `${name}.log`);
  const log = openSync(logFile, 'w');
  const preload = pathToFileURL(join(root, 'bench', 'measure', 'report-usage.js')).href;
  const node = pinned(serverCore, process.execPath, [...nodeOptions, '--import', preload, ...args]);
  const child = spawn(node.command, node.args, {
    cwd: own,
    env: {
      ...withoutNpm(process.env),
      KEYS_FILE: join(folder, 'keys.json'),
      CLIENTS_FILE: join(own, 'local', 'demo-clients.json'),
      ...env,
      PORT: String(port),
    },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const ended = once(child, 'exit');
  const origin = `http://127.0.0.1:${port}`;
  await answers(origin, () => {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${readFileSync(logFile, 'utf8').slice(-2000)}`);
  });
  return {
    origin,
    async usage() {
      child.send('usage');
      const [usage] = await once(child, 'message');
      return usage;
    },
    async stop() {
      child.kill('SIGTERM');
      await Promise.race([ended, setTimeout(5000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
      await ended;
    },
  };
}

/** Under npm, the local host watches its parent. @param {NodeJS.ProcessEnv} environment */
function withoutNpm(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('npm_')));
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

/** @param {string} origin @param {() => void} check throws when the process has ended */
async function answers(origin, check) {
  for (let waited = 0; waited < startTimeoutMs; waited += lookIntervalMs) {
    check();
    try {
      await fetch(`${origin}/jwks`).then((response) => response.arrayBuffer());
      return;
    } catch {
      await setTimeout(lookIntervalMs);
    }
  }
  throw new Error(`${origin} does not answer`);
}
