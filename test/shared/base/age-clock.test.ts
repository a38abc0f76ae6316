import { expect, it } from 'vitest';
import { ageClock } from '../../../shared/base/age-clock.ts';

function clocks() {
  const times = { wall: 1_000_000, watch: 5 };
  const age = ageClock({ now: () => times.wall, elapsed: () => times.watch });
  return {
    age,
    pass(wall: number, watch: number) {
      times.wall += wall;
      times.watch += watch;
      return age.now();
    },
  };
}

it('begins at the time of the clock, and goes on with it', () => {
  const { age, pass } = clocks();
  expect(age.now()).toBe(1_000_000);
  expect(pass(10, 10)).toBe(1_000_010);
});

it('goes on when the clock is set back', () => {
  expect(clocks().pass(-7_200_000, 60_000)).toBe(1_060_000);
});

it('goes on with the clock when the stopwatch has paused, or the clock is set forward', () => {
  expect(clocks().pass(3_600_000, 1)).toBe(4_600_000);
});

it('never goes back', () => {
  const { pass } = clocks();
  expect([pass(-50, 0), pass(100, 0), pass(-100, 0)]).toEqual([1_000_000, 1_000_100, 1_000_100]);
});
