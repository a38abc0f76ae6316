// Stores which sessions were ended early. Each has a partition, which upkeep deletes once the session would have expired.
import { utcDay } from '../base/clock.ts';
import { namedPartition } from '../store/partition.ts';
import type { Store } from '../store/store.ts';

const endedRowName = 'ended';

/** Idempotent. `endsAt` is in seconds since the epoch. @throws StoreUnavailableError: the session may or may not have ended */
export async function endSession(id: string, endsAt: number, store: Store): Promise<void> {
  await store.commit(partitionOf(id, endsAt), [{ insert: endedRowName, values: {} }]);
}

/** @throws StoreUnavailableError */
export async function isSessionEnded(id: string, endsAt: number, store: Store): Promise<boolean> {
  const { rows } = await store.read(partitionOf(id, endsAt));
  return rows.some(({ name }) => name === endedRowName);
}

function partitionOf(id: string, endsAt: number): string {
  return namedPartition('session', id, utcDay(endsAt));
}
