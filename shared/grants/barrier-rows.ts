// The rows of barriers. A new barrier is a row of the log, which every instance reads regularly. Upkeep moves it to one of 1024
// buckets, chosen by a hash of its target. A request reads the buckets of its subject and its client only, each once, and only
// if the index in the log says that they have rows. Unrelated barriers therefore cost a request nothing.

import { maxGrantLifetimeSeconds } from '../base/lifetimes.ts';
import { sha256 } from '../base/sha256.ts';
import { namedPartition } from '../store/partition.ts';
import type { Change, Row } from '../store/store.ts';

export interface Target {
  readonly clientId?: string | undefined;
  readonly subject?: string | undefined;
}

/** The latest `not_before` of each target, by `keyOf`: seconds since the epoch. */
export type Moments = ReadonlyMap<string, number>;

/** A row stays in the log for at least this long, so an instance that reads the log more often misses no row. */
export const minTimeInLogMs = 600_000;

/** Every grant from before an older barrier has expired. The extra day covers clocks that differ. */
const barrierLifetimeSeconds = maxGrantLifetimeSeconds + 86_400;

export const bucketCount = 1_024;

export const logPartition = namedPartition('barriers', '');

export function bucketPartition(bucket: number): string {
  return namedPartition('barriers', `bucket ${bucket}`);
}

/** A barrier for a subject at a client is in the bucket of the subject. Undefined for a malformed row without a target. */
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

/** @returns whether it is later than the one that was known */
export function raiseMoment(moments: Map<string, number>, key: string, moment: number): boolean {
  if (moment <= (moments.get(key) ?? Number.NEGATIVE_INFINITY)) return false;
  moments.set(key, moment);
  return true;
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

/** Whether every grant it ended has expired. @param readAt milliseconds by the store's clock; an instance's may be years ahead */
export function isOver({ values }: Row, readAt: number): boolean {
  return Number(values.not_before) < readAt / 1000 - barrierLifetimeSeconds;
}

/** Which buckets have rows. The index is a row of the log, replaced in the same commit that moves rows to a bucket. */
export interface BucketIndex {
  readonly isEmpty: boolean;
  has(bucket: number): boolean;
  /** The index with one more bucket, and the changes to the log that store it; no changes if it has the bucket already. */
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

/** @param revision 0 while the log has no index row */
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
