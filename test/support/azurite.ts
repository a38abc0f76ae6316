import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import type { Store } from '../../shared/store/store.ts';
import { tableStore } from '../../shared/store/table.ts';
import { openTableClient } from '../../shared/store/table-client.ts';
import { patientDeadlines } from './held-deadlines.js';

/** A real Azurite, empty, for one test file; its folder goes with it. */
export async function startTestAzurite(): Promise<Azurite> {
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
