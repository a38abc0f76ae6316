// Removes what is over from the store: grants, revoked tokens, and whatever else ends on a day.
import { utcDay } from '../shared/clock.ts';
import type { Service } from '../shared/service.ts';
import { newPartition } from '../shared/store/partition.ts';
import type { LogFields } from '../shared/telemetry/log-fields.ts';

interface SweepBounds {
  /** Rows that one call to the store removes: a second's work. */
  readonly rowsInCall: number;
  /** Rows after which a run ends: with one run an hour, a million and a half grants a day. */
  readonly rowsInRun: number;
  /**
   * After which no further call begins. The platform breaks a run off after 5 minutes: one whose last call only ever just makes
   * the store's deadlines of 10 seconds (some 22 in each range) has ended by then.
   */
  readonly milliseconds: number;
}

const defaultBounds: SweepBounds = { rowsInCall: 1_000, rowsInRun: 200_000, milliseconds: 60_000 };

const secondsInDay = 86_400;

/**
 * Removes partitions whose last day is before yesterday (UTC): never yesterday's, however clocks differ and whatever is
 * under way at midnight.
 * @returns for the log: how many rows, and whether the next run has more to do
 * @throws StoreUnavailableError: what was removed stays removed, and the next run finds the rest
 */
export async function removeExpired({ clock, store }: Service, bounds = defaultBounds): Promise<LogFields> {
  const end = performance.now() + bounds.milliseconds;
  // An instance whose clock is ahead would take what is alive for expired, so the store's own has a say.
  const { readAt } = await store.read(newPartition(0));
  const yesterday = utcDay(Math.min(clock.now(), readAt) / 1000 - secondsInDay);
  let rows = 0;
  let count: number;
  do {
    count = await store.sweep(yesterday, bounds.rowsInCall);
    rows += count;
  } while (count >= bounds.rowsInCall && rows < bounds.rowsInRun && performance.now() < end);
  return { rows_removed: rows, is_more_left: count >= bounds.rowsInCall };
}
