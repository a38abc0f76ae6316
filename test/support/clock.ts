import type { Clock } from '../../shared/base/clock.ts';

export interface TestClock extends Clock {
  /** @param seconds forward, or back when negative */
  advance(seconds: number): void;
}

/** Fixed at 2026-11-21 07:30:00 UTC until a test advances it. */
export function testClock(): TestClock {
  let time = Date.UTC(2026, 10, 21, 7, 30);
  return {
    now: () => time,
    advance(seconds) {
      time += seconds * 1000;
    },
  };
}

/** The system clock, which a test can advance: for a store whose clock a test cannot set. */
export function runningClock(): TestClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance(seconds) {
      ahead += seconds * 1000;
    },
  };
}
