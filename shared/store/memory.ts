import type { Clock } from '../base/clock.ts';
import { lastDay, rangesOfKind, sweepDay } from './partition.ts';
import type { Change, FoundRow, Row, Store, Values } from './store.ts';

type Rows = Map<string, Row>;

/** `<0-f>-<last day>`. */
function shardOf(partition: string): string {
  return partition.slice(0, 10);
}

/** Rows in this process only, lost when it ends: for development with one instance. */
export function memoryStore(clock: Clock): Store {
  /** Partitions by range and last day: a sweep looks at none that live on, and a map that outgrows its table is a small one. */
  const shards = new Map<string, Map<string, Rows>>();

  function add(partition: string, rows: Rows): void {
    const shard = shards.get(shardOf(partition));
    if (shard) shard.set(partition, rows);
    else shards.set(shardOf(partition), new Map([[partition, rows]]));
  }

  function remove(partition: string): void {
    const shard = shards.get(shardOf(partition));
    shard?.delete(partition);
    if (shard?.size === 0) shards.delete(shardOf(partition));
  }

  return {
    async commit(partition, changes) {
      const found = shards.get(shardOf(partition))?.get(partition);
      const rows: Rows = found ?? new Map();
      // No await between the check and the change, so the commit is atomic.
      if (!changes.every((change) => isPossible(change, rows))) return 'refused';
      const now = clock.now();
      for (const change of changes) apply(change, rows, now);
      if (rows.size === 0) remove(partition);
      else if (!found) add(partition, rows);
      return 'committed';
    },

    async read(partition) {
      const rows = shards.get(shardOf(partition))?.get(partition);
      return { rows: rows ? [...rows.values()] : [], readAt: clock.now() };
    },

    async *list(name, values) {
      for (const shard of shards.values()) {
        for (const [partition, rows] of shard) {
          const row = rows.get(name);
          if (row && holds(row, values)) yield { ...row, partition } satisfies FoundRow;
        }
      }
    },

    async *listKind(kind) {
      for (const prefix of rangesOfKind(kind)) {
        for (const [partition, rows] of shards.get(shardOf(prefix)) ?? []) {
          if (!partition.startsWith(prefix)) continue;
          for (const row of rows.values()) yield { ...row, partition } satisfies FoundRow;
        }
      }
    },

    async sweep(day, limit, signal) {
      const before = sweepDay(day);
      let removed = 0;
      for (const [key, shard] of shards) {
        if (lastDay(key) >= before) continue;
        for (const [partition, rows] of shard) {
          if (removed >= limit || signal?.aborted) return removed;
          remove(partition);
          removed += rows.size;
        }
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
