import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzurite } from '../../../local/azurite.ts';
import { tableStore } from '../../../shared/store/table.ts';
import { openTableClient } from '../../../shared/store/table-client.ts';
import { storeContract } from './contract.ts';

storeContract('table', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-azurite-'));
  const azurite = await startAzurite(folder);
  return {
    store: tableStore(await openTableClient(azurite, false)),
    async close() {
      await azurite.close();
      await rm(folder, { recursive: true });
    },
  };
});
