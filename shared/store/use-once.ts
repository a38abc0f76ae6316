// Marks something as used, for all instances. For client assertions, DPoP proofs and whatever else works once.
import { utcDay } from '../base/clock.ts';
import { randomText } from '../base/random-text.ts';
import { type Kind, namedPartition } from './partition.ts';
import type { Store } from './store.ts';

/** The only row of its partition. */
const usedRowName = 'used';

/** Seconds. The clocks of instances differ, so a row outlives what it marks. */
const clockTolerance = 120;

/**
 * True for exactly one caller, on any instance, until `endsAt`. One round trip, unless it was used before.
 * @param name identifies it within its kind; stored as a hash
 * @param endsAt seconds since the epoch: when it stops working by itself. It must be the same for every use
 * @throws StoreUnavailableError: it may or may not be marked as used
 */
export async function useOnce(
  kind: Kind,
  name: string,
  endsAt: number,
  { store }: { readonly store: Store },
): Promise<boolean> {
  const partition = namedPartition(kind, name, utcDay(endsAt + clockTolerance));
  const by = randomText(12);
  if ((await store.commit(partition, [{ insert: usedRowName, values: { by } }])) === 'committed') return true;
  // The SDK may have repeated an insert that had succeeded.
  const { rows } = await store.read(partition);
  return rows.some(({ name, values }) => name === usedRowName && values.by === by);
}
