// What keeps barriers cheap to read: those of the log go to their buckets, and those behind which nothing is alive go for good.
import type { Change, Row, Store } from '../store/store.ts';
import {
  bucketCount,
  bucketIndexOf,
  bucketOf,
  bucketPartition,
  isBarrier,
  isOver,
  keptInLogMs,
  keyOf,
  logPartition,
  targetOf,
} from './barrier-rows.ts';

/** Rows of the log that one commit moves: with the rows that they replace, and the index, a commit has at most 100 changes. */
const movedAtOnce = 40;
/** Changes in one commit. */
const largestCommit = 100;

/** Parts of all buckets, one for each ten minutes of a day: each bucket is pruned once a day. */
const pruneParts = 144;
const pruneMs = 600_000;

export interface TidiedBarriers {
  readonly moved: number;
  readonly removed: number;
  readonly isMoreLeft: boolean;
}

/**
 * One slice. A row is in its bucket before it leaves the log, so that whoever reads the log and then the bucket finds it.
 * @param signal after which no further rows are looked at, when some have been moved
 * @throws StoreUnavailableError: what is left is done the next time
 */
export async function tidyBarriers(store: Store, signal: AbortSignal): Promise<TidiedBarriers> {
  const { rows, readAt } = await store.read(logPartition);
  const barriers = rows.filter(isBarrier);
  const over = barriers.filter((row) => isOver(row, readAt));
  let removed = await removeRows(logPartition, over, store);
  let moved = 0;
  let index = bucketIndexOf(rows);
  for (const { bucket, some } of movable(barriers, readAt)) {
    if (signal.aborted && moved > 0) return { moved, removed, isMoreLeft: true };
    const next = index.with(bucket);
    // One of them was raised again, or another instance is at work: the log has to be read anew.
    if (!(await moveRows(bucket, some, next.changes, store))) return { moved, removed, isMoreLeft: true };
    moved += some.length;
    index = next.index;
  }
  const part = Math.floor(readAt / pruneMs) % pruneParts;
  for (let bucket = part; bucket < bucketCount && !signal.aborted; bucket += pruneParts) {
    if (!index.has(bucket)) continue;
    const kept = await store.read(bucketPartition(bucket));
    const dead = kept.rows.filter((row) => isOver(row, kept.readAt));
    removed += await removeRows(bucketPartition(bucket), dead, store);
  }
  return { moved, removed, isMoreLeft: over.length > largestCommit };
}

interface Movable {
  readonly bucket: number;
  readonly some: readonly Row[];
}

/** Rows of the log that every instance has had the time to read, as many at once as a commit may have. */
function movable(rows: readonly Row[], readAt: number): readonly Movable[] {
  const byBucket = new Map<number, Row[]>();
  for (const row of rows) {
    const bucket = bucketOf(targetOf(row));
    if (bucket === undefined || isOver(row, readAt) || row.insertedAt > readAt - keptInLogMs) continue;
    const others = byBucket.get(bucket);
    if (others) others.push(row);
    else byBucket.set(bucket, [row]);
  }
  return [...byBucket].flatMap(([bucket, all]) =>
    Array.from({ length: Math.ceil(all.length / movedAtOnce) }, (_, index) => ({
      bucket,
      some: all.slice(index * movedAtOnce, (index + 1) * movedAtOnce),
    })),
  );
}

async function moveRows(
  bucket: number,
  rows: readonly Row[],
  index: readonly Change[],
  store: Store,
): Promise<boolean> {
  const kept = await store.read(bucketPartition(bucket));
  const latest = new Map([...rows].sort(byMoment).map((row) => [keyOf(targetOf(row)), row]));
  const changes = [...latest.values()].flatMap((row) => changesFor(row, kept.rows));
  if (changes.length > 0 && (await store.commit(bucketPartition(bucket), changes)) === 'refused') return false;
  const removals = rows.map(({ name }) => ({ remove: name }));
  return (await store.commit(logPartition, [...removals, ...index])) === 'committed';
}

function byMoment(one: Row, other: Row): number {
  return Number(one.values.not_before) - Number(other.values.not_before);
}

/** None for a row of a slice that was broken off, which is there already. */
function changesFor(row: Row, kept: readonly Row[]): readonly Change[] {
  const same = kept.filter((each) => keyOf(targetOf(each)) === keyOf(targetOf(row)));
  if (same.some((each) => byMoment(each, row) >= 0)) return [];
  return [...same.map(({ name }) => ({ remove: name })), { insert: row.name, values: row.values }];
}

async function removeRows(partition: string, rows: readonly Row[], store: Store): Promise<number> {
  const changes = rows.slice(0, largestCommit).map(({ name }) => ({ remove: name }));
  if (changes.length === 0) return 0;
  return (await store.commit(partition, changes)) === 'committed' ? changes.length : 0;
}
