// Limits how many pieces of work run at a time. A piece that ends passes its slot to the next one in line.

/** Who waits for a slot, and who is next. */
interface WaitingLine<Place> {
  /**
   * Resolves when it is the caller's turn.
   * @throws when the line does not take the caller, or not for long enough
   */
  wait(place: Place): Promise<void>;
  /** Lets the next one begin. @returns false when nobody waits */
  startNext(): boolean;
}

/**
 * @param line first in, first out, unless given
 * @returns runs the work when it is its turn; throws what the line or the work throws
 */
export function semaphore<Place = void>(
  maxConcurrent: number,
  line: WaitingLine<Place> = firstInFirstOut(),
): <T>(work: () => Promise<T>, place: Place) => Promise<T> {
  let running = 0;
  return async (work, place) => {
    if (running < maxConcurrent) running += 1;
    else await line.wait(place);
    try {
      return await work();
    } finally {
      if (!line.startNext()) running -= 1;
    }
  };
}

function firstInFirstOut(): WaitingLine<unknown> {
  const starts: (() => void)[] = [];
  return {
    wait: () => new Promise((resolve) => starts.push(resolve)),
    startNext() {
      const start = starts.shift();
      start?.();
      return start !== undefined;
    },
  };
}
