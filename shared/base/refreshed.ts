// Caches a value from a source that may be slow or down. Callers trigger the readings, and share one; no timer runs.
import { setTimeout } from 'node:timers/promises';
import type { Awaitable } from './awaitable.ts';
import type { Clock } from './clock.ts';

/** The age of a value counts from the start of its reading, since a change during the reading may be missed. */
interface RefreshOptions<T> {
  readonly clock: Clock;
  /** Below this age a value is returned without a reading. A value from the future, after the clock was set back, is not fresh. */
  readonly freshMs: number | ((value: T) => number);
  /** Below this age a value is returned if a reading fails or takes too long. Default: 0. */
  readonly staleMs?: number;
  /**
   * How long a caller waits for a reading if there is a stale value, of that age in milliseconds. With 0, the default, the reading
   * runs in the background.
   */
  readonly waitMs?: number | ((ageMs: number) => number);
  /** If there is a stale value, only the caller that starts a reading waits for it. */
  readonly onlyFirstWaits?: boolean;
  /** Pause after a failed reading during which stale values are returned without another reading. */
  readonly retryDelayMs?: number;
  /** Pause after a failed reading during which its error is thrown again if there is no value. */
  readonly failureTtlMs?: number;
  /** Which errors a stale value may hide. Default: all. */
  readonly isOutage?: (thrown: unknown) => boolean;
}

export interface Refreshed<T> {
  /** The value itself if no reading is needed. @throws the error of the reading if there is no value to return */
  current(): Awaitable<T>;
  /** Reads again, fresh or not, or shares the reading that is going on. @throws the error of the reading */
  renewed(): Promise<T>;
}

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
  }: RefreshOptions<T>,
): Refreshed<T> {
  let last: { readonly value: T; readonly readAt: number } | undefined;
  let failure: { readonly thrown: unknown; readonly at: number } | undefined;
  let reading: Promise<T> | undefined;
  /** Whether a caller has waited `waitMs` for the reading in vain; other callers then get the stale value at once. */
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

  function freshMsOf(value: T): number {
    return typeof freshMs === 'number' ? freshMs : freshMs(value);
  }

  function readOnce(): Promise<T> {
    reading ??= readAgain().finally(() => {
      reading = undefined;
      isLate = false;
    });
    return reading;
  }

  async function readUnlessLate(stale: T, patienceMs: number): Promise<T> {
    const awaited = readOnce();
    const late = setTimeout(patienceMs, undefined, { ref: false }).then(() => {
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
    renewed: readOnce,
    current() {
      const now = clock.now();
      if (last && now >= last.readAt && now - last.readAt < freshMsOf(last.value)) return last.value;
      if (last && isWithin(now, last.readAt, staleMs)) {
        const isPaused = failure && isOutage(failure.thrown) && isWithin(now, failure.at, retryDelayMs);
        if (isPaused || isLate || (onlyFirstWaits && reading !== undefined)) return last.value;
        const patienceMs = typeof waitMs === 'number' ? waitMs : waitMs(now - last.readAt);
        if (patienceMs > 0) return readUnlessLate(last.value, patienceMs);
        readOnce().catch(() => {});
        return last.value;
      }
      if (failure && isWithin(now, failure.at, failureTtlMs)) return Promise.reject(failure.thrown);
      return readOnce();
    },
  };
}

function isWithin(now: number, moment: number, milliseconds: number): boolean {
  return Math.abs(now - moment) < milliseconds;
}
