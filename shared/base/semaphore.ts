interface WaitingLine<Place> {
  /** Resolves when the caller gets a slot. @throws an error of the line, if it refuses the caller or the wait takes too long */
  wait(place: Place): Promise<void>;
  /** Gives a slot to the next caller. @returns false if no caller waits */
  startNext(): boolean;
}

/** Limits how many calls run at once; by default first in, first out. Throws what the line or the work throws. */
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
