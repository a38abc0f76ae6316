// A value from a source that may be slow or down. No timer runs: callers bring the value up to date, and all share one reading.
import { setTimeout } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/** All times in milliseconds. A value is as old as the start of its reading: what changed during the reading may be missing. */
interface RefreshOptions {
  readonly clock: Clock;
  /** Up to this age a value is returned without a reading. A clock that was set back makes no value fresh. */
  readonly freshMs: number;
  /** Up to this age a value is returned when a reading fails or takes too long. */
  readonly staleMs?: number;
  /** How long a caller waits for a reading while there is a stale value. With 0 the reading runs in the background. */
  readonly waitMs?: number;
  /** While there is a stale value, only the caller that starts a reading waits for it. */
  readonly onlyFirstWaits?: boolean;
  /** After a failed reading, stale values are returned for this long without another one. */
  readonly retryDelayMs?: number;
  /** After a failed reading, its failure is thrown for this long without another one when there is no value. */
  readonly failureTtlMs?: number;
  /** Which failures a stale value may hide: all, unless given. */
  readonly isOutage?: (thrown: unknown) => boolean;
}

export interface Refreshed<T> {
  /** @throws what the reading throws when there is no value to return */
  current(): Promise<T>;
}

/** @param read gets the last value, if there is one */
export function refreshed<T>(
  read: (last: T | undefined) => Promise<T>,
  {
    clock,
    freshMs,
    staleMs = 0,
    waitMs = 0,
    onlyFirstWaits = false,
    retryDelayMs = 0,
    failureTtlMs = 0,
    isOutage = () => true,
  }: RefreshOptions,
): Refreshed<T> {
  let last: { readonly value: T; readonly readAt: number } | undefined;
  let failure: { readonly thrown: unknown; readonly at: number } | undefined;
  let reading: Promise<T> | undefined;
  /** Whether a caller has stopped waiting for the reading: no other waits for it while there is a stale value. */
  let isLate = false;

  async function readAgain(): Promise<T> {
    const readAt = clock.now();
    try {
      const value = await read(last?.value);
      last = { value, readAt };
      failure = undefined;
      return value;
    } catch (thrown) {
      failure = { thrown, at: clock.now() };
      throw thrown;
    }
  }

  function readOnce(): Promise<T> {
    reading ??= readAgain().finally(() => {
      reading = undefined;
      isLate = false;
    });
    return reading;
  }

  async function readUnlessLate(stale: T): Promise<T> {
    const awaited = readOnce();
    const late = setTimeout(waitMs, undefined, { ref: false }).then(() => {
      if (reading === awaited) isLate = true;
      return stale;
    });
    try {
      return await Promise.race([awaited, late]);
    } catch (thrown) {
      if (isOutage(thrown)) return stale;
      throw thrown;
    }
  }

  return {
    async current() {
      const now = clock.now();
      const isWithin = (moment: number, milliseconds: number) => Math.abs(now - moment) < milliseconds;
      if (last && now >= last.readAt && isWithin(last.readAt, freshMs)) return last.value;
      if (last && isWithin(last.readAt, staleMs)) {
        const isPaused = failure && isOutage(failure.thrown) && isWithin(failure.at, retryDelayMs);
        if (isPaused || isLate || (onlyFirstWaits && reading !== undefined)) return last.value;
        if (waitMs > 0) return readUnlessLate(last.value);
        readOnce().catch(() => {});
        return last.value;
      }
      if (failure && isWithin(failure.at, failureTtlMs)) throw failure.thrown;
      return readOnce();
    },
  };
}
