import { expect } from 'vitest';
import { newPartition } from '../../../shared/store/partition.ts';
import type { Change, Row, Store } from '../../../shared/store/store.ts';

/** Seconds since the epoch. */
export const nextYear = Math.floor(Date.now() / 1000) + 365 * 86_400;

export function insert(name: string): Change {
  return { insert: name, values: {} };
}

export async function partitionWith(store: Store, ...names: readonly string[]): Promise<string> {
  const partition = newPartition(nextYear);
  if (names.length > 0) expect(await store.commit(partition, names.map(insert))).toBe('committed');
  return partition;
}

/** The rows by name. */
export async function rowsOf(store: Store, partition: string): Promise<readonly Row[]> {
  const { rows } = await store.read(partition);
  return [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export async function namesIn(store: Store, partition: string): Promise<readonly string[]> {
  return (await rowsOf(store, partition)).map((row) => row.name);
}
