// Tells other instances of failures through the store, beside the requests: no answer waits for it, so its time tells nothing.
import { semaphore } from '../base/semaphore.ts';
import { writeEvent } from '../log/write-event.ts';
import type { Store } from '../store/store.ts';
import { type FailureTally, isDue, shareTally } from './failure-tally.ts';

/** Tallies that are written at once, so that an attack leaves the store to others. */
const maxConcurrent = 16;
/** Tallies that wait for their turn, at most; more go on counting in memory, and are due again at their next failure. */
const maxQueued = 1000;

export interface FailureSharing {
  /**
   * Tells the other instances of a tally, and learns of theirs. What cannot be written stays in the tally.
   * @param learn called when the tally has changed
   */
  share(tally: FailureTally, store: Store, learn: () => void): void;
  /** Resolves when everything is done that was begun, or has failed. */
  settled(): Promise<void>;
}

export function failureSharing(): FailureSharing {
  const flights = new Map<FailureTally, Promise<void>>();
  const inTurn = semaphore(maxConcurrent);
  let isDown = false;

  async function fly(tally: FailureTally, store: Store, learn: () => void): Promise<void> {
    try {
      // Failures gather while others are written.
      while (isDue(tally)) {
        await shareTally(tally, store);
        learn();
      }
      if (isDown) writeEvent({ event: 'failures_shared_again' });
      isDown = false;
    } catch (cause) {
      // Once for as long as it lasts.
      if (!isDown) writeEvent({ event: 'failures_not_shared', cause: String(cause) });
      isDown = true;
    }
  }

  return {
    share(tally, store, learn) {
      // While the store is down one at a time finds out whether it is back.
      if (flights.has(tally) || flights.size >= maxConcurrent + maxQueued || (isDown && flights.size > 0)) return;
      flights.set(
        tally,
        inTurn(() => fly(tally, store, learn)).finally(() => flights.delete(tally)),
      );
    },
    async settled() {
      while (flights.size > 0) await Promise.all(flights.values());
    },
  };
}
