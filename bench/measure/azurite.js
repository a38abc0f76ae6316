// Azurite's table service in a process and a folder of its own, beside the load: it stands for Azure Storage, which is elsewhere.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../build/root.js';
import { loadCore, pinned } from './cores.js';

/** Azurite's own, known to everybody. */
const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Milliseconds that it waits for another one in its folder. */
const waits = ['1000', '1000'];

/** @param {string} folder @returns {Promise<{ connectionString: string, stop(): Promise<void> }>} */
export async function startAzurite(folder) {
  const script = join(root, 'out', 'azurite-process.js');
  const rows = await mkdtemp(join(folder, 'azurite-'));
  const node = pinned(loadCore, process.execPath, [script, rows, ...waits, 'own']);
  const child = spawn(node.command, node.args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  const [{ url, problem }] = await once(child, 'message');
  if (problem !== undefined) throw new Error(problem);
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};TableEndpoint=${url}/${account}`,
    async stop() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
