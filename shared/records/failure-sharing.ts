import type { Deadlines } from '../deadlines.ts';
import type { Service } from '../service.ts';
import { writeEvent } from '../telemetry/write-event.ts';
import { type FailureTally, isDue, shareTally } from './failure-tally.ts';

/** Tallies that are written at once, so that an attack leaves the store to others. */
const atOnce = 16;
/** Tallies that wait for their turn, at most; more go on counting in memory, and are due again at their next failure. */
const longestQueue = 1000;

export interface FailureSharing {
  /**
   * Tells the other instances of a tally, and learns of theirs. Resolves when that is done or has failed, at the deadline
   * at the latest, and at once while the store is known to be down. Never rejects: what is not written stays in the tally.
   * @param learn called when the tally has changed, also later
   */
  share(tally: FailureTally, service: Pick<Service, 'store'>, learn: () => void): Promise<void>;
}

export function failureSharing({
  failureSharingTimeoutMs,
}: Pick<Deadlines, 'failureSharingTimeoutMs'>): FailureSharing {
  const flights = new Map<FailureTally, Promise<void>>();
  const queue: (() => void)[] = [];
  let running = 0;
  let isDown = false;

  async function inTurn(work: () => Promise<void>): Promise<void> {
    if (running < atOnce) running += 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  }

  async function fly(tally: FailureTally, { store }: Pick<Service, 'store'>, learn: () => void): Promise<void> {
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
    async share(tally, service, learn) {
      let flight = flights.get(tally);
      if (!flight) {
        // While the store is down one at a time finds out whether it is back.
        if (queue.length >= longestQueue || (isDown && running > 0)) return;
        flight = inTurn(() => fly(tally, service, learn)).finally(() => flights.delete(tally));
        flights.set(tally, flight);
      }
      if (!isDown) await atMost(failureSharingTimeoutMs, flight);
    },
  };
}

/** Resolves when the work does, or after that many milliseconds. */
function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
