import type { Clock } from '../../shared/base/clock.ts';

export interface TestClock extends Clock {
  /** @param seconds forward, or back when negative */
  advance(seconds: number): void;
}

/** Stands still until it is told otherwise: 2026-11-21 07:30:00 UTC. */
export function testClock(): TestClock {
  let time = Date.UTC(2026, 10, 21, 7, 30);
  return {
    now: () => time,
    advance(seconds) {
      time += seconds * 1000;
    },
  };
}

/** Runs as the system's does, and can be put forward: for a store whose own clock nobody can move. */
export function runningClock(): TestClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance(seconds) {
      ahead += seconds * 1000;
    },
  };
}
