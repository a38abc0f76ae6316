// Removes what is over from the store: grants, revoked tokens, and whatever else ends on a day.
import { utcDay } from '../base/clock.ts';
import { newPartition } from '../store/partition.ts';
import type { SliceReport, UpkeepParts } from './step.ts';

interface SweepBounds {
  /** Rows that one call to the store removes: a second's work. */
  readonly rowsInCall: number;
  /** Rows after which a slice ends. */
  readonly rowsInSlice: number;
}

const defaultBounds: SweepBounds = { rowsInCall: 1_000, rowsInSlice: 20_000 };

const secondsInDay = 86_400;

/**
 * Removes partitions whose last day is before yesterday (UTC): never yesterday's, however clocks differ and whatever is
 * under way at midnight.
 * @param signal after which no further call to the store begins
 * @throws StoreUnavailableError: what was removed stays removed, and the next slice finds the rest
 */
export async function removeExpired(
  { clock, store }: UpkeepParts,
  signal: AbortSignal,
  { rowsInCall, rowsInSlice } = defaultBounds,
): Promise<SliceReport> {
  // An instance whose clock is ahead would take what is alive for expired, so the store's own has a say.
  const { readAt } = await store.read(newPartition(0));
  const yesterday = utcDay(Math.min(clock.now(), readAt) / 1000 - secondsInDay);
  let rows = 0;
  let count = rowsInCall;
  while (count >= rowsInCall && rows < rowsInSlice && !signal.aborted) {
    count = await store.sweep(yesterday, rowsInCall, signal);
    rows += count;
  }
  // A sweep that the signal has cut short cannot tell.
  const isMoreLeft = count >= rowsInCall || signal.aborted;
  return { fields: { rows_removed: rows, is_more_left: isMoreLeft }, isMoreLeft };
}
