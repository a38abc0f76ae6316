// A partition key is `<0-f>-<last day>-<random>`: load spreads over sixteen ranges, and a sweep finds what is over by day,
// without a scan. Letters, digits, - and _ alone, well under the 255 bytes of the smallest store.
import { createHash, randomBytes } from 'node:crypto';
import { utcDay } from '../clock.ts';

/**
 * A key that nobody can guess: 128 random bits.
 * @param endsAt seconds since the epoch: when nothing in it matters any longer
 */
export function newPartition(endsAt: number): string {
  const bytes = randomBytes(16);
  return `${((bytes[0] ?? 0) & 15).toString(16)}-${utcDay(endsAt)}-${bytes.toString('base64url')}`;
}

/**
 * The key for what is remembered of one token: always the same, and it spreads and is swept as any other.
 * @param jti of a token that this server has signed; begins with the last day on which anything in it matters
 */
export function tokenPartition(jti: string): string {
  const [byte = 0] = createHash('sha256').update(jti).digest();
  return `${(byte & 15).toString(16)}-${jti}`;
}

/** The last day of a partition, as YYYYMMDD. */
export function lastDay(partition: string): string {
  return partition.slice(2, 10);
}
