// The clean-up timer against real Azurite: what is over goes, over bounded runs that fail in between; what is alive stays.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeExpired } from '../../clean-up/expired.ts';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/clock.ts';
import { newPartition } from '../../shared/store/partition.ts';
import type { Row, Store } from '../../shared/store/store.ts';
import { tableStore } from '../../shared/store/table.ts';
import { openTableClient } from '../../shared/store/table-client.ts';
import { startTestAzurite } from '../support/azurite.ts';
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
  store = tableStore(await openTableClient(azurite, false));
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
  await inBatches(partitions, 32, (partition) =>
    store.commit(partition, [
      { insert: 'code', values: { by: partition } },
      { insert: 'active', values: { by: partition, client: 'web', subject: 'u_ada' } },
      { insert: 'gen.0', values: { by: partition } },
    ]),
  );
  return partitions;
}

function rowsOf(partitions: readonly string[]): Promise<readonly (readonly Row[])[]> {
  return inBatches(partitions, 32, async (partition) => (await store.read(partition)).rows);
}

it(
  `removes ${expired} grants that are over, in bounded runs of which some fail, and none of ${live} others`,
  async () => {
    const started = performance.now();
    const over = await keepGrants(expired, (index) => -2 - (index % 100));
    // Yesterday, today, tomorrow, and in weeks to come.
    const kept = await keepGrants(live, (index) => -1 + (index % 30));
    const before = await rowsOf(kept);
    const used = await inBatches(Array.from({ length: 20 }), 5, () => signIn(server));
    const inserted = performance.now();

    // A run that is broken off: 16 ranges are read, some 200 partitions removed, then the store is down for a while.
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
    const left = (await rowsOf(over)).filter((rows) => rows.length > 0);
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(expired);
    // None of them is half gone.
    expect(left.filter((rows) => rows.length !== 3)).toEqual([]);

    const bounds = { rowsInCall: 300, rowsInRun: expired, milliseconds: 60_000 };
    const first = await removeExpired(server.service, bounds);
    expect(first).toEqual({ rows_removed: expect.any(Number), is_more_left: true });
    expect(first.rows_removed).toBeGreaterThanOrEqual(expired);
    expect(first.rows_removed).toBeLessThan(expired + 400);
    const sweeping = performance.now();
    const last = await runCleanUp(server.service);
    const swept = performance.now();
    expect(last).toMatchObject({ hasFailed: false, lines: [{ level: 'information', is_more_left: false }] });
    expect(Number(first.rows_removed) + Number(last.lines[0]?.rows_removed)).toBe(3 * left.length);

    expect((await rowsOf(over)).flat()).toEqual([]);
    expect(await rowsOf(kept)).toEqual(before);
    for (const { refreshToken } of used) expect((await refresh(server, refreshToken)).status).toBe(200);
    if (isLong) {
      const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
      console.log(
        `inserted in ${seconds(started, inserted)}; ${last.lines[0]?.rows_removed} rows swept in ${seconds(sweeping, swept)}`,
      );
    }
  },
  timeout,
);

it('is done by one of two instances or by both, and leaves nothing to either', async () => {
  const over = await keepGrants(200, () => -3);
  const runs = await Promise.all([runCleanUp(server.service), runCleanUp(server.service)]);
  const removed = runs.map(({ hasFailed, lines }) => (hasFailed ? Number.NaN : Number(lines[0]?.rows_removed)));
  expect(removed.reduce((sum, rows) => sum + rows)).toBe(600);
  expect((await rowsOf(over)).flat()).toEqual([]);
  expect(await runCleanUp(server.service)).toMatchObject({ lines: [{ rows_removed: 0, is_more_left: false }] });
});
