// Removes expired partitions from the store: grants, revoked tokens, sessions and others that carry their last day.
import { utcDay } from '../base/clock.ts';
import { newPartition } from '../store/partition.ts';
import type { SliceReport, UpkeepParts } from './step.ts';

interface SweepBounds {
  /** Rows that one call to the store removes, in about a second. */
  readonly maxRowsPerCall: number;
  /** As many as a fast store removes in the time of a slice: when slices end early, every instance reads the claims more often. */
  readonly maxRowsPerSlice: number;
}

const defaultBounds: SweepBounds = { maxRowsPerCall: 1_000, maxRowsPerSlice: 80_000 };

const secondsInDay = 86_400;

/**
 * Leaves partitions of yesterday (UTC): clocks differ, and requests may be under way at midnight. The signal stops further calls.
 * @throws StoreUnavailableError: some rows may be removed; the next slice finds the rest
 */
export async function removeExpired(
  { clock, store }: UpkeepParts,
  signal: AbortSignal,
  { maxRowsPerCall, maxRowsPerSlice } = defaultBounds,
): Promise<SliceReport> {
  // The earlier of the two clocks counts, so that an instance whose clock is fast does not remove live rows.
  const { readAt } = await store.read(newPartition(0));
  const yesterday = utcDay(Math.min(clock.now(), readAt) / 1000 - secondsInDay);
  let rows = 0;
  let count = maxRowsPerCall;
  while (count >= maxRowsPerCall && rows < maxRowsPerSlice && !signal.aborted) {
    count = await store.sweep(yesterday, maxRowsPerCall, signal);
    rows += count;
  }
  // If the signal stopped the sweep, there may be more.
  const isMoreLeft = count >= maxRowsPerCall || signal.aborted;
  return { fields: { rows_removed: rows, is_more_left: isMoreLeft }, isMoreLeft };
}
