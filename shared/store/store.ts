// The contract of a store, on which single use of codes and refresh tokens relies. test/shared/store/contract.ts checks it.
import type { Kind } from './partition.ts';

/** Numbers are finite, and -0 may come back as 0. */
export type Values = Readonly<Record<string, string | number | boolean>>;

export type Change =
  /** Refused if the row exists. */
  | { readonly insert: string; readonly values: Values }
  /** Refused if the row does not exist; changes nothing. */
  | { readonly require: string }
  /** Refused if the row does not exist. */
  | { readonly remove: string };

export interface Row {
  readonly name: string;
  readonly values: Values;
  /** Milliseconds since the epoch, by the store's clock. A later `require` of the row may update it. */
  readonly insertedAt: number;
}

export interface Snapshot {
  readonly rows: readonly Row[];
  /** Milliseconds since the epoch, by the store's clock, so that the age of a row does not depend on the instance. */
  readonly readAt: number;
}

export interface FoundRow extends Row {
  readonly partition: string;
}

export interface Store {
  /**
   * Applies all changes or none, in one round trip; `require` changes come first. Of concurrent callers whose changes exclude
   * each other, exactly one gets `committed`. A row lives until it is removed or its partition is swept.
   * @param traceparent W3C Trace Context of the caller
   * @throws StoreUnavailableError; the changes may have been applied
   */
  commit(partition: string, changes: readonly Change[], traceparent?: string): Promise<'committed' | 'refused'>;

  /** Reads a partition in one round trip; no rows if it does not exist. @throws StoreUnavailableError */
  read(partition: string, traceparent?: string): Promise<Snapshot>;

  /** Rows with that name and values, in no order. Scans the whole table: for operators only. @throws StoreUnavailableError */
  list(name: string, values: Values): AsyncIterable<FoundRow>;

  /** Every row of the permanent partitions of a kind, in no order, without a scan of others. @throws StoreUnavailableError */
  listKind(kind: Kind): AsyncIterable<FoundRow>;

  /**
   * Removes whole partitions whose last day is before that day (UTC, as YYYYMMDD); never permanent ones. The next call removes
   * what a failure or the limit left. Concurrent sweeps are safe.
   * @param limit rows; the partition that reaches it is still removed whole, and a store may exceed it by a few partitions
   * @param signal ends the sweep before its next round trip; a partition may keep some of its rows
   * @returns the number of removed rows; fewer than the limit if nothing is left, or after the signal
   * @throws StoreUnavailableError
   */
  sweep(day: string, limit: number, signal?: AbortSignal): Promise<number>;
}

export type StoreTrouble = 'unreachable' | 'slow' | 'throttling';

/** The store did not answer, or its answer was lost, so the effect of a commit is unknown. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly trouble: StoreTrouble;

  constructor(message: string, { trouble = 'unreachable', cause }: { trouble?: StoreTrouble; cause?: unknown } = {}) {
    super(message, { cause });
    this.trouble = trouble;
  }
}
