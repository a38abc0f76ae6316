import type { Clock } from './clock.ts';

/**
 * A clock for ages, for which a clock that is set back makes nothing younger: between two looks as much time passes as by `now` or
 * by `elapsed`, whichever is more.
 */
export function ageClock({ now, elapsed = now }: Clock): Clock {
  let age = now();
  let last = { now: age, elapsed: elapsed() };
  return {
    now() {
      const look = { now: now(), elapsed: elapsed() };
      age += Math.max(0, look.now - last.now, look.elapsed - last.elapsed);
      last = look;
      return age;
    },
  };
}
