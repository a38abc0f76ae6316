// Sessions that were signed out before their end: a row each, in a partition that is swept when the session would be over.
import { utcDay } from '../base/clock.ts';
import { namedPartition } from '../store/partition.ts';
import type { Store } from '../store/store.ts';

const row = 'ended';

/**
 * Ending it twice is no error.
 * @param endsAt seconds since the epoch: the end that the session has by itself
 * @throws StoreUnavailableError: whether it has ended is not known
 */
export async function endSession(id: string, endsAt: number, store: Store): Promise<void> {
  await store.commit(partitionOf(id, endsAt), [{ insert: row, values: {} }]);
}

/** @throws StoreUnavailableError */
export async function isSessionEnded(id: string, endsAt: number, store: Store): Promise<boolean> {
  const { rows } = await store.read(partitionOf(id, endsAt));
  return rows.some(({ name }) => name === row);
}

function partitionOf(id: string, endsAt: number): string {
  return namedPartition('session', id, utcDay(endsAt));
}
