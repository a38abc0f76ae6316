import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newPartition, ranges } from '../../../shared/store/partition.ts';
import { type Change, type Store, StoreUnavailableError } from '../../../shared/store/store.ts';
import { tableStore } from '../../../shared/store/table.ts';
import { openTableClient } from '../../../shared/store/table-client.ts';
import { openTestStore, startTestAzurite, type TestAzurite } from '../../support/azurite.ts';
import { heldDeadlines } from '../../support/held-deadlines.js';
import { openStorageLine, type StorageLine } from '../../support/storage-line.ts';
import { storeContract } from './contract.ts';
import { insert, namesIn, nextYear } from './contract-rows.ts';
import { inBatches } from './in-batches.ts';

let azurite: TestAzurite;
beforeAll(async () => {
  azurite = await startTestAzurite();
});
afterAll(() => azurite.close());

storeContract('Azure tables, on Azurite', () => openTestStore(azurite.newAccount()));

describe('the table store', () => {
  let account: Pick<TestAzurite, 'connectionString'>;
  let line: StorageLine;
  let store: Store;
  beforeEach(async () => {
    account = azurite.newAccount();
    line = await openStorageLine(account.connectionString);
    store = await openTestStore(line);
  });
  afterEach(() => line.close());

  /** The messages of the error of a call and of its cause. */
  async function failure(call: Promise<unknown>): Promise<string> {
    const thrown: unknown = await call.then(
      () => 'no failure',
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(StoreUnavailableError);
    return thrown instanceof Error ? String(thrown.cause) : '';
  }

  it('creates its table when concurrent callers find it missing', async () => {
    const partitions = Array.from({ length: 12 }, () => newPartition(nextYear));
    const told = await Promise.all([
      ...partitions.map((partition) => store.commit(partition, [insert('code')])),
      store.read(newPartition(nextYear)).then(({ rows }) => rows.length),
      store.sweep('20000101', 10_000),
    ]);
    expect(told).toEqual([...partitions.map(() => 'committed'), 0, 0]);
  });

  it('stores with each row when it expires: the end of its last day', async () => {
    const partition = newPartition(Date.parse('2031-05-06T23:00:00Z') / 1000);
    await store.commit(partition, [insert('code')]);
    const client = await openTableClient(account, false);
    expect(await client.getEntity(partition, 'code')).toMatchObject({ expiresAt: new Date('2031-05-07T00:00:00Z') });
  });

  it('sweeps partitions with more rows than a transaction, and more rows than a page', async () => {
    const endsAt = Date.parse('2004-01-01T12:00:00Z') / 1000;
    const partition = newPartition(endsAt);
    for (let start = 0; start < 1_150; start += 50) {
      const changes = Array.from({ length: 50 }, (_, index): Change => insert(`row.${start + index}`));
      await store.commit(partition, changes);
    }
    expect((await namesIn(store, partition)).length).toBe(1_150);
    expect(await store.sweep('20040101', 10_000)).toBe(0);
    for (const matter of ['upkeep', 'operations'] as const) line.takeCount(matter);
    expect(await store.sweep('20040102', 10_000)).toBe(1_150);
    // Sixteen ranges, one of them of two pages, and a transaction for each hundred rows.
    expect([line.takeCount('upkeep'), line.takeCount('operations')]).toEqual([16 + 1, 12]);
    expect(await namesIn(store, partition)).toEqual([]);
  });

  function inEachRange(count: number, endsAt: number): readonly string[] {
    const made = Array.from({ length: 100 * count }, () => newPartition(endsAt));
    return ranges.flatMap((range) => made.filter((key) => key.startsWith(range)).slice(0, count));
  }

  it('sweeps all ranges concurrently, and the partitions of a range in turn', async () => {
    const endsAt = Date.parse('2006-01-01T12:00:00Z') / 1000;
    const partitions = inEachRange(8, endsAt);
    await inBatches(partitions, 32, (partition) => store.commit(partition, [insert('code'), insert('active')]));
    const rangesWith = async (size: number) => {
      const found = await inBatches(partitions, 32, async (each) =>
        (await namesIn(store, each)).length === size ? [each.charAt(0)] : [],
      );
      return new Set(found.flat()).size;
    };
    expect(await rangesWith(2)).toBe(16);
    await store.sweep('20060102', 96);
    expect(await rangesWith(0)).toBe(16);
    expect(await rangesWith(1)).toBe(0);
    while ((await store.sweep('20060102', 96)) > 0);
    expect(await rangesWith(2)).toBe(0);
  });

  it('sweeps the other ranges when one fails, throws, and removes the rest the next time', async () => {
    const endsAt = Date.parse('2007-01-01T12:00:00Z') / 1000;
    const partitions = inEachRange(4, endsAt);
    await Promise.all(partitions.map((partition) => store.commit(partition, [insert('code'), insert('active')])));
    const left = async () => (await Promise.all(partitions.map((each) => namesIn(store, each)))).flat().length;
    const happened = line.expect(['none', 'none', 503]);
    expect(await failure(store.sweep('20070102', 10_000))).toMatch(/ThrottledError/);
    await happened;
    const after = await left();
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThanOrEqual(8);
    expect(await store.sweep('20070102', 10_000)).toBe(after);
    expect(await left()).toBe(0);
  });

  it('can sweep when the answer to a transaction is lost', async () => {
    const partition = newPartition(Date.parse('2008-01-01T12:00:00Z') / 1000);
    await store.commit(partition, [insert('code'), insert('active')]);
    const happened = line.expect(['answer lost']);
    // The SDK repeats the request, and the service answers that the rows do not exist.
    expect(await store.sweep('20080102', 10_000)).toBe(0);
    await happened;
    expect(await namesIn(store, partition)).toEqual([]);
  });

  it.each([429, 503] as const)('fails at once when the service answers %d, without a repeat', async (status) => {
    for (const call of [() => store.commit(newPartition(nextYear), [insert('code')]), () => store.read('0-x')]) {
      line.takeCount();
      const happened = line.expect([status]);
      expect(await failure(call())).toMatch(new RegExp(`ThrottledError: the store answered ${status}`));
      await happened;
      expect(line.takeCount()).toBe(1);
    }
  });

  it('fails with the cause when the connection is refused', async () => {
    const closed = await openStorageLine(account.connectionString);
    await closed.close();
    const unreachable = await openTestStore(closed);
    expect(await failure(unreachable.read(newPartition(nextYear)))).toMatch(/ECONNREFUSED/);
  });

  it('fails at its deadline', async () => {
    const deadlines = heldDeadlines();
    line.onSilence(deadlines.pass);
    const held = tableStore(await openTableClient(line, false), deadlines);
    const happened = line.expect(['answer withheld']);
    expect(await failure(held.read(newPartition(nextYear)))).toMatch(/TimeoutError|AbortError/);
    await happened;
  });

  it('throws instead of returning refused when the service rejects a change for another reason', async () => {
    const tooLong = { insert: 'row', values: { text: 'x'.repeat(40_000) } };
    expect(await failure(store.commit(newPartition(nextYear), [tooLong]))).toMatch(
      /PropertyValueTooLarge|too large|exceed/i,
    );
  });
});
