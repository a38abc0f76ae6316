// The embedded Azurite: the table store of a laptop, whose rows outlive the service.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { type Deadlines, processDeadlines } from '../shared/base/deadlines.ts';
import { isStorageNamed } from '../shared/settings/storage-settings.ts';
import { findShared } from './azurite-lock.ts';
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

/** Whether the store is a table, and no setting names a table service. */
export function needsAzurite(variables: Readonly<Record<string, string | undefined>>): boolean {
  return variables.STORE === 'table' && !isStorageNamed(variables);
}

interface AzuriteOptions {
  /** Of the handover, when another one keeps the folder. */
  readonly deadlines?: Pick<Deadlines, 'azuriteHandoverTimeoutMs' | 'azuriteOwnerTimeoutMs'>;
  /** Whether `findAzurite` finds it; others wait for one that is not shared. */
  readonly isShared?: boolean;
}

/** Azurite's own, known to everybody. */
const account = 'devstoreaccount1';
export const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Saves and ends when this process does, `kill -9` included. @throws StartError when another keeps the folder, or none starts */
export async function startAzurite(
  folder: string,
  { deadlines = processDeadlines(), isShared = true }: AzuriteOptions = {},
): Promise<Azurite> {
  const timeouts = [deadlines.azuriteHandoverTimeoutMs, deadlines.azuriteOwnerTimeoutMs].map(String);
  const child = fork(join(root, 'out', 'azurite-process.js'), [folder, ...timeouts, isShared ? 'shared' : 'own'], {
    // In a separate process group: Ctrl-C reaches only this process, which then closes it.
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = new Promise<number | null>((resolve) =>
    child.once('exit', resolve).once('error', () => resolve(null)),
  );
  const message = await new Promise<AzuriteMessage>((resolve) => {
    child.once('message', (told: AzuriteMessage) => resolve(told));
    void exited.then((code) => resolve({ problem: `Azurite does not start (exit code ${code}).` }));
  });
  if ('problem' in message) {
    await exited;
    throw new StartError(`${message.problem} To do without: STORE=memory npm start`);
  }
  return {
    connectionString: connectionStringOf(message.url),
    async close() {
      if (child.connected) child.disconnect();
      const code = await exited;
      if (code !== 0)
        throw new StartError(
          `Changes to ${join(folder, 'tables.json')} may be lost: Azurite exited with code ${code}.`,
        );
    },
  };
}

/** The connection string of the Azurite that a service of this folder has started; undefined when none runs there. */
export function findAzurite(folder: string): string | undefined {
  const shared = findShared(folder);
  return shared && connectionStringOf(shared.url);
}

function connectionStringOf(url: string): string {
  return `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};TableEndpoint=${url}/${account}`;
}
