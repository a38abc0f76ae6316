// Keeps barriers cheap to read: moves them from the log to their buckets, and removes those whose grants have all expired.
import type { Change, Row, Store } from '../store/store.ts';
import {
  bucketCount,
  bucketIndexOf,
  bucketOf,
  bucketPartition,
  isBarrier,
  isOver,
  keyOf,
  logPartition,
  minTimeInLogMs,
  targetOf,
} from './barrier-rows.ts';

/** An entity group transaction of Azure Table Storage has at most 100 changes. */
const maxChangesPerCommit = 100;
/** Leaves room in a commit for the rows that the moved ones replace, and for the index. */
const maxRowsPerMove = 40;

/** One part of the buckets is pruned every ten minutes, so that each bucket is pruned once a day. */
const pruneParts = 144;
const prunePeriodMs = 600_000;

export interface TidiedBarriers {
  readonly moved: number;
  readonly removed: number;
  readonly isMoreLeft: boolean;
}

/**
 * Runs one slice of upkeep. Inserts a row into its bucket before it leaves the log, so that a reader of both always finds it.
 * @param signal ends the slice early, but not before it has moved some rows
 * @throws StoreUnavailableError; the next slice does the rest
 */
export async function tidyBarriers(store: Store, signal: AbortSignal): Promise<TidiedBarriers> {
  const { rows, readAt } = await store.read(logPartition);
  const barriers = rows.filter(isBarrier);
  const over = barriers.filter((row) => isOver(row, readAt));
  let removed = await removeRows(logPartition, over, store);
  let moved = 0;
  let index = bucketIndexOf(rows);
  for (const { bucket, rows: moving } of movesFrom(barriers, readAt)) {
    if (signal.aborted && moved > 0) return { moved, removed, isMoreLeft: true };
    const next = index.with(bucket);
    // A barrier was raised again, or another instance moves rows too: the next slice reads the log again.
    if (!(await moveRows(bucket, moving, next.changes, store))) return { moved, removed, isMoreLeft: true };
    moved += moving.length;
    index = next.index;
  }
  const part = Math.floor(readAt / prunePeriodMs) % pruneParts;
  for (let bucket = part; bucket < bucketCount && !signal.aborted; bucket += pruneParts) {
    if (!index.has(bucket)) continue;
    const snapshot = await store.read(bucketPartition(bucket));
    const dead = snapshot.rows.filter((row) => isOver(row, snapshot.readAt));
    removed += await removeRows(bucketPartition(bucket), dead, store);
  }
  return { moved, removed, isMoreLeft: over.length > maxChangesPerCommit };
}

interface Move {
  readonly bucket: number;
  readonly rows: readonly Row[];
}

/** Moves the rows that every instance has had time to read from the log. */
function movesFrom(rows: readonly Row[], readAt: number): readonly Move[] {
  const byBucket = new Map<number, Row[]>();
  for (const row of rows) {
    const bucket = bucketOf(targetOf(row));
    if (bucket === undefined || isOver(row, readAt) || row.insertedAt > readAt - minTimeInLogMs) continue;
    const others = byBucket.get(bucket);
    if (others) others.push(row);
    else byBucket.set(bucket, [row]);
  }
  return [...byBucket].flatMap(([bucket, all]) =>
    Array.from({ length: Math.ceil(all.length / maxRowsPerMove) }, (_, index) => ({
      bucket,
      rows: all.slice(index * maxRowsPerMove, (index + 1) * maxRowsPerMove),
    })),
  );
}

async function moveRows(
  bucket: number,
  rows: readonly Row[],
  index: readonly Change[],
  store: Store,
): Promise<boolean> {
  const stored = await store.read(bucketPartition(bucket));
  const latest = new Map([...rows].sort(byMoment).map((row) => [keyOf(targetOf(row)), row]));
  const changes = [...latest.values()].flatMap((row) => changesFor(row, stored.rows));
  if (changes.length > 0 && (await store.commit(bucketPartition(bucket), changes)) === 'refused') return false;
  const removals = rows.map(({ name }) => ({ remove: name }));
  return (await store.commit(logPartition, [...removals, ...index])) === 'committed';
}

function byMoment(one: Row, other: Row): number {
  return Number(one.values.not_before) - Number(other.values.not_before);
}

/** No changes if an interrupted slice has already inserted the row. */
function changesFor(row: Row, stored: readonly Row[]): readonly Change[] {
  const same = stored.filter((each) => keyOf(targetOf(each)) === keyOf(targetOf(row)));
  if (same.some((each) => byMoment(each, row) >= 0)) return [];
  return [...same.map(({ name }) => ({ remove: name })), { insert: row.name, values: row.values }];
}

async function removeRows(partition: string, rows: readonly Row[], store: Store): Promise<number> {
  const changes = rows.slice(0, maxChangesPerCommit).map(({ name }) => ({ remove: name }));
  if (changes.length === 0) return 0;
  return (await store.commit(partition, changes)) === 'committed' ? changes.length : 0;
}
