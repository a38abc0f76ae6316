// The Azurite of a laptop, in a folder of its own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../build/root.js';

/** Azurite's own, known to everybody. */
const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** @param {string} folder @returns {Promise<{ readonly storage: string, close(): Promise<void> }>} `storage`: its connection string */
export async function startAzurite(folder) {
  const child = fork(join(root, 'out', 'azurite-process.js'), [folder, '0', '0', 'own'], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const [message] = await Promise.race([once(child, 'message'), exited.then(() => [{ problem: 'it has ended' }])]);
  if ('problem' in message) throw new Error(`Azurite does not start: ${message.problem}`);
  return {
    storage: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};TableEndpoint=${message.url}/${account}`,
    /** Saves its rows. */
    async close() {
      child.disconnect();
      await exited;
    },
  };
}
