// A partition key is `<0-f>-<last day>-<random>`: load spreads over sixteen ranges, and a sweep finds what is over by day,
// without a scan. Letters, digits, - and _ alone, well under the 255 bytes of the smallest store.
import { randomBytes } from 'node:crypto';
import { utcDay } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';

/** The first characters of the keys. */
export const ranges: readonly string[] = [...'0123456789abcdef'];

/**
 * A key that nobody can guess: 128 random bits.
 * @param endsAt seconds since the epoch: when nothing in it matters any longer
 */
export function newPartition(endsAt: number): string {
  const bytes = randomBytes(16);
  return `${nibble(bytes)}-${utcDay(endsAt)}-${bytes.toString('base64url')}`;
}

/**
 * The key for what is remembered of one token: always the same, and it spreads and is swept as any other.
 * @param jti of a token that this server has signed; begins with the last day on which anything in it matters
 */
export function tokenPartition(jti: string): string {
  return `${nibble(sha256(jti))}-${jti}`;
}

/** What has a name of its own, apart from grants and tokens. */
export type Kind = 'client' | 'barriers' | 'failures' | 'user' | 'subject' | 'consent' | 'session' | 'upkeep';

/** The day of what no sweep may take; the last year that a store can write as a date. */
const never = '99990101';

/**
 * The key of something that has a name: always the same one, whatever characters the name has. It spreads as any other.
 * @param day the last one on which it matters, as YYYYMMDD; without it, it is kept for good
 */
export function namedPartition(kind: Kind, name: string, day = never): string {
  const hash = sha256(name);
  return `${nibble(hash)}-${day}-${kind}-${hash.toString('base64url')}`;
}

/** What the keys of a kind that is kept for good begin with: one for each range. */
export function rangesOfKind(kind: Kind): readonly string[] {
  return ranges.map((range) => `${range}-${never}-${kind}-`);
}

/**
 * The day before which a sweep may remove what it finds: as given, but never later than what is kept for good.
 * @throws RangeError when it is no day: compared as text, it could be later than all of them
 */
export function sweepDay(day: string): string {
  if (!/^\d{8}$/.test(day)) throw new RangeError(`"${day}" is no day; a sweep removes nothing without one`);
  return day < never ? day : never;
}

/** The last day of a partition, as YYYYMMDD. */
export function lastDay(partition: string): string {
  return partition.slice(2, 10);
}

function nibble([byte = 0]: Uint8Array): string {
  return (byte & 15).toString(16);
}
