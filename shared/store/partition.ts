// A partition key is `<0-f>-<last day>-<random>`: the first character is its range, and the ranges spread the load; by the day, a
// sweep finds expired partitions without a scan. Keys have only letters, digits, - and _, and far fewer than 255 bytes.
import { randomBytes } from 'node:crypto';
import { utcDay } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';

export const ranges: readonly string[] = [...'0123456789abcdef'];

/** A new key, which cannot be guessed. @param endsAt seconds since the epoch; the partition may be swept on the day after */
export function newPartition(endsAt: number): string {
  const bytes = randomBytes(16);
  return `${nibble(bytes)}-${utcDay(endsAt)}-${bytes.toString('base64url')}`;
}

/** Whether it has the form of a key from `newPartition`. */
export function isGrantPartition(key: string): boolean {
  return /^[0-9a-f]-\d{8}-[\w-]{22}$/.test(key);
}

/** The key for the state of one token. @param jti of a token that this server signed; begins with the partition's last day */
export function tokenPartition(jti: string): string {
  return `${nibble(sha256(jti))}-${jti}`;
}

/** Kinds of named partitions; those of grants and tokens have no kind. */
export type Kind =
  | 'client'
  | 'barriers'
  | 'failures'
  | 'user'
  | 'subject'
  | 'account'
  | 'providers'
  | 'consent'
  | 'session'
  | 'visit'
  | 'logout'
  | 'upkeep'
  | 'assertion'
  | 'proof'
  | 'device'
  | 'request'
  | 'handoff';

/** The day of permanent partitions, which no sweep removes. 9999 is the last year that a store can write as a date. */
const permanentDay = '99990101';

/** The key of a named partition, derived from a hash of the name. @param day last UTC day, as YYYYMMDD; default: permanent */
export function namedPartition(kind: Kind, name: string, day = permanentDay): string {
  const hash = sha256(name);
  return `${nibble(hash)}-${day}-${kind}-${hash.toString('base64url')}`;
}

/** The prefixes of the keys of permanent partitions of a kind, one for each range. */
export function rangesOfKind(kind: Kind): readonly string[] {
  return ranges.map((range) => `${range}-${permanentDay}-${kind}-`);
}

/** The given day, but never later than `permanentDay`. @throws RangeError if not YYYYMMDD, since days are compared as text */
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
