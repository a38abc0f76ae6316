// The embedded Azurite: the table store of a laptop, whose rows outlive the service.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Deadlines, processDeadlines } from '../shared/base/deadlines.ts';
import { isStorageNamed } from '../shared/settings/storage-settings.ts';
import { isRunning, readLock } from './azurite-lock.ts';
import type { AzuriteMessage } from './azurite-process.ts';
import { root } from './environment.ts';
import { StartError } from './start-error.ts';

export interface Azurite {
  readonly connectionString: string;
  /** Saves what it has and ends. @throws StartError when it could not save */
  close(): Promise<void>;
}

/** Where `npm start` keeps grants, and `npm run func` with STORE=table. */
export const grantsFolder = join(root, '.data', 'azurite');

/** Whether grants are to be kept in tables, and nothing says which. */
export function needsAzurite(variables: Readonly<Record<string, string | undefined>>): boolean {
  return variables.STORE === 'table' && !isStorageNamed(variables);
}

type HandoverDeadlines = Pick<Deadlines, 'azuriteHandoverTimeoutMs' | 'azuriteOwnerTimeoutMs'>;

/** Azurite's own, known to everybody. */
const account = 'devstoreaccount1';
export const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Starts its table service on a free port of this machine. It ends, and saves what it has, when this process does,
 * `kill -9` included.
 * @param folder where its data are; made when it is missing
 * @param deadlines of the handover, when another one keeps the folder
 * @throws StartError when another one keeps the folder, or it does not start
 */
export async function startAzurite(
  folder: string,
  { azuriteHandoverTimeoutMs, azuriteOwnerTimeoutMs }: HandoverDeadlines = processDeadlines(),
): Promise<Azurite> {
  const timeouts = [azuriteHandoverTimeoutMs, azuriteOwnerTimeoutMs].map(String);
  const child = fork(join(root, 'out', 'azurite-process.js'), [folder, ...timeouts], {
    // In a process group of its own: Ctrl-C reaches this process alone, which then closes it.
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const message = await new Promise<AzuriteMessage>((resolve) => {
    child.once('message', (told: AzuriteMessage) => resolve(told));
    child.once('error', (error) => resolve({ failed: error.message }));
    child.once('exit', (code) => resolve({ failed: `exit code ${code}` }));
  });
  if ('busy' in message) {
    throw new StartError(
      `Another service keeps its data in ${folder}. End it, or do without: STORE=memory npm start (if none runs, remove ${message.busy})`,
    );
  }
  if ('broken' in message) {
    await exited;
    throw new StartError(
      `${message.broken}. It is left as it is: put back a copy, or move it away, which forgets what was granted. To do without: STORE=memory npm start`,
    );
  }
  if ('failed' in message) {
    throw new StartError(`Azurite does not start (${message.failed}). To do without it: STORE=memory npm start`);
  }
  return {
    connectionString: connectionStringOf(message.url),
    async close() {
      if (child.connected) child.disconnect();
      const [code] = await exited;
      if (code !== 0)
        throw new StartError(`${join(folder, 'tables.json')} may not be saved: Azurite ended with ${code}.`);
    },
  };
}

/**
 * The one that a service on this machine has started, for other processes beside it.
 * @param folder where its rows are
 * @returns a connection string; undefined when none runs there
 */
export function findAzurite(folder: string): string | undefined {
  const { owner, parent, url } = readLock(folder);
  // Without its service it is about to end.
  return url !== undefined && isRunning(owner) && isRunning(parent) ? connectionStringOf(url) : undefined;
}

function connectionStringOf(url: string): string {
  return `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};TableEndpoint=${url}/${account}`;
}
