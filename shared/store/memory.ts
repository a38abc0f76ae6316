import type { Clock } from '../base/clock.ts';
import { lastDay, rangesOfKind, sweepDay } from './partition.ts';
import type { Change, FoundRow, Row, Store, Values } from './store.ts';

/** Rows in this process only, lost when it ends: for development with one instance. */
export function memoryStore(clock: Clock): Store {
  const partitions = new Map<string, Map<string, Row>>();

  return {
    async commit(partition, changes) {
      const rows = partitions.get(partition) ?? new Map<string, Row>();
      // No await between the check and the change, so the commit is atomic.
      if (!changes.every((change) => isPossible(change, rows))) return 'refused';
      for (const change of changes) apply(change, rows, clock.now());
      if (rows.size > 0) partitions.set(partition, rows);
      else partitions.delete(partition);
      return 'committed';
    },

    async read(partition) {
      return { rows: [...(partitions.get(partition)?.values() ?? [])], readAt: clock.now() };
    },

    async *list(name, values) {
      for (const [partition, rows] of partitions) {
        const row = rows.get(name);
        if (row && holds(row, values)) yield { ...row, partition } satisfies FoundRow;
      }
    },

    async *listKind(kind) {
      const prefixes = rangesOfKind(kind);
      for (const [partition, rows] of partitions) {
        if (!prefixes.some((prefix) => partition.startsWith(prefix))) continue;
        for (const row of rows.values()) yield { ...row, partition } satisfies FoundRow;
      }
    },

    async sweep(day, limit, signal) {
      const before = sweepDay(day);
      let removed = 0;
      for (const [partition, rows] of partitions) {
        if (removed >= limit || signal?.aborted) break;
        if (lastDay(partition) < before && partitions.delete(partition)) removed += rows.size;
      }
      return removed;
    },
  };
}

function isPossible(change: Change, rows: ReadonlyMap<string, Row>): boolean {
  if ('insert' in change) return !rows.has(change.insert);
  return rows.has('require' in change ? change.require : change.remove);
}

function apply(change: Change, rows: Map<string, Row>, now: number): void {
  if ('insert' in change) rows.set(change.insert, { name: change.insert, values: change.values, insertedAt: now });
  else if ('remove' in change) rows.delete(change.remove);
}

function holds(row: Row, values: Values): boolean {
  return Object.entries(values).every(([name, value]) => row.values[name] === value);
}
