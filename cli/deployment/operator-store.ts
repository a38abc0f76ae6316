// The store of a command, open while the command runs.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Azurite, findAzurite, startAzurite } from '../../local/azurite.ts';
import { root } from '../../local/environment.ts';
import { codeOf } from '../../local/listen.ts';
import { processDeadlines } from '../../shared/base/deadlines.ts';
import type { Store } from '../../shared/store/store.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { remark } from '../terminal/output.ts';
import {
  displayPath,
  isAzuriteOfFolder,
  operatorVariables,
  type StoreSettings,
  storeSettings,
  type Variables,
} from './operator-settings.ts';
import { reportOutcome } from './report-outcome.ts';

export interface OperatorStore {
  readonly store: Store;
  readonly settings: StoreSettings;
}

const dataFolder = join(root, '.data');
const azuriteFolder = join(dataFolder, 'azurite');

/** `whenUnknown` says what to do when the answer to a change is lost. @throws as `withStoreOf`, CommandError then */
export async function withStore<T>(
  work: (opened: OperatorStore) => Promise<T>,
  whenUnknown = 'Run the command again.',
): Promise<T> {
  return withStoreOf(await operatorVariables(), (opened) =>
    reportOutcome(opened.store, whenUnknown, (store) => work({ ...opened, store })),
  );
}

/** Prints the name of the store to stderr, and closes it. @throws what `work` throws; ConfigError, StartError, CommandError */
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
    remark(`store: the Azurite of ${displayPath(azuriteFolder)}`);
    return await work({ store, settings });
  } finally {
    await close();
  }
}

async function open({ store }: StoreSettings): Promise<{ readonly store: Store; readonly url: string }> {
  // The Azure SDK is loaded only when it is used.
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

/** The Azurite of a running service, or one for this command only. Concurrent commands take turns. */
async function azuriteOfFolder(): Promise<Azurite> {
  const running = azuriteOfService();
  if (running) return running;
  makeFolder();
  const deadlines = processDeadlines();
  return startAzurite(azuriteFolder, {
    deadlines: { ...deadlines, azuriteHandoverTimeoutMs: deadlines.otherCommandTimeoutMs },
    // It stops with this command, so other commands must not use it.
    isShared: false,
  }).catch((thrown: unknown) => {
    // A service may have started while this command waited for another.
    const started = azuriteOfService();
    if (started) return started;
    throw thrown;
  });
}

function azuriteOfService(): Azurite | undefined {
  const connectionString = findAzurite(azuriteFolder);
  return connectionString === undefined ? undefined : { connectionString, async close() {} };
}

/** @throws CommandError when it cannot be made */
function makeFolder(): void {
  // One by one: a recursive mkdir of Node.js never returns in folders that take no entries, such as /proc.
  for (const folder of [dataFolder, azuriteFolder]) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (cause) {
      if (codeOf(cause) === 'EEXIST') continue;
      throw new CommandError(
        `${displayPath(dataFolder)} cannot be written (${codeOf(cause)}): without GRANTS_STORAGE a command starts the Azurite of that folder. Give this user write access, free some disk space, or set GRANTS_STORAGE to the store of a deployment.`,
        { cause },
      );
    }
  }
}
