export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Seconds since the epoch, as JWTs count them. */
export function seconds(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}

/**
 * @param time seconds since the epoch
 * @returns the UTC day as YYYYMMDD
 */
export function utcDay(time: number): string {
  return new Date(time * 1000).toISOString().slice(0, 10).replaceAll('-', '');
}
