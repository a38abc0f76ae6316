export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Seconds since the epoch, as JWTs count them. */
export function seconds(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}
