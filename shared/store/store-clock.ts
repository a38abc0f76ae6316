// Compares the clock of this instance with the store's. Tokens with times of a wrong clock would be refused, or live too long.
import type { Clock } from '../base/clock.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { newPartition } from './partition.ts';
import type { Store } from './store.ts';

export interface StoreClock {
  /** Makes no call if the clocks agreed at the last one. @throws OAuthError ClockOutOfRange; StoreUnavailableError */
  requireClockInSync(): Promise<void>;

  /** Converts milliseconds of this clock to seconds of the store's. A grant with a later time would outlive its barriers. */
  storeTime(moment: number): number;
}

/** Beyond it, an instance issues nothing. */
export const toleranceMs = 60_000;

/** A store may round its time down to whole seconds. */
const storeRoundingMs = 1_000;

/** @returns the store to use from now on, and its clock, which every `read` compares with that of this instance */
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
        // Either clock may have been corrected since.
        await watched.read(newPartition(0));
        if (Math.abs(difference) > toleranceMs) throw clockOutOfRange(difference, `the store's`);
      },
      storeTime: (moment) => Math.floor((moment - Math.max(0, difference - storeRoundingMs)) / 1000),
    },
  };
}

/** Both times are seconds since the epoch. @throws OAuthError ClockOutOfRange if the signing key was created in the future */
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
