// The clock of this instance, held against the store's: tokens of a wrong clock are refused everywhere, or live too long.
import type { Clock } from '../base/clock.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { newPartition } from './partition.ts';
import type { Store } from './store.ts';

export interface StoreClock {
  /**
   * Asks nothing while the clocks agreed when the store was last read.
   * @throws OAuthError ClockOutOfRange
   * @throws StoreUnavailableError when they did not agree, and the store cannot be asked again
   */
  requireClockInSync(): Promise<void>;

  /**
   * Barriers are dated by the store: what is dated later than the store would have done it outlives them.
   * @param moment milliseconds since the epoch, by the clock of this instance
   * @returns seconds since the epoch: the same, put back by as much as this clock was ahead when the store was last read
   */
  storeTime(moment: number): number;
}

/** By which they may differ: a read takes its time, and a store tells whole seconds. */
const toleranceMs = 60_000;

/** Milliseconds that a store leaves out which tells whole seconds. */
const untold = 1_000;

/** @returns the store, whose reads are watched from now on, and what they told of its clock */
export function trackClock(store: Store, clock: Clock): { readonly store: Store; readonly storeClock: StoreClock } {
  let difference = 0;
  const watched: Store = {
    ...store,
    async read(partition, traceparent) {
      const snapshot = await store.read(partition, traceparent);
      difference = clock.now() - snapshot.readAt;
      return snapshot;
    },
  };
  return {
    store: watched,
    storeClock: {
      async requireClockInSync() {
        if (Math.abs(difference) <= toleranceMs) return;
        // It may have been set right since.
        await watched.read(newPartition(0));
        if (Math.abs(difference) > toleranceMs) throw clockOutOfRange(difference, `the store's`);
      },
      storeTime: (moment) => Math.floor((moment - Math.max(0, difference - untold)) / 1000),
    },
  };
}

/**
 * @param now seconds since the epoch, as the next one
 * @throws OAuthError ClockOutOfRange when the key that is about to sign was made later than now
 */
export function requireAfterCreation(now: number, createdAt: number): void {
  const early = (now - createdAt) * 1000;
  if (early < -toleranceMs) throw clockOutOfRange(early, 'the time at which its signing key was made');
}

function clockOutOfRange(milliseconds: number, what: string): OAuthError {
  const cause = new Error(
    `the clock of this instance differs from ${what} by ${Math.round(milliseconds / 1000)} seconds`,
  );
  return new OAuthError('ClockOutOfRange', 'A dependency is unhealthy. Send the same request again.', {
    cause,
  });
}
