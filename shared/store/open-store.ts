import type { Clock } from '../base/clock.ts';
import type { Deadlines } from '../base/deadlines.ts';
import { isLoopback } from '../base/loopback.ts';
import { memoryStore } from './memory.ts';
import type { Store } from './store.ts';
import type { TableStorage } from './table-storage.ts';

/** @throws ConfigError */
export async function openStore(
  { store, issuer }: { readonly store: 'memory' | TableStorage; readonly issuer: string },
  { clock, deadlines }: { readonly clock: Clock; readonly deadlines: Deadlines },
): Promise<Store> {
  if (store === 'memory') return memoryStore(clock);
  // Imported here, so that a start without the table store does not load the Azure SDK.
  const { openTableStore } = await import('./open-table-store.ts');
  return openTableStore(store, !isLoopback(issuer), deadlines);
}
