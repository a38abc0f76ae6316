// Failures of one counter in one window: counted here, written in batches, added up over all instances.
import { randomBytes } from 'node:crypto';
import type { Row, Store } from '../store/store.ts';

interface FailureBatch {
  readonly row: string;
  readonly count: number;
}

export interface FailureTally {
  readonly partition: string;
  /** How many are allowed in the window. */
  readonly limit: number;
  /** Whether the store was read since this tally began: the counter may have been evicted, or the instance have started since. */
  isRead: boolean;
  /** Written by any instance, when this one last looked. */
  written: number;
  /** Of this instance, in a row that may have been written: an answer can get lost. */
  batch: FailureBatch | undefined;
  /** Of this instance, not written yet. */
  pending: number;
  /** Attempts at this instance that are not judged yet. */
  open: number;
}

export function newTally(partition: string, limit: number): FailureTally {
  return { partition, limit, isRead: false, written: 0, batch: undefined, pending: 0, open: 0 };
}

/** Failures of all instances, as far as this one knows. */
export function countOf(tally: FailureTally): number {
  return tally.written + unwritten(tally);
}

/** Nothing would be lost with it. */
export function isEmpty(tally: FailureTally): boolean {
  return tally.open === 0 && countOf(tally) === 0;
}

/** Whether it would be over if all open attempts failed. */
export function isFull(tally: FailureTally): boolean {
  return countOf(tally) + tally.open >= tally.limit;
}

export function isOver(tally: FailureTally): boolean {
  return countOf(tally) >= tally.limit;
}

/** With the first failure, to learn of the others; then whenever there is a batch to write. */
export function isDue(tally: FailureTally): boolean {
  return !tally.isRead || isBatchDue(tally);
}

/**
 * At each quarter of the limit, and when it is reached; no more once the store has as many as the limit. So a window costs four
 * rows, and one more for each further instance that had a quarter to write before it knew.
 */
function isBatchDue(tally: FailureTally): boolean {
  if (tally.written >= tally.limit) return false;
  const count = unwritten(tally);
  return count >= Math.ceil(tally.limit / 4) || (count > 0 && isOver(tally));
}

function unwritten({ batch, pending }: FailureTally): number {
  return pending + (batch?.count ?? 0);
}

/**
 * Writes the batch that is due, then reads what all instances have: two round trips at most, and one more after a call that
 * failed.
 * @throws StoreUnavailableError: the same call can be repeated, and nothing is counted twice
 */
export async function shareTally(tally: FailureTally, store: Store): Promise<void> {
  if (isBatchDue(tally)) {
    if (tally.batch) await writeBatch(tally, tally.batch, store);
    if (tally.pending > 0) {
      tally.batch = { row: randomBytes(12).toString('base64url'), count: tally.pending };
      tally.pending = 0;
      await writeBatch(tally, tally.batch, store);
    }
  }
  // Over the limit already, there is nothing to learn.
  if (isOver(tally)) {
    tally.isRead = true;
    return;
  }
  const { rows } = await store.read(tally.partition);
  const written = rows.reduce((sum, row) => sum + countIn(row), 0);
  tally.written = Math.max(tally.written, written);
  tally.isRead = true;
}

async function writeBatch(tally: FailureTally, { row, count }: FailureBatch, store: Store): Promise<void> {
  // Refused: the row is there from a time when the answer was lost.
  await store.commit(tally.partition, [{ insert: row, values: { count } }]);
  tally.batch = undefined;
  tally.written += count;
}

/** A row that cannot be read counts as one failure: it was written for one at least. */
function countIn({ values: { count } }: Row): number {
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : 1;
}
