// A partition key is `<0-f>-<last day>-<random>`. The first character spreads the load over sixteen ranges; the day lets a sweep
// find expired partitions without a scan. Keys have only letters, digits, - and _, and stay well under 255 bytes, as every
// store requires.
import { randomBytes } from 'node:crypto';
import { utcDay } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';

/** The first character of a key. */
export const ranges: readonly string[] = [...'0123456789abcdef'];

/**
 * A new key with 128 random bits, which cannot be guessed.
 * @param endsAt seconds since the epoch; the partition may be swept on the day after
 */
export function newPartition(endsAt: number): string {
  const bytes = randomBytes(16);
  return `${nibble(bytes)}-${utcDay(endsAt)}-${bytes.toString('base64url')}`;
}

/**
 * The key for the state of one token, derived from its `jti`.
 * @param jti of a token that this server signed; begins with the last day of the partition
 */
export function tokenPartition(jti: string): string {
  return `${nibble(sha256(jti))}-${jti}`;
}

/** Kinds of named partitions; those of grants and tokens have no kind. */
export type Kind = 'client' | 'barriers' | 'failures' | 'user' | 'subject' | 'consent' | 'session' | 'upkeep';

/** The day of permanent partitions, which no sweep removes. 9999 is the last year that a store can write as a date. */
const permanentDay = '99990101';

/**
 * The key of a named partition, derived from a hash of the name; the name may have any characters.
 * @param day last UTC day of the partition, as YYYYMMDD; by default the partition is permanent
 */
export function namedPartition(kind: Kind, name: string, day = permanentDay): string {
  const hash = sha256(name);
  return `${nibble(hash)}-${day}-${kind}-${hash.toString('base64url')}`;
}

/** The prefixes of the keys of permanent partitions of a kind, one for each range. */
export function rangesOfKind(kind: Kind): readonly string[] {
  return ranges.map((range) => `${range}-${permanentDay}-${kind}-`);
}

/**
 * The day before which a sweep removes partitions: the given one, but never later than `permanentDay`.
 * @throws RangeError if it is not YYYYMMDD: days are compared as text, and other text could be later than every day
 */
export function sweepDay(day: string): string {
  if (!/^\d{8}$/.test(day)) throw new RangeError(`"${day}" is no day; a sweep removes nothing without one`);
  return day < permanentDay ? day : permanentDay;
}

/** The last day of a partition, as YYYYMMDD. */
export function lastDay(partition: string): string {
  return partition.slice(2, 10);
}

function nibble([byte = 0]: Uint8Array): string {
  return (byte & 15).toString(16);
}
