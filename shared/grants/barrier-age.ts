// How long ago barriers were raised, for operators: each call reads the store.
import type { Store } from '../store/store.ts';
import {
  bucketIndexOf,
  bucketOf,
  bucketPartition,
  keyOf,
  logPartition,
  type Moments,
  momentsOf,
} from './barrier-rows.ts';
import type { BarrierTarget } from './barriers.ts';

/** @returns seconds since the barrier was last raised, by the store's clock, at the reading of the log @throws StoreUnavailableError */
export type BarrierAgeOf = (target: BarrierTarget) => Promise<number | undefined>;

/** Reads the log now, and each bucket that a target needs once. @throws StoreUnavailableError */
export async function readBarrierAges(store: Store): Promise<BarrierAgeOf> {
  const { rows, readAt } = await store.read(logPartition);
  const index = bucketIndexOf(rows);
  const recent = momentsOf(rows);
  const buckets = new Map<number, Promise<Moments>>();

  function readBucket(bucket: number): Promise<Moments> {
    const known = buckets.get(bucket) ?? store.read(bucketPartition(bucket)).then(({ rows: old }) => momentsOf(old));
    buckets.set(bucket, known);
    return known;
  }

  return async (target) => {
    const bucket = bucketOf(target);
    const old = bucket !== undefined && index.has(bucket) ? await readBucket(bucket) : undefined;
    const moments = [recent, old].flatMap((each) => each?.get(keyOf(target)) ?? []);
    return moments.length === 0 ? undefined : readAt / 1000 - Math.max(...moments);
  };
}

/** @returns seconds since the barrier was last raised, by the store's clock @throws StoreUnavailableError */
export async function findBarrierAge(target: BarrierTarget, store: Store): Promise<number | undefined> {
  return (await readBarrierAges(store))(target);
}
