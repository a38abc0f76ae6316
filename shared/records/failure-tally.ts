// Failures of one counter in one window: counted here, written in batches, added up over all instances.
import { randomBytes } from 'node:crypto';
import type { Row, Store } from '../store/store.ts';

interface FailureBatch {
  readonly row: string;
  readonly count: number;
}

export interface FailureTally {
  /** Of the counter. */
  readonly name: string;
  readonly partition: string;
  /** How many are allowed in the window. */
  readonly limit: number;
  /** Written by any instance, when this one last looked. */
  written: number;
  /** Of this instance, in a row that may have been written: an answer can get lost. */
  batch: FailureBatch | undefined;
  /** Of this instance, not written yet. */
  pending: number;
  /** Attempts at this instance that are not judged yet. */
  open: number;
}

export function newTally(name: string, partition: string, limit: number): FailureTally {
  return { name, partition, limit, written: 0, batch: undefined, pending: 0, open: 0 };
}

/** Whether it would be over if all open attempts failed. */
export function isFull(tally: FailureTally): boolean {
  return tally.written + unwritten(tally) + tally.open >= tally.limit;
}

export function isOver(tally: FailureTally): boolean {
  return tally.written + unwritten(tally) >= tally.limit;
}

/**
 * Whether other instances are to be told now: at each quarter of the limit, and when it is reached. So a window costs a few
 * rows, and an instance that knows nothing of the others' counts allows a quarter of the limit more.
 */
export function isDue(tally: FailureTally): boolean {
  const count = unwritten(tally);
  return count >= Math.ceil(tally.limit / 4) || (count > 0 && isOver(tally));
}

function unwritten({ batch, pending }: FailureTally): number {
  return pending + (batch?.count ?? 0);
}

/**
 * Writes what is not written, then reads what all instances have: two round trips, and one more after a call that failed.
 * @throws StoreUnavailableError: the same call can be repeated, and nothing is counted twice
 */
export async function shareTally(tally: FailureTally, store: Store): Promise<void> {
  if (tally.batch) await writeBatch(tally, tally.batch, store);
  if (tally.pending > 0) {
    tally.batch = { row: randomBytes(12).toString('base64url'), count: tally.pending };
    tally.pending = 0;
    await writeBatch(tally, tally.batch, store);
  }
  // Over the limit already, nothing is to be learned.
  if (isOver(tally)) return;
  const { rows } = await store.read(tally.partition);
  const written = rows.reduce((sum, row) => sum + countOf(row), 0);
  tally.written = Math.max(tally.written, written);
}

async function writeBatch(tally: FailureTally, { row, count }: FailureBatch, store: Store): Promise<void> {
  // Refused: the row is there from a time when the answer was lost.
  await store.commit(tally.partition, [{ insert: row, values: { count } }]);
  tally.batch = undefined;
  tally.written += count;
}

/** A row that cannot be read stands for one failure: somebody wrote it for one at least. */
function countOf({ values: { count } }: Row): number {
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : 1;
}
