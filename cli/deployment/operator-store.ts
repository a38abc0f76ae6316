// The store that a command works on, open for as long as the command runs.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Azurite, findAzurite, startAzurite } from '../../local/azurite.ts';
import { isRunning } from '../../local/azurite-lock.ts';
import { root } from '../../local/environment.ts';
import { processDeadlines } from '../../shared/base/deadlines.ts';
import type { Store } from '../../shared/store/store.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { remark } from '../terminal/output.ts';
import {
  isAzuriteOfFolder,
  operatorVariables,
  type StoreSettings,
  shownPath,
  storeSettings,
  type Variables,
} from './operator-settings.ts';
import { tellOutcome } from './tell-outcome.ts';

export interface OperatorStore {
  readonly store: Store;
  readonly settings: StoreSettings;
}

const dataFolder = join(root, '.data');
const azuriteFolder = join(dataFolder, 'azurite');
const commandLock = join(dataFolder, 'command');

/**
 * Opens the store, says on the standard error which one it is, and closes it when the work is done.
 * @param whenUnknown what to do when the answer to a change is lost: a sentence
 * @throws what `work` throws; CommandError when the store gives no answer; SettingsError, StartError
 */
export async function withStore<T>(
  work: (opened: OperatorStore) => Promise<T>,
  whenUnknown = 'Run the command again.',
): Promise<T> {
  return withStoreOf(await operatorVariables(), (opened) =>
    tellOutcome(opened.store, whenUnknown, (store) => work({ ...opened, store })),
  );
}

/** The same, of settings that are read already. @throws what `work` throws; SettingsError, StartError, CommandError */
export async function withStoreOf<T>(variables: Variables, work: (opened: OperatorStore) => Promise<T>): Promise<T> {
  if (!isAzuriteOfFolder(variables)) {
    const settings = storeSettings(variables);
    const { store, url } = await open(settings);
    remark(`store: ${url}`);
    return work({ store, settings });
  }
  const { connectionString, close } = await azuriteOfFolder();
  try {
    const settings = storeSettings({ ...variables, GRANTS_STORAGE: connectionString });
    const { store } = await open(settings);
    remark(`store: the Azurite of ${shownPath(azuriteFolder)}`);
    return await work({ store, settings });
  } finally {
    await close();
  }
}

async function open({ store }: StoreSettings): Promise<{ readonly store: Store; readonly url: string }> {
  // The Azure SDK is loaded where it is used.
  const [{ openTableClient }, { tableStore }] = await Promise.all([
    import('../../shared/store/table-client.ts'),
    import('../../shared/store/table.ts'),
  ]);
  const client = await openTableClient(store, false);
  // A query of the URL would be a shared access signature.
  const { origin, pathname } = new URL(client.url);
  const deadlines = processDeadlines();
  const patient = { ...deadlines, storeTimeoutMs: deadlines.operatorStoreTimeoutMs };
  return { store: tableStore(client, patient), url: origin + pathname.replace(/\/$/, '') };
}

/** That of a running service; else one for the time of the command. */
async function azuriteOfFolder(): Promise<Azurite> {
  for (const end = Date.now() + processDeadlines().otherCommandTimeoutMs; Date.now() < end; await setTimeout(50)) {
    // It ends with the command that has started it: another one does not rely on it.
    if (isAnotherCommandAtWork()) continue;
    const connectionString = findAzurite(azuriteFolder);
    if (connectionString !== undefined) return { connectionString, close: async () => {} };
    if (!takeCommandLock()) continue;
    const release = () => rmSync(commandLock, { force: true });
    process.once('exit', release);
    const azurite = await startAzurite(azuriteFolder);
    return {
      ...azurite,
      async close() {
        await azurite.close();
        release();
      },
    };
  }
  throw new CommandError(
    `Another command is using the Azurite of this folder. If no command is running, remove ${commandLock}.`,
  );
}

/** @returns whether no other command has it. @throws CommandError when the folder cannot be written */
function takeCommandLock(): boolean {
  makeDataFolder();
  try {
    writeFileSync(commandLock, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    throw notWritable(cause);
  }
}

function makeDataFolder(): void {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw notWritable(cause);
  }
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}

function notWritable(cause: unknown): CommandError {
  return new CommandError(
    `${shownPath(dataFolder)} cannot be written (${codeOf(cause)}): without GRANTS_STORAGE a command starts the Azurite of that folder. Give this user write access, free some disk space, or set GRANTS_STORAGE to the store of a deployment.`,
    { cause },
  );
}

function isAnotherCommandAtWork(): boolean {
  let owner: string;
  try {
    owner = readFileSync(commandLock, 'utf8');
  } catch {
    return false;
  }
  if (isRunning(Number(owner))) return true;
  // Empty: it was made this very moment.
  if (owner !== '') rmSync(commandLock, { force: true });
  return owner === '';
}
