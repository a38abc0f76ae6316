// What a store of rows promises. Single use rests on it: a grant is used up by one conditional commit and by nothing else.
// test/shared/store/contract.ts runs the promises against every store, parallel callers included.

import type { Kind } from './partition.ts';

/** Numbers are finite, and -0 may come back as 0. */
export type Values = Readonly<Record<string, string | number | boolean>>;

export type Change =
  /** Refused when the row is there. */
  | { readonly insert: string; readonly values: Values }
  /** Refused when the row is gone; changes nothing and never makes it. */
  | { readonly require: string }
  /** Refused when the row is gone. */
  | { readonly remove: string };

export interface Row {
  readonly name: string;
  readonly values: Values;
  /** Milliseconds since the epoch, by the store's own clock. Of a row that was required since, it may be when that was. */
  readonly insertedAt: number;
}

/** A partition at one moment. */
export interface Snapshot {
  readonly rows: readonly Row[];
  /** When it was read: milliseconds since the epoch, by the store's own clock, so that rows have an age on any instance. */
  readonly readAt: number;
}

export interface FoundRow extends Row {
  readonly partition: string;
}

export interface Store {
  /**
   * Applies all changes or none, in one round trip; `require` changes come first. Of callers whose changes exclude each
   * other, exactly one is told `committed`. A row lives until its partition is swept.
   * @param partition a key of partition.ts
   * @param traceparent W3C Trace Context of the caller, which goes along where the store is another service
   * @throws StoreUnavailableError: whether the changes were applied is not known
   */
  commit(partition: string, changes: readonly Change[], traceparent?: string): Promise<'committed' | 'refused'>;

  /**
   * The rows of a partition, one round trip; none when there is no such partition.
   * @param traceparent as with `commit`
   * @throws StoreUnavailableError
   */
  read(partition: string, traceparent?: string): Promise<Snapshot>;

  /**
   * Rows of that name whose values equal all those given, in no order.
   * @throws StoreUnavailableError
   */
  list(name: string, values: Values): AsyncIterable<FoundRow>;

  /**
   * Every row of every partition of a kind that is kept for good, in no order; other rows are not looked at.
   * @throws StoreUnavailableError
   */
  listKind(kind: Kind): AsyncIterable<FoundRow>;

  /**
   * Removes partitions whose last day is before that day, whole, and nothing else; never what is kept for good. What it
   * leaves, because of the limit or because it failed in the middle, the next call finds. Several at once do no harm.
   * @param day UTC, as YYYYMMDD
   * @param limit rows; the partition that reaches it is still removed whole, and a store may have some more under way
   * @param signal ends the sweep before its next round trip; a partition may be left with some of its rows
   * @returns how many rows were removed; fewer than the limit when nothing is left, or when the signal came
   * @throws StoreUnavailableError
   */
  sweep(day: string, limit: number, signal?: AbortSignal): Promise<number>;
}

/** Why a store gave no answer: it could not be reached or its answer was lost, was too slow, or had too much to do. */
export type StoreTrouble = 'unreachable' | 'slow' | 'throttling';

/** The store did not answer in time, or what it answered was lost. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly trouble: StoreTrouble;

  constructor(message: string, { trouble = 'unreachable', cause }: { trouble?: StoreTrouble; cause?: unknown } = {}) {
    super(message, { cause });
    this.trouble = trouble;
  }
}
