export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since some moment, by a clock that is never set, though it may pause with the machine. */
  elapsed?(): number;
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };

/** Seconds since the epoch, as JWTs count them. */
export function seconds(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}

const secondsPerDay = 86_400;

/** The day that was asked for last: most requests of a day ask for the same. */
let lastDay = { number: Number.NaN, text: '' };

/** The UTC day as YYYYMMDD. @param time seconds since the epoch */
export function utcDay(time: number): string {
  const number = Math.floor(time / secondsPerDay);
  if (number !== lastDay.number) {
    const text = new Date(number * secondsPerDay * 1000).toISOString().slice(0, 10).replaceAll('-', '');
    lastDay = { number, text };
  }
  return lastDay.text;
}
