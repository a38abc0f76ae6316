// Azurite's table service in a separate process. It saves its rows when its IPC channel closes, even if the parent has died.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findShared, shareUrl, takeLock } from './azurite-lock.ts';
import { problemOfTables } from './tables-file.ts';

/** What it tells its parent, once: where the tables are, or in a sentence or two why there are none, and what to do. */
export type AzuriteMessage = { readonly url: string } | { readonly problem: string };

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
const [folder = '', handoverTimeoutMs, ownerTimeoutMs, sharing] = process.argv.slice(2);

const tables = join(folder, 'tables.json');
let isEnding = false;

const isAlone = new Promise<void>((resolve) => process.once('disconnect', resolve));

/** Resolves when the message is sent, or the parent has ended. */
async function tell(message: AzuriteMessage): Promise<void> {
  await new Promise<void>((resolve) => process.send?.(message, () => resolve()));
}

/** @returns false when another Azurite goes on keeping the folder */
async function takeFolder(): Promise<boolean> {
  mkdirSync(folder, { recursive: true });
  const began = Date.now();
  while (!takeLock(folder)) {
    const waitedMs = Date.now() - began;
    if (waitedMs > Number(handoverTimeoutMs)) return false;
    if (waitedMs >= Number(ownerTimeoutMs) && findShared(folder)) return false;
    // At random, so that processes that tried at the same time do not do so again.
    await setTimeout(20 + Math.random() * 40);
  }
  return true;
}

/** Prints the first failure. The rows stay marked as changed, so that each later save includes them. */
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
  return `${tables} cannot be saved (${code}). If the service stops now, grants and revocations since the last save are lost, and revoked tokens work again. Free some disk space; saving is retried.`;
}

/** Long, since a request on a connection that Azurite is closing costs the service a retry. */
const keepAliveSeconds = 600;

// Azurite's start-up script cannot listen on a free port and say which one.
function openServer(): Server {
  const { default: TableServer } = require('azurite/dist/src/table/TableServer');
  const { default: TableConfiguration } = require('azurite/dist/src/table/TableConfiguration');
  return new TableServer(new TableConfiguration('127.0.0.1', 0, keepAliveSeconds, tables, false, false));
}

async function run(): Promise<void> {
  if (!(await takeFolder())) {
    const problem = `Another service or command is using ${folder}. End it, or, if none is running, remove ${join(folder, 'pid-*')}.`;
    return await tell({ problem });
  }
  const damage = problemOfTables(tables);
  if (damage !== undefined) {
    const problem = `${tables}: ${damage}. It was left unchanged: restore a copy, or move it away to start with empty tables.`;
    return await tell({ problem });
  }
  const server = openServer();
  await server.start();
  watchSaves(server.metadataStore.db);
  const url = server.getHttpServerAddress();
  if (sharing === 'shared') shareUrl(folder, url);
  await tell({ url });
  await isAlone;
  isEnding = true;
  await server.close();
}

run().then(
  () => process.exit(0),
  async (thrown) => {
    await tell({ problem: `Azurite does not start (${thrown}).` });
    process.exit(1);
  },
);
