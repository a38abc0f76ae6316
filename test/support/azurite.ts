import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type Azurite, accountKey, startAzurite } from '../../local/azurite.ts';
import type { Store } from '../../shared/store/store.ts';
import { tableStore } from '../../shared/store/table.ts';
import { openTableClient } from '../../shared/store/table-client.ts';
import { patientDeadlines } from './held-deadlines.js';

/** Enough for the files of a worker; in its environment, which holds 128 KiB. */
const accounts = ['devstoreaccount1', ...Array.from({ length: 900 }, (_, index) => `account${index}`)];

export interface TestAzurite extends Azurite {
  /** The connection string of a new account. */
  newAccount(): Pick<Azurite, 'connectionString'>;
}

let ofWorker: Promise<Azurite> | undefined;
let used = 0;

/** An account of a real Azurite that no other test has used. The files of a worker share the Azurite, which ends with it. */
export async function startTestAzurite(): Promise<TestAzurite> {
  ofWorker ??= startAccounts(join(inject('filesFolder'), `azurite-${process.pid}`));
  const { connectionString } = await ofWorker;
  const newAccount = () => {
    const name = accounts[used];
    if (name === undefined) throw new Error('all accounts of this Azurite are used');
    used += 1;
    return { connectionString: connectionString.replaceAll('devstoreaccount1', name) };
  };
  // Nothing to do: the next file goes on with the process, in another account.
  return { ...newAccount(), newAccount, close: async () => {} };
}

async function startAccounts(folder: string): Promise<Azurite> {
  // Its process has the environment of this one.
  process.env.AZURITE_ACCOUNTS = accounts.map((name) => `${name}:${accountKey}`).join(';');
  return startAzurite(folder);
}

/** A separate Azurite for a test that ends it, with its folder. */
export async function startOwnAzurite(): Promise<Azurite> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-azurite-'));
  const azurite = await startAzurite(folder);
  return {
    ...azurite,
    async close() {
      await azurite.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A store in it, whose deadlines never pass. */
export async function openTestStore({ connectionString }: Pick<Azurite, 'connectionString'>): Promise<Store> {
  return tableStore(await openTableClient({ connectionString }, false), patientDeadlines);
}
