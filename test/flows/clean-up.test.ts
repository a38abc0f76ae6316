// The clean-up timer against real Azurite: what is over goes, over bounded runs that fail in between; what is alive stays.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeExpired } from '../../clean-up/expired.ts';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/clock.ts';
import { newPartition } from '../../shared/store/partition.ts';
import type { FoundRow, Store } from '../../shared/store/store.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { grantClients, refresh, signIn } from '../support/grants.ts';
import { inBatches } from '../support/in-batches.ts';
import { runCleanUp } from '../support/run-clean-up.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openStorageLine, type StorageLine } from '../support/storage-line.ts';

const isLong = Boolean(process.env.LONG);
const expired = isLong ? 20_000 : 600;
const live = isLong ? 1_000 : 60;
const timeout = isLong ? 600_000 : 120_000;

const day = 86_400;
const now = () => Math.floor(Date.now() / 1000);

let azurite: Azurite;
let line: StorageLine;
let server: TestServer;
/** Past the line. */
let store: Store;
beforeAll(async () => {
  azurite = await startTestAzurite();
  line = await openStorageLine(azurite.connectionString);
  store = await openTestStore(azurite);
  server = await startServer({
    clients: grantClients,
    clock: systemClock,
    environment: { STORE: 'table', GRANTS_STORAGE: line.connectionString },
  });
});
afterAll(async () => {
  await server.close();
  await line.close();
  await azurite.close();
});

/** Grants as a redemption leaves them, which end so many days from now. */
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

/** Everything that the store has, by partition. */
async function findAll(): Promise<Found> {
  const found = new Map<string, FoundRow[]>();
  for (const name of ['active', 'code', 'gen.0']) {
    for await (const row of store.list(name, {})) {
      found.set(row.partition, [...(found.get(row.partition) ?? []), row]);
    }
  }
  return found;
}

function rowsOf(partitions: readonly string[], found: Found): readonly (readonly FoundRow[])[] {
  return partitions.map((partition) => found.get(partition) ?? []);
}

it(
  `removes ${expired} grants that are over, in bounded runs of which some fail, and none of ${live} others`,
  async () => {
    const started = performance.now();
    const over = await keepGrants(expired, (index) => -2 - (index % 100));
    // Yesterday, today, tomorrow, and in weeks to come.
    const kept = await keepGrants(live, (index) => -1 + (index % 30));
    const before = rowsOf(kept, await findAll());
    expect(before.filter((rows) => rows.length !== 3)).toEqual([]);
    const used = await inBatches(Array.from({ length: 20 }), 5, () => signIn(server));
    const inserted = performance.now();

    // A run that is broken off: 16 ranges are read, some 200 grants removed, then the store is down for a while.
    const faults = [
      ...Array.from({ length: 217 }, () => 'none' as const),
      ...Array.from({ length: 16 }, () => 503 as const),
    ];
    const happened = line.expect(faults);
    expect(await runCleanUp(server.service)).toMatchObject({
      hasFailed: true,
      lines: [
        { level: 'error', event: 'clean_up', cause: expect.stringMatching(/ThrottledError: the store answered 503/) },
      ],
    });
    await happened;
    const left = rowsOf(over, await findAll()).filter((rows) => rows.length > 0);
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(expired);
    // None of them is half gone.
    expect(left.filter((rows) => rows.length !== 3)).toEqual([]);

    const rowsInCall = isLong ? 4_000 : 300;
    const rowsInRun = isLong ? 45_000 : 600;
    const bounded = await removeExpired(server.service, { rowsInCall, rowsInRun, milliseconds: 600_000 });
    expect(bounded).toEqual({ rows_removed: expect.any(Number), is_more_left: true });
    let removed = Number(bounded.rows_removed);
    expect(removed).toBeGreaterThanOrEqual(rowsInRun);
    expect(removed).toBeLessThan(rowsInRun + rowsInCall + 16 * 3);
    const sweeping = performance.now();
    // One is enough, unless the machine is so busy that a run reaches its limit of time.
    for (let runs = 0, isMoreLeft = true; isMoreLeft; runs += 1) {
      expect(runs).toBeLessThan(10);
      const { hasFailed, lines } = await runCleanUp(server.service);
      expect([hasFailed, lines.map(({ level, event }) => [level, event])]).toEqual([
        false,
        [['information', 'clean_up']],
      ]);
      removed += Number(lines[0]?.rows_removed);
      isMoreLeft = lines[0]?.is_more_left === true;
    }
    const swept = performance.now();
    expect(removed).toBe(3 * left.length);

    const found = await findAll();
    expect(rowsOf(over, found).flat()).toEqual([]);
    expect(rowsOf(kept, found)).toEqual(before);
    for (const { refreshToken } of used) expect((await refresh(server, refreshToken)).status).toBe(200);
    if (isLong) {
      const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
      const rows = removed - Number(bounded.rows_removed);
      console.log(`inserted in ${seconds(started, inserted)}; ${rows} rows swept in ${seconds(sweeping, swept)}`);
    }
  },
  timeout,
);

it('is done by one of two instances or by both, and leaves nothing to either', async () => {
  const over = await keepGrants(200, () => -3);
  const runs = await Promise.all([runCleanUp(server.service), runCleanUp(server.service)]);
  const removed = runs.map(({ hasFailed, lines }) => (hasFailed ? Number.NaN : Number(lines[0]?.rows_removed)));
  expect(removed.reduce((sum, rows) => sum + rows)).toBe(600);
  expect(rowsOf(over, await findAll()).flat()).toEqual([]);
  expect(await runCleanUp(server.service)).toMatchObject({ lines: [{ rows_removed: 0, is_more_left: false }] });
});
