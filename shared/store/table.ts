// The store on Azure Table Storage, Cosmos DB for Table or Azurite. A commit is one entity group transaction, a read one query.
// Times are the service's: Timestamp of a row, Date of an answer.
import type { TableClient } from '@azure/data-tables';
import { type Deadlines, productionDeadlines } from '../base/deadlines.ts';
import { rangesOfKind } from './partition.ts';
import { type Change, type FoundRow, type Store, type StoreTrouble, StoreUnavailableError } from './store.ts';
import { isRefusal, isTableMissing, isThrottling, statusAndCodeOf } from './table-error.ts';
import { filterFor, filterForPartition, filterForPrefix, toRow } from './table-rows.ts';
import { sweepRanges } from './table-sweep.ts';
import { transactionsOf } from './table-transaction.ts';
import { traceCalls } from './traced-calls.ts';

interface Page {
  readonly rows: readonly FoundRow[];
  readonly readAt: number;
}

const troubles: Readonly<Record<StoreTrouble, (timeoutMs: number, thrown: unknown) => string>> = {
  slow: (timeoutMs) => `no answer within ${timeoutMs} ms from the table service, or from the managed identity`,
  throttling: () => 'the table service has too much to do',
  unreachable: (_, thrown) => `the table service did not answer, or not as it should (${statusAndCodeOf(thrown)})`,
};

interface CallOptions {
  /** Default: `storeTimeoutMs`. */
  readonly timeoutMs?: number;
  readonly traceparent?: string | undefined;
}

type StoreDeadlines = Pick<Deadlines, 'storeTimeoutMs' | 'searchTimeoutMs' | 'startTimer'>;

export function tableStore(client: TableClient, deadlines: StoreDeadlines = productionDeadlines): Store {
  const { storeTimeoutMs, searchTimeoutMs, startTimer } = deadlines;
  const searchOptions = { timeoutMs: searchTimeoutMs };
  const transact = transactionsOf(client);

  /** Makes a call within its deadline. Creates the table if it does not exist. @throws StoreUnavailableError */
  async function call<T>(send: (abortSignal: AbortSignal) => Promise<T>, options: CallOptions = {}): Promise<T> {
    const { timeoutMs = storeTimeoutMs, traceparent } = options;
    const signal = startTimer(timeoutMs);
    traceCalls(signal, traceparent);
    // The SDK fetches the token of a managed identity without regard to the signal.
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    try {
      return await Promise.race([sendOrCreateTable(send, signal), late]);
    } catch (thrown) {
      const trouble = signal.aborted ? 'slow' : isThrottling(thrown) ? 'throttling' : 'unreachable';
      throw new StoreUnavailableError(troubles[trouble](timeoutMs, thrown), { trouble, cause: thrown });
    }
  }

  async function sendOrCreateTable<T>(send: (signal: AbortSignal) => Promise<T>, abortSignal: AbortSignal): Promise<T> {
    try {
      return await send(abortSignal);
    } catch (thrown) {
      if (!isTableMissing(thrown)) throw thrown;
      // Succeeds also if another instance has just created it.
      await client.createTable({ abortSignal });
      return send(abortSignal);
    }
  }

  async function submit(
    partition: string,
    changes: readonly Change[],
    options?: CallOptions,
  ): Promise<'committed' | 'refused'> {
    return call(async (abortSignal) => {
      try {
        await transact(partition, changes, abortSignal);
        return 'committed';
      } catch (thrown) {
        if (isRefusal(thrown)) return 'refused';
        throw thrown;
      }
    }, options);
  }

  /** One round trip per page. @param maxPageSize rows, at most 1000 */
  async function* pages(filter: string, maxPageSize?: number, options?: CallOptions): AsyncGenerator<Page> {
    let continuationToken: string | undefined;
    do {
      const page = await call(async (abortSignal) => {
        let date: string | undefined;
        const settings = {
          ...(continuationToken !== undefined && { continuationToken }),
          ...(maxPageSize !== undefined && { maxPageSize }),
        };
        const onResponse = ({ headers }: { headers: { get(name: string): string | undefined } }) => {
          date = headers.get('date');
        };
        const query = client.listEntities({ queryOptions: { filter }, abortSignal, onResponse });
        const { value } = await query.byPage(settings).next();
        const readAt = Date.parse(date ?? '');
        if (!value || Number.isNaN(readAt)) throw new Error('the table service answered without rows or a date');
        return { rows: [...value].map(toRow), readAt, next: value.continuationToken };
      }, options);
      yield page;
      continuationToken = page.next;
    } while (continuationToken !== undefined);
  }

  return {
    commit: (partition, changes, traceparent) => submit(partition, changes, { traceparent }),

    async read(partition, traceparent) {
      const rows: FoundRow[] = [];
      let readAt = 0;
      for await (const page of pages(filterForPartition(partition), undefined, { traceparent })) {
        rows.push(...page.rows);
        readAt = page.readAt;
      }
      return { rows: rows.map(({ name, values, insertedAt }) => ({ name, values, insertedAt })), readAt };
    },

    async *list(name, values) {
      for await (const { rows } of pages(filterFor(name, values), undefined, searchOptions)) {
        const wanted = Object.entries(values);
        yield* rows.filter((row) => wanted.every(([key, value]) => row.values[key] === value));
      }
    },

    async *listKind(kind) {
      for (const prefix of rangesOfKind(kind)) {
        for await (const { rows } of pages(filterForPrefix(prefix), undefined, searchOptions)) yield* rows;
      }
    },

    sweep: (day, limit, signal) =>
      sweepRanges(
        (filter, pageSize) => pages(filter, pageSize, searchOptions),
        (partition, changes) => submit(partition, changes, searchOptions),
        { day, limit, signal },
      ),
  };
}
