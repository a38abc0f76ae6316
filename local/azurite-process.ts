// Azurite's table service in a process of its own, started by azurite.ts with an IPC channel. It saves what it has when that
// channel closes: when the parent asks for it, and when the parent has died in whatever way.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isRunning, lockFile, publishUrl, readLock, removeStaleLock, takeLock } from './azurite-lock.ts';
import { problemOfTables } from './tables-file.ts';

/** What it tells its parent, once. */
export type AzuriteMessage =
  | { readonly url: string }
  | { readonly busy: string }
  | { readonly broken: string }
  | { readonly failed: string };

interface Server {
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
  readonly metadataStore: { readonly db: Database };
}

/** That of LokiJS. */
interface Database {
  readonly collections: readonly { dirty: boolean }[];
  readonly persistenceAdapter: {
    saveDatabase(name: string, content: string, done: (error?: Error | null) => void): void;
  };
}

const require = createRequire(import.meta.url);
const [folder = '', handoverTimeoutMs, ownerTimeoutMs] = process.argv.slice(2);

const tables = join(folder, 'tables.json');
let isEnding = false;

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

/** The first failure is told; the rows stay marked as changed, so that each save from then on tries again. */
function watchSaves({ collections, persistenceAdapter: adapter }: Database): void {
  const save = adapter.saveDatabase.bind(adapter);
  let isFailing = false;
  adapter.saveDatabase = (name, content, done) =>
    save(name, content, (error) => {
      if (error) {
        for (const collection of collections) collection.dirty = true;
        if (!isFailing) console.error(unsaved(error));
      } else if (isFailing) {
        console.error(`${tables} is saved again.`);
      }
      isFailing = Boolean(error);
      done(isEnding ? error : undefined);
    });
}

function unsaved({ message }: Error): string {
  const code = /\bE[A-Z]+\b/.exec(message)?.[0] ?? message;
  return `${tables} cannot be saved (${code}): what was granted and revoked since then is lost when this ends, and what was revoked works again. Make room on the disk; it tries again.`;
}

/** A connection that it closes while the other end sends costs a request its repeat: it keeps those of a service at work. */
const keepAliveSeconds = 600;

// Its own start-up script takes no free port, and does not say which one it has.
function openServer(): Server {
  const { default: TableServer } = require('azurite/dist/src/table/TableServer');
  const { default: TableConfiguration } = require('azurite/dist/src/table/TableConfiguration');
  return new TableServer(new TableConfiguration('127.0.0.1', 0, keepAliveSeconds, tables, false, false));
}

async function run(): Promise<void> {
  if (!(await takeFolder())) return await tell({ busy: lockFile(folder) });
  const problem = problemOfTables(tables);
  if (problem !== undefined) return await tell({ broken: `${tables}: ${problem}` });
  const server = openServer();
  await server.start();
  watchSaves(server.metadataStore.db);
  const url = server.getHttpServerAddress();
  publishUrl(folder, url);
  await tell({ url });
  await isAlone;
  isEnding = true;
  await server.close();
}

run().then(
  () => process.exit(0),
  async (thrown) => {
    await tell({ failed: String(thrown) });
    process.exit(1);
  },
);
