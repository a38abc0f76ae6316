// The sweep of a table: sixteen ranges of days side by side, each removing its partitions one after the other.
import { ranges, sweepDay } from './partition.ts';
import type { FoundRow, Store } from './store.ts';
import { filterForDaysBefore } from './table-rows.ts';

/** Rows in one transaction, at most. */
const transactionSize = 100;
/** Rows in one answer of the service, at most. */
const largestPage = 1_000;

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

/** What `Store.sweep` promises. A range that fails does not hold up the others: the call fails when all have ended. */
export async function sweepRanges(
  pages: Pages,
  commit: Store['commit'],
  { day, limit, signal }: Sweep,
): Promise<number> {
  const before = sweepDay(day);
  // What each may remove and some more, since a partition that the page cuts has to wait for the next one.
  const pageSize = Math.min(largestPage, Math.ceil((1.25 * limit) / ranges.length));
  let removed = 0;
  let taken = 0;

  async function sweepRange(range: string): Promise<void> {
    for await (const { key, names } of partitionsOf(pages(filterForDaysBefore(range, before), pageSize))) {
      if (taken >= limit || signal?.aborted) return;
      // Taken before it is removed: the others are at work meanwhile.
      taken += names.length;
      const count = await removePartition(commit, key, names, signal);
      removed += count;
      taken -= names.length - count;
    }
  }

  const outcomes = await Promise.allSettled(ranges.map(sweepRange));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return removed;
}

/** Pages come in the order of the keys, and cut where they are full. */
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

/** Rows that another sweep has removed meanwhile are left to it, and what it leaves to the next. */
async function removePartition(
  commit: Store['commit'],
  key: string,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<number> {
  let removed = 0;
  for (let start = 0; start < names.length && !signal?.aborted; start += transactionSize) {
    const some = names.slice(start, start + transactionSize);
    const outcome = await commit(
      key,
      some.map((name) => ({ remove: name })),
    );
    if (outcome === 'committed') removed += some.length;
  }
  return removed;
}
