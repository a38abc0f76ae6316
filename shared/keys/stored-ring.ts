// The times of a ring in a vault. Whoever writes one may stall before it, or have a wrong clock; the vault has one clock.
import type { KeyRingRecord } from './key-ring-record.ts';

interface Times {
  readonly created_at?: number;
  readonly retired_at?: number;
}

/**
 * Lets the last change of a ring count from when the vault stored it: it was published then, and until then nobody knew it.
 * What has the latest time of the ring, or one after `storedAt`, gets `storedAt`. Earlier changes keep their times, and a
 * removal moves the times of the change before it, by which keys stay longer and wait longer.
 * @param storedAt seconds since the epoch, by the clock of the vault
 */
export function storedRing({ signing, sealing }: KeyRingRecord, storedAt: number): KeyRingRecord {
  const times = [...signing, ...sealing].flatMap(timesOf);
  const ofLastChange = Math.min(storedAt, Math.max(...times));
  const isSince = (time: number | undefined) => time !== undefined && time >= ofLastChange;
  const dated = <Key extends Times>(key: Key): Key => ({
    ...key,
    ...(isSince(key.created_at) && { created_at: storedAt }),
    ...(isSince(key.retired_at) && { retired_at: storedAt }),
  });
  return { signing: signing.map(dated), sealing: sealing.map(dated) };
}

function timesOf({ created_at, retired_at }: Times): readonly number[] {
  return [created_at, retired_at].filter((time) => time !== undefined);
}
