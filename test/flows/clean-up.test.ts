// Clean-up against real Azurite: expired rows are removed in bounded slices, some of which fail; live rows stay.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import type { LogFields } from '../../shared/log/log-fields.ts';
import { newPartition } from '../../shared/store/partition.ts';
import type { FoundRow, Store } from '../../shared/store/store.ts';
import { removeExpired } from '../../shared/upkeep/expired.ts';
import { inBatches } from '../shared/store/in-batches.ts';
import { openTestStore, startTestAzurite, type TestAzurite } from '../support/azurite.ts';
import { grantClients, refresh, signIn } from '../support/grants.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openStorageLine, type StorageLine } from '../support/storage-line.ts';
import { loggedUpkeep, sendAndSettle } from '../support/upkeep.ts';

const isLong = Boolean(process.env.LONG);
const expired = isLong ? 20_000 : 600;
const live = isLong ? 1_000 : 60;

const day = 86_400;
const now = () => Math.floor(Date.now() / 1000);

let azurite: TestAzurite;
let line: StorageLine;
let server: TestServer;
/** Each request begins the next slice. The store has whole seconds, so its time may be earlier than that of a result. */
const upkeep = loggedUpkeep({ sliceDelayMs: -2_000, retryDelayMs: -2_000, maxSlicesPerPeriod: 1_000 });
/** Bypasses the faulty line. */
let store: Store;
beforeAll(async () => {
  azurite = await startTestAzurite();
});
afterAll(() => azurite.close());

beforeEach(async () => {
  const account = azurite.newAccount();
  line = await openStorageLine(account.connectionString);
  store = await openTestStore(account);
  server = await startServer({
    clients: grantClients,
    clock: systemClock,
    environment: { STORE: 'table', GRANTS_STORAGE: line.connectionString },
    upkeep,
  });
});
afterEach(async () => {
  await server.close();
  await line.close();
});

/** Redeemed grants that end in the given number of days. */
async function keepGrants(count: number, days: (index: number) => number): Promise<readonly string[]> {
  const partitions = Array.from({ length: count }, (_, index) => newPartition(now() + days(index) * day));
  await inBatches(partitions, 16, (partition) =>
    store.commit(partition, [
      { insert: 'code', values: { by: partition } },
      { insert: 'active', values: { by: partition, client: 'web', subject: 'u_ada' } },
      { insert: 'gen.0', values: { by: partition } },
    ]),
  );
  return partitions;
}

type Found = ReadonlyMap<string, readonly FoundRow[]>;

/** All rows of the store, by partition. */
async function findAll(): Promise<Found> {
  const found = new Map<string, FoundRow[]>();
  for (const name of ['active', 'code', 'gen.0']) {
    for await (const row of store.list(name, {})) {
      found.set(row.partition, [...(found.get(row.partition) ?? []), row]);
    }
  }
  return found;
}

/** Sends a request. @returns what the slice that it begins has logged */
async function nextSlice(): Promise<LogFields | undefined> {
  await sendAndSettle(server);
  return upkeep.takeLines().find(({ event }) => event === 'clean_up');
}

function rowsOf(partitions: readonly string[], found: Found): readonly (readonly FoundRow[])[] {
  return partitions.map((partition) => found.get(partition) ?? []);
}

it(`removes ${expired} expired grants in bounded slices, some of which fail, and keeps ${live} live grants`, async () => {
  const started = performance.now();
  const over = await keepGrants(expired, (index) => -2 - (index % 100));
  // Yesterday, today, tomorrow and in later weeks.
  const kept = await keepGrants(live, (index) => -1 + (index % 30));
  const before = rowsOf(kept, await findAll());
  expect(before.filter((rows) => rows.length !== 3)).toEqual([]);
  const used = await inBatches(Array.from({ length: 20 }), 5, () => signIn(server));
  const inserted = performance.now();

  // An interrupted slice: about 200 grants are removed, then the store is down for a while.
  const faults = [
    ...Array.from({ length: 200 }, () => 'none' as const),
    ...Array.from({ length: 16 }, () => 503 as const),
  ];
  const happened = line.expect(faults);
  expect(await nextSlice()).toMatchObject({ cause: expect.stringMatching(/ThrottledError: the store answered 503/) });
  await happened;
  const left = rowsOf(over, await findAll()).filter((rows) => rows.length > 0);
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThan(expired);
  // Each grant is removed completely or not at all.
  expect(left.filter((rows) => rows.length !== 3)).toEqual([]);

  const maxRowsPerCall = isLong ? 4_000 : 300;
  const maxRowsPerSlice = isLong ? 45_000 : 600;
  const bounded = await removeExpired(server.service, new AbortController().signal, {
    maxRowsPerCall,
    maxRowsPerSlice,
  });
  expect(bounded).toMatchObject({ fields: { is_more_left: true }, isMoreLeft: true });
  const first = Number(bounded.fields?.rows_removed);
  expect(first).toBeGreaterThanOrEqual(maxRowsPerSlice);
  expect(first).toBeLessThan(maxRowsPerSlice + maxRowsPerCall + 16 * 3);
  let removed = first;
  const sweeping = performance.now();
  for (let isMoreLeft = true; isMoreLeft; ) {
    const slice = await nextSlice();
    expect(slice?.cause).toBeUndefined();
    removed += Number(slice?.rows_removed);
    isMoreLeft = slice?.is_more_left === true;
  }
  const swept = performance.now();
  expect(removed).toBe(3 * left.length);

  const found = await findAll();
  expect(rowsOf(over, found).flat()).toEqual([]);
  expect(rowsOf(kept, found)).toEqual(before);
  for (const { refreshToken } of used) expect((await refresh(server, refreshToken)).status).toBe(200);
  if (isLong) {
    const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
    const rows = removed - first;
    console.log(`inserted in ${seconds(started, inserted)}; ${rows} rows swept in ${seconds(sweeping, swept)}`);
  }
});

it('removes everything when two slices run at once', async () => {
  const over = await keepGrants(200, () => -3);
  const noEnd = new AbortController().signal;
  const slices = await Promise.all([removeExpired(server.service, noEnd), removeExpired(server.service, noEnd)]);
  expect(slices.reduce((sum, { fields }) => sum + Number(fields?.rows_removed), 0)).toBe(600);
  expect(rowsOf(over, await findAll()).flat()).toEqual([]);
  const after = await removeExpired(server.service, noEnd);
  expect(after).toEqual({ fields: { rows_removed: 0, is_more_left: false }, isMoreLeft: false });
});
