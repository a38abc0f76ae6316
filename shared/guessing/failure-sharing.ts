// Shares failures with other instances through the store, in the background. No answer waits for it, so the time of an answer
// does not reveal whether an attempt was counted.
import { semaphore } from '../base/semaphore.ts';
import { writeEvent } from '../log/write-event.ts';
import type { Store } from '../store/store.ts';
import { type FailureTally, isDue, shareTally } from './failure-tally.ts';

/** Limits the load on the store during an attack. */
const maxConcurrentTallies = 16;
/** Further tallies count in memory only, and try again at their next failure. */
const maxQueuedTallies = 1000;

export interface FailureSharing {
  /** Shares a tally in the background; failures that cannot be written stay in it. @param onChanged called after a change */
  share(tally: FailureTally, store: Store, onChanged: () => void): void;
  settled(): Promise<void>;
}

export function failureSharing(): FailureSharing {
  const inFlight = new Map<FailureTally, Promise<void>>();
  const inTurn = semaphore(maxConcurrentTallies);
  let isDown = false;

  async function shareWhileDue(tally: FailureTally, store: Store, onChanged: () => void): Promise<void> {
    try {
      // More failures may be counted while these are written.
      while (isDue(tally)) {
        await shareTally(tally, store);
        onChanged();
      }
      if (isDown) writeEvent({ event: 'failures_shared_again' });
      isDown = false;
    } catch (cause) {
      if (!isDown) writeEvent({ event: 'failures_not_shared', cause: String(cause) });
      isDown = true;
    }
  }

  return {
    share(tally, store, onChanged) {
      const isQueueFull = inFlight.size >= maxConcurrentTallies + maxQueuedTallies;
      // While the store is down, only one tally at a time tries it.
      if (inFlight.has(tally) || isQueueFull || (isDown && inFlight.size > 0)) return;
      inFlight.set(
        tally,
        inTurn(() => shareWhileDue(tally, store, onChanged)).finally(() => inFlight.delete(tally)),
      );
    },
    async settled() {
      while (inFlight.size > 0) await Promise.all(inFlight.values());
    },
  };
}
