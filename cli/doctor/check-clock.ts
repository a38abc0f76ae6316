import type { Finding } from './finding.ts';

/** The lifetime of a code. */
const maxClockSkewSeconds = 60;

/**
 * @param here by this machine's clock: milliseconds since the epoch
 * @param there by the clock of the store, at the same moment
 */
export function checkClock(here: number, there: number): Finding {
  const difference = Math.round(Math.abs(here - there) / 1000);
  if (difference <= maxClockSkewSeconds)
    return { check: 'clock', is: 'ok', what: `${difference} s from the clock of the store` };
  return {
    check: 'clock',
    is: 'wrong',
    what: `this machine's clock is ${difference} s ${here > there ? 'ahead of' : 'behind'} the clock of the store`,
    todo: 'set the clock (NTP): tokens would get wrong times',
  };
}
