// A partition key is `<0-f>-<last day>-<random>`: load spreads over sixteen ranges, and a sweep finds what is over by day,
// without a scan. Letters, digits, - and _ alone, well under the 255 bytes of the smallest store.
import { randomBytes } from 'node:crypto';

/**
 * A key that nobody can guess: 128 random bits.
 * @param endsAt seconds since the epoch: when nothing in it matters any longer
 */
export function newPartition(endsAt: number): string {
  const bytes = randomBytes(16);
  return `${((bytes[0] ?? 0) & 15).toString(16)}-${utcDay(endsAt)}-${bytes.toString('base64url')}`;
}

/** The last day of a partition, as YYYYMMDD. */
export function lastDay(partition: string): string {
  return partition.slice(2, 10);
}

/**
 * @param time seconds since the epoch
 * @returns the UTC day as YYYYMMDD
 */
export function utcDay(time: number): string {
  return new Date(time * 1000).toISOString().slice(0, 10).replaceAll('-', '');
}
