import type { Clock } from './clock.ts';

/** Milliseconds since some moment, by a clock that is never set, though it may pause with the machine. */
export interface Stopwatch {
  now(): number;
}

/**
 * A clock for ages, for which a clock that is set back makes nothing younger: between two looks it passes as much as the one of
 * its two clocks that passes more.
 */
export function ageClock(clock: Clock, stopwatch: Stopwatch = performance): Clock {
  let time = clock.now();
  let last = { ofClock: time, ofStopwatch: stopwatch.now() };
  return {
    now() {
      const look = { ofClock: clock.now(), ofStopwatch: stopwatch.now() };
      time += Math.max(0, look.ofClock - last.ofClock, look.ofStopwatch - last.ofStopwatch);
      last = look;
      return time;
    },
  };
}
