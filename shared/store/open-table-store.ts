// All that a table store needs of the Azure SDK, loaded in one piece.
import type { Deadlines } from '../base/deadlines.ts';
import type { Store } from './store.ts';
import { tableStore } from './table.ts';
import { openTableClient } from './table-client.ts';
import type { TableStorage } from './table-storage.ts';

/** @param isPublic as in `openTableClient` @throws ConfigError */
export async function openTableStore(storage: TableStorage, isPublic: boolean, deadlines: Deadlines): Promise<Store> {
  return tableStore(await openTableClient(storage, isPublic), deadlines);
}
