import type { LogFields } from '../log/log-fields.ts';

/** @param now milliseconds since the epoch @returns what to log, if anything */
export type ThinLog = (fields: LogFields, now: number) => LogFields | undefined;

/** Logs one request in each interval, with the number of those before it that were not logged. Faults are always logged. */
export function thinnedLog(intervalMs: number): ThinLog {
  let quietUntil = Number.NEGATIVE_INFINITY;
  let unlogged = 0;
  return (fields, now) => {
    if (fields.outcome === 'fault') return fields;
    if (now < quietUntil) {
      unlogged += 1;
      return undefined;
    }
    const counted = unlogged === 0 ? fields : { ...fields, unlogged };
    quietUntil = now + intervalMs;
    unlogged = 0;
    return counted;
  };
}
