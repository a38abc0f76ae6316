// The failures of one counter in one window: counted in memory, written in batches, and summed over all instances.
import { randomBytes } from 'node:crypto';
import type { Row, Store } from '../store/store.ts';

interface FailureBatch {
  /** Name of the row, so that a batch is written only once, even if a commit is repeated. */
  readonly row: string;
  readonly count: number;
}

export interface FailureTally {
  readonly partition: string;
  readonly limit: number;
  /** Whether this tally includes those in the store, which may be from this instance too, before a restart or an eviction. */
  isRead: boolean;
  /** Failures in the store, by all instances, at the last reading. */
  written: number;
  /** Failures of this instance in a row that may have been written; the answer to a commit can get lost. */
  batch: FailureBatch | undefined;
  pending: number;
  /** In-flight attempts at this instance. */
  open: number;
}

export function newTally(partition: string, limit: number): FailureTally {
  return { partition, limit, isRead: false, written: 0, batch: undefined, pending: 0, open: 0 };
}

/** Failures of all instances that this one knows of. */
export function countOf(tally: FailureTally): number {
  return tally.written + unwritten(tally);
}

/** Whether the tally can be forgotten without loss. */
export function isEmpty(tally: FailureTally): boolean {
  return tally.open === 0 && countOf(tally) === 0;
}

/** Whether the limit would be reached if all in-flight attempts failed. */
export function isFull(tally: FailureTally): boolean {
  return countOf(tally) + tally.open >= tally.limit;
}

export function isOver(tally: FailureTally): boolean {
  return countOf(tally) >= tally.limit;
}

/** Due at the first failure, to read those of other instances, and then whenever a batch is due. */
export function isDue(tally: FailureTally): boolean {
  return !tally.isRead || isBatchDue(tally);
}

/** At each quarter of the limit and at the limit: a window has four rows, and at most one more for each further instance. */
function isBatchDue(tally: FailureTally): boolean {
  if (tally.written >= tally.limit) return false;
  const count = unwritten(tally);
  return count >= Math.ceil(tally.limit / 4) || (count > 0 && isOver(tally));
}

function unwritten({ batch, pending }: FailureTally): number {
  return pending + (batch?.count ?? 0);
}

/** Makes two round trips, or three after a failed call. @throws StoreUnavailableError; a repeated call counts nothing twice */
export async function shareTally(tally: FailureTally, store: Store): Promise<void> {
  if (isBatchDue(tally)) {
    if (tally.batch) await writeBatch(tally, tally.batch, store);
    if (tally.pending > 0) {
      tally.batch = { row: randomBytes(12).toString('base64url'), count: tally.pending };
      tally.pending = 0;
      await writeBatch(tally, tally.batch, store);
    }
  }
  // Once the limit is written, the failures of other instances change nothing. Before, they may make a further row needless.
  if (tally.written >= tally.limit) {
    tally.isRead = true;
    return;
  }
  const { rows } = await store.read(tally.partition);
  // It was written, and the answer was lost: otherwise it would count twice.
  if (rows.some(({ name }) => name === tally.batch?.row)) tally.batch = undefined;
  const written = rows.reduce((sum, row) => sum + countIn(row), 0);
  tally.written = Math.max(tally.written, written);
  tally.isRead = true;
}

async function writeBatch(tally: FailureTally, { row, count }: FailureBatch, store: Store): Promise<void> {
  // A refusal means that the row was written before, and the answer was lost.
  await store.commit(tally.partition, [{ insert: row, values: { count } }]);
  tally.batch = undefined;
  tally.written += count;
}

/** A malformed row counts as one failure, since every row has at least one. */
function countIn({ values: { count } }: Row): number {
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : 1;
}
