import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Azurite, accountKey, startAzurite } from '../../local/azurite.ts';
import type { Store } from '../../shared/store/store.ts';
import { tableStore } from '../../shared/store/table.ts';
import { openTableClient } from '../../shared/store/table-client.ts';
import { patientDeadlines } from './held-deadlines.js';

/** More than one file has tests. */
const accounts = ['devstoreaccount1', ...Array.from({ length: 200 }, (_, index) => `account${index}`)];

export interface TestAzurite extends Azurite {
  /** The connection string of another account, which nobody has used: what a test before has left is not in it. */
  newAccount(): Pick<Azurite, 'connectionString'>;
}

/** A real Azurite, empty, for one test file; its folder goes with it. */
export async function startTestAzurite(): Promise<TestAzurite> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-azurite-'));
  // Its process has the environment of this one.
  process.env.AZURITE_ACCOUNTS = accounts.map((name) => `${name}:${accountKey}`).join(';');
  const azurite = await startAzurite(folder);
  let used = 0;
  return {
    ...azurite,
    newAccount() {
      used += 1;
      const name = accounts[used];
      if (name === undefined) throw new Error('all accounts of this Azurite are used');
      return { connectionString: azurite.connectionString.replaceAll('devstoreaccount1', name) };
    },
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
