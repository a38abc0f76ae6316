// Azurite's table service in a process of its own, started by azurite.ts with an IPC channel. It saves what it has when that
// channel closes: when the parent asks for it, and when the parent has died in whatever way.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isRunning, lockFile, publishUrl, readLock, removeStaleLock, takeLock } from './azurite-lock.ts';

/** What it tells its parent, once. */
export type AzuriteMessage = { readonly url: string } | { readonly busy: string } | { readonly failed: string };

interface Server {
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
}

const require = createRequire(import.meta.url);
const [folder = '', handoverTimeoutMs, ownerTimeoutMs] = process.argv.slice(2);

const isAlone = new Promise<void>((resolve) => process.once('disconnect', resolve));

/** Resolves when it is sent, or nobody is left to be told. */
async function tell(message: AzuriteMessage): Promise<void> {
  await new Promise<void>((resolve) => process.send?.(message, () => resolve()));
}

/** Once the one before has ended, unless its service lives. */
async function takeFolder(): Promise<boolean> {
  mkdirSync(folder, { recursive: true });
  const began = Date.now();
  for (; Date.now() < began + Number(handoverTimeoutMs); await setTimeout(20)) {
    if (takeLock(folder)) return true;
    const { owner, parent } = readLock(folder);
    if (!isRunning(owner)) removeStaleLock(folder);
    else if (isRunning(parent) && Date.now() >= began + Number(ownerTimeoutMs)) return false;
  }
  return false;
}

// Its own start-up script takes no free port, and does not say which one it has.
function openServer(): Server {
  const { default: TableServer } = require('azurite/dist/src/table/TableServer');
  const { default: TableConfiguration } = require('azurite/dist/src/table/TableConfiguration');
  return new TableServer(new TableConfiguration('127.0.0.1', 0, undefined, join(folder, 'tables.json'), false, false));
}

async function run(): Promise<void> {
  if (!(await takeFolder())) return await tell({ busy: lockFile(folder) });
  const server = openServer();
  await server.start();
  const url = server.getHttpServerAddress();
  publishUrl(folder, url);
  await tell({ url });
  await isAlone;
  await server.close();
}

run().then(
  () => process.exit(0),
  async (thrown) => {
    await tell({ failed: String(thrown) });
    process.exit(1);
  },
);
