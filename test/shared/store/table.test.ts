import { tableStore } from '../../../shared/store/table.ts';
import { openTableClient } from '../../../shared/store/table-client.ts';
import { startTestAzurite } from '../../support/azurite.ts';
import { storeContract } from './contract.ts';

storeContract('Azure tables, on Azurite', async () => {
  const azurite = await startTestAzurite();
  return { store: tableStore(await openTableClient(azurite, false)), close: azurite.close };
});
