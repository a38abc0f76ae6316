import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../../local/azurite.ts';
import { newPartition } from '../../../shared/store/partition.ts';
import { type Change, type Store, StoreUnavailableError } from '../../../shared/store/store.ts';
import { tableStore } from '../../../shared/store/table.ts';
import { openTableClient } from '../../../shared/store/table-client.ts';
import { startTestAzurite } from '../../support/azurite.ts';
import { openStorageLine, type StorageLine } from '../../support/storage-line.ts';
import { storeContract } from './contract.ts';
import { insert, namesIn, nextYear } from './contract-rows.ts';

storeContract('Azure tables, on Azurite', async () => {
  const azurite = await startTestAzurite();
  return { store: tableStore(await openTableClient(azurite, false)), close: azurite.close };
});

describe('the table store', () => {
  let azurite: Azurite;
  let line: StorageLine;
  let store: Store;
  beforeAll(async () => {
    azurite = await startTestAzurite();
    line = await openStorageLine(azurite.connectionString);
    store = tableStore(await openTableClient(line, false));
  });
  afterAll(async () => {
    await line.close();
    await azurite.close();
  });

  /** What a call rejects with, and what caused that. */
  async function failure(call: Promise<unknown>): Promise<string> {
    const thrown: unknown = await call.then(
      () => 'no failure',
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(StoreUnavailableError);
    return thrown instanceof Error ? String(thrown.cause) : '';
  }

  it('makes its table when callers at once find that it is missing', async () => {
    const partitions = Array.from({ length: 12 }, () => newPartition(nextYear));
    const told = await Promise.all([
      ...partitions.map((partition) => store.commit(partition, [insert('code')])),
      store.read(newPartition(nextYear)).then(({ rows }) => rows.length),
      store.sweep('20000101'),
    ]);
    expect(told).toEqual([...partitions.map(() => 'committed'), 0, 0]);
  });

  it('keeps with each row when it is over: the end of its last day', async () => {
    const partition = newPartition(Date.parse('2031-05-06T23:00:00Z') / 1000);
    await store.commit(partition, [insert('code')]);
    const client = await openTableClient(azurite, false);
    expect(await client.getEntity(partition, 'code')).toMatchObject({ expiresAt: new Date('2031-05-07T00:00:00Z') });
  });

  it('sweeps partitions of more rows than fit in a transaction, and more rows than fit in a page', async () => {
    const endsAt = Date.parse('2004-01-01T12:00:00Z') / 1000;
    const partition = newPartition(endsAt);
    for (let start = 0; start < 1_150; start += 50) {
      const changes = Array.from({ length: 50 }, (_, index): Change => insert(`row.${start + index}`));
      await store.commit(partition, changes);
    }
    expect((await namesIn(store, partition)).length).toBe(1_150);
    expect(await store.sweep('20040101')).toBe(0);
    line.takeCount();
    expect(await store.sweep('20040102')).toBe(1_150);
    // Sixteen ranges, one of them of two pages, and a transaction for each hundred rows.
    expect(line.takeCount()).toBe(16 + 1 + 12);
    expect(await namesIn(store, partition)).toEqual([]);
  });

  it.each([429, 503] as const)('fails at once when it is told %d, and does not ask again', async (status) => {
    for (const call of [() => store.commit(newPartition(nextYear), [insert('code')]), () => store.read('0-x')]) {
      line.takeCount();
      const happened = line.expect([status]);
      expect(await failure(call())).toMatch(new RegExp(`ThrottledError: the store answered ${status}`));
      await happened;
      expect(line.takeCount()).toBe(1);
    }
  });

  it('fails with the cause when nobody listens', async () => {
    const closed = await openStorageLine(azurite.connectionString);
    await closed.close();
    const unreachable = tableStore(await openTableClient(closed, false));
    expect(await failure(unreachable.read(newPartition(nextYear)))).toMatch(/ECONNREFUSED/);
  });

  it('fails when its deadline is over', async () => {
    const hasty = tableStore(await openTableClient(line, false), 100);
    const happened = line.expect(['answer withheld']);
    expect(await failure(hasty.read(newPartition(nextYear)))).toMatch(/TimeoutError|AbortError/);
    await happened;
  });

  it('fails, and does not say refused, when the service refuses a change for another reason', async () => {
    const tooLong = { insert: 'row', values: { text: 'x'.repeat(40_000) } };
    expect(await failure(store.commit(newPartition(nextYear), [tooLong]))).toMatch(
      /PropertyValueTooLarge|too large|exceed/i,
    );
  });
});
