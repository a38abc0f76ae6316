// How barriers are kept. A new one is a row of the log, which every instance reads again and again. Upkeep moves it from there to
// one of many buckets, by a hash of whom it is for: a request reads the buckets of its own subject and client, once, and only
// where the log says that they have rows. So neither a request nor an instance reads barriers of others.

import { longestGrant } from '../base/lifetimes.ts';
import { sha256 } from '../base/sha256.ts';
import { namedPartition } from '../store/partition.ts';
import type { Change, Row } from '../store/store.ts';

export interface Target {
  readonly clientId?: string | undefined;
  readonly subject?: string | undefined;
}

/** For each target, by `keyOf`, the latest moment: seconds since the epoch. */
export type Moments = ReadonlyMap<string, number>;

/** Milliseconds for which a row stays in the log, at least: an instance that reads it more often misses none. */
export const keptInLogMs = 600_000;

/** Seconds, with a day to spare. What was given before has ended by itself. */
const longestNeeded = longestGrant + 86_400;

export const bucketCount = 1_024;

export const logPartition = namedPartition('barriers', '');

export function bucketPartition(bucket: number): string {
  return namedPartition('barriers', `bucket ${bucket}`);
}

/** A barrier for both is found by its subject. Undefined for a row that is for nobody. */
export function bucketOf({ clientId, subject }: Target): number | undefined {
  const name = subject === undefined ? clientId && `client ${clientId}` : `subject ${subject}`;
  return name === undefined ? undefined : sha256(name).readUInt16BE() % bucketCount;
}

export function keyOf({ clientId, subject }: Target): string {
  return JSON.stringify([clientId ?? null, subject ?? null]);
}

/** A malformed row matches no target, so it has no effect. */
export function momentsOf(rows: readonly Row[]): Map<string, number> {
  const moments = new Map<string, number>();
  for (const row of rows) raiseMoment(moments, keyOf(targetOf(row)), Number(row.values.not_before));
  return moments;
}

export function raiseMoment(moments: Map<string, number>, key: string, moment: number): void {
  if (!(moment <= (moments.get(key) ?? Number.NEGATIVE_INFINITY))) moments.set(key, moment);
}

export function targetOf({ values: { client, subject } }: Row): Target {
  return { clientId: text(client), subject: text(subject) };
}

function text(value: string | number | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function valuesOf({ clientId, subject }: Target): Readonly<Record<string, string>> {
  return { ...(clientId !== undefined && { client: clientId }), ...(subject !== undefined && { subject }) };
}

/**
 * Whether nothing behind it can be alive any longer.
 * @param readAt milliseconds since the epoch, by the store's clock, as barriers are: that of an instance may be years ahead
 */
export function isOver({ values }: Row, readAt: number): boolean {
  return Number(values.not_before) < readAt / 1000 - longestNeeded;
}

/** Which buckets have rows: a row of the log, which is exchanged with the rows that are moved. */
export interface BucketIndex {
  readonly isEmpty: boolean;
  has(bucket: number): boolean;
  /** The same with one more bucket, and the changes of the log that make it so: none when it has the bucket already. */
  with(bucket: number): { readonly index: BucketIndex; readonly changes: readonly Change[] };
}

const indexName = /^buckets\.(\d{1,9})$/;

export function bucketIndexOf(rows: readonly Row[]): BucketIndex {
  const row = rows.find(({ name }) => indexName.test(name));
  const bits = Buffer.alloc(bucketCount / 8);
  bits.set(Buffer.from(text(row?.values.bits) ?? '', 'hex').subarray(0, bits.length));
  const [, revision = '0'] = indexName.exec(row?.name ?? '') ?? [];
  return bucketIndex(bits, Number(revision));
}

/** @param revision 0 for that of no row */
function bucketIndex(bits: Buffer, revision: number): BucketIndex {
  const byteOf = (bucket: number) => bits[bucket >> 3] ?? 0;
  const maskOf = (bucket: number) => 1 << (bucket & 7);
  const index: BucketIndex = {
    isEmpty: bits.every((byte) => byte === 0),
    has: (bucket) => (byteOf(bucket) & maskOf(bucket)) !== 0,
    with(bucket) {
      if (index.has(bucket)) return { index, changes: [] };
      const next = Buffer.from(bits);
      next[bucket >> 3] = byteOf(bucket) | maskOf(bucket);
      const insert = { insert: `buckets.${revision + 1}`, values: { bits: next.toString('hex') } };
      const changes = revision === 0 ? [insert] : [{ remove: `buckets.${revision}` }, insert];
      return { index: bucketIndex(next, revision + 1), changes };
    },
  };
  return index;
}

export function isBarrier({ name }: Row): boolean {
  return name.startsWith('barrier.');
}
