// Sweeps a table: all sixteen ranges concurrently, the partitions of a range one after the other.
import { ranges, sweepDay } from './partition.ts';
import type { FoundRow, Store } from './store.ts';
import { filterForDaysBefore } from './table-rows.ts';

/** Limits of the Table service. */
const maxTransactionRows = 100;
const maxPageRows = 1_000;

type Pages = (filter: string, maxPageSize: number) => AsyncIterable<{ readonly rows: readonly FoundRow[] }>;

interface Partition {
  readonly key: string;
  readonly names: string[];
}

interface Sweep {
  readonly day: string;
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
}

/** A failure in one range does not stop the others; the first is thrown when all have ended. @throws StoreUnavailableError */
export async function sweepRanges(
  pages: Pages,
  commit: Store['commit'],
  { day, limit, signal }: Sweep,
): Promise<number> {
  const before = sweepDay(day);
  // A quarter more than the share of a range, because the last partition of a page may continue on the next one.
  const pageSize = Math.min(maxPageRows, Math.ceil((1.25 * limit) / ranges.length));
  let removed = 0;
  let claimed = 0;

  async function sweepRange(range: string): Promise<void> {
    for await (const { key, names } of partitionsOf(pages(filterForDaysBefore(range, before), pageSize))) {
      if (claimed >= limit || signal?.aborted) return;
      // Claimed before the removal, because the other ranges run concurrently.
      claimed += names.length;
      const count = await removePartition(commit, key, names, signal);
      removed += count;
      claimed -= names.length - count;
    }
  }

  const outcomes = await Promise.allSettled(ranges.map(sweepRange));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return removed;
}

/** Pages are in the order of the keys; a partition may continue on the next page. */
async function* partitionsOf(pages: ReturnType<Pages>): AsyncGenerator<Partition> {
  let last: Partition | undefined;
  for await (const { rows } of pages) {
    for (const { partition, name } of rows) {
      if (last?.key === partition) {
        last.names.push(name);
      } else {
        if (last) yield last;
        last = { key: partition, names: [name] };
      }
    }
  }
  if (last) yield last;
}

/** A transaction is refused if a concurrent sweep has removed one of its rows; the next sweep finds the rest. */
async function removePartition(
  commit: Store['commit'],
  key: string,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<number> {
  let removed = 0;
  for (let start = 0; start < names.length && !signal?.aborted; start += maxTransactionRows) {
    const some = names.slice(start, start + maxTransactionRows);
    const outcome = await commit(
      key,
      some.map((name) => ({ remove: name })),
    );
    if (outcome === 'committed') removed += some.length;
  }
  return removed;
}
