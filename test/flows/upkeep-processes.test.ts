// Upkeep of the built service, as processes on one Azurite: which process does it, and what happens when it or the store dies.
import { expect, it, onTestFinished } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/base/clock.ts';
import type { Store } from '../../shared/store/store.ts';
import { type ClaimedSlice, claimsOf, claimsPartition } from '../../shared/upkeep/claims.ts';
import { openUpkeep } from '../../shared/upkeep/upkeep.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';
import { openStorageLine, type StorageLine } from '../support/storage-line.ts';
import { keepUntil, loggedUpkeep, sizesOf, testLimits } from '../support/upkeep.ts';
import { eventually } from './eventually.ts';

interface Scene {
  readonly azurite: Azurite;
  readonly store: Store;
}

/** Each test has separate tables, with expired grants and one live grant. */
async function openScene(): Promise<Scene> {
  const azurite = await startTestAzurite();
  onTestFinished(() => azurite.close());
  return { azurite, store: await openTestStore(azurite) };
}

async function start(GRANTS_STORAGE: string): Promise<ServiceProcess> {
  const service = await startServiceProcess({ STORE: 'table', GRANTS_STORAGE });
  onTestFinished(() => service.end('SIGKILL'));
  return service;
}

function over(store: Store, count: number): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: count }, () => keepUntil(store, '2026-01-01T12:00:00Z')));
}

const alive = () => new Date(Date.now() + 86_400_000).toISOString();

async function claims({ store }: Scene): Promise<readonly ClaimedSlice[]> {
  const { rows } = await store.read(claimsPartition(Date.now()));
  return claimsOf(rows).filter(({ step }) => step === 'clean_up');
}

/** Resolves when the claim is made, some grants are removed, and an answer is withheld. */
function stopHalfWay(line: StorageLine): Promise<void> {
  const isHalfWay = line.expect([...Array(6).fill('none'), 'answer withheld']);
  void line.expect(Array(1_000).fill('answer withheld'));
  return isHalfWay;
}

function linesOf({ output }: ServiceProcess, event: string): readonly string[] {
  return output()
    .split('\n')
    .filter((line) => line.includes(`"event":"${event}"`));
}

it('is done by exactly one of two processes, while both serve requests', async () => {
  const scene = await openScene();
  const partitions = await over(scene.store, 30);
  const kept = await keepUntil(scene.store, alive());
  const services = await Promise.all([start(scene.azurite.connectionString), start(scene.azurite.connectionString)]);
  const jwks = services.flatMap(({ url }) => [1, 2, 3].map(() => fetch(`${url}/jwks`)));
  expect((await Promise.all(jwks)).map(({ status }) => status)).toEqual(Array(6).fill(200));
  await eventually(async () => expect(await claims(scene)).toMatchObject([{ result: { outcome: 'done' } }]));
  await Promise.all(services.map((service) => service.end('SIGINT')));
  const lines = services.flatMap((service) => linesOf(service, 'clean_up'));
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { event: 'clean_up', rows_removed: 90, is_more_left: false, milliseconds: expect.any(Number) },
  ]);
  expect(await claims(scene)).toHaveLength(1);
  expect(await sizesOf(scene.store, [...partitions, kept])).toEqual([...Array(30).fill(0), 3]);
});

it('continues where a killed process stopped', async () => {
  const scene = await openScene();
  const partitions = await over(scene.store, 30);
  const line = await openStorageLine(scene.azurite.connectionString);
  onTestFinished(() => line.close());
  const dying = await start(line.connectionString);
  const isHalfWay = stopHalfWay(line);
  await fetch(`${dying.url}/jwks`);
  await isHalfWay;
  await dying.end('SIGKILL');
  const left = (await sizesOf(scene.store, partitions)).filter((rows) => rows > 0);
  expect(left.length).toBeGreaterThan(0);
  expect(left.every((rows) => rows === 3)).toBe(true);
  expect(await claims(scene)).toMatchObject([{ slice: 0 }]);

  const other = await start(scene.azurite.connectionString);
  await fetch(`${other.url}/health/ready`);
  expect(await (await fetch(`${other.url}/health/ready`)).json()).toMatchObject({
    status: 'ready',
    upkeep: { clean_up: { status: 'running' } },
  });
  await other.end('SIGINT');
  expect(linesOf(other, 'clean_up')).toEqual([]);

  // Simulates a later time. The store has whole seconds, so its time may be earlier than that of the claim.
  const upkeep = openUpkeep(
    { store: scene.store, clock: systemClock },
    { ...loggedUpkeep(), limits: { ...testLimits, abandonedAfterMs: -2_000 } },
  );
  upkeep.afterAnswer();
  await upkeep.settled();
  expect(await claims(scene)).toMatchObject([
    { slice: 0 },
    { slice: 1, result: { outcome: 'done', isMoreLeft: false } },
  ]);
  expect(await sizesOf(scene.store, partitions)).toEqual(Array(30).fill(0));
});

it('does not delay the shutdown of a process during a slice, and leaves no partition half removed', async () => {
  const scene = await openScene();
  const partitions = await over(scene.store, 30);
  const line = await openStorageLine(scene.azurite.connectionString);
  onTestFinished(() => line.close());
  const service = await start(line.connectionString);
  const isHalfWay = stopHalfWay(line);
  await fetch(`${service.url}/jwks`);
  await isHalfWay;
  await service.end('SIGINT');
  expect(service.output()).not.toMatch(/unhandled|rejection|"cause"|^\s+at /im);
  expect((await sizesOf(scene.store, partitions)).every((rows) => rows === 0 || rows === 3)).toBe(true);
});

it('affects no request while the store is down, and is reported once in five minutes', async () => {
  const { azurite } = await openScene();
  const line = await openStorageLine(azurite.connectionString);
  onTestFinished(() => line.close());
  const service = await start(line.connectionString);
  // Every request: the SDK retries by itself.
  void line.expect(Array(1_000).fill(503), 'upkeep');
  for (let times = 0; times < 20; times += 1) expect((await fetch(`${service.url}/jwks`)).status).toBe(200);
  await eventually(() => expect(linesOf(service, 'upkeep_failed')).toHaveLength(1));
  for (let times = 0; times < 20; times += 1) expect((await fetch(`${service.url}/jwks`)).status).toBe(200);
  await service.end('SIGINT');
  expect(linesOf(service, 'upkeep_failed').map((each) => JSON.parse(each))).toEqual([
    { event: 'upkeep_failed', cause: expect.stringMatching(/^StoreUnavailableError: the table service has too much/) },
  ]);
});
