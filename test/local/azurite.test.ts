import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAzurite, startAzurite } from '../../local/azurite.ts';
import { StartError } from '../../local/start-error.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { openTableClient } from '../../shared/store/table-client.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { grantClients, redeem, refresh } from '../support/grants.ts';
import { patientDeadlines } from '../support/held-deadlines.js';
import { startServer, type TestServer } from '../support/server.ts';
import { startServiceProcess } from '../support/service-process.ts';
import { type BuiltCopy, copyBuilt } from './built-copy.ts';

/** Does not wait for a process that stays alive. */
const hasty = { deadlines: { ...patientDeadlines, azuriteOwnerTimeoutMs: 0 } };

let copy: BuiltCopy;
let folder: string;
/** Shares the keys, and issues the codes that the processes redeem. */
let signer: TestServer;
beforeAll(async () => {
  copy = await copyBuilt();
  folder = copy.folder;
  signer = await startServer({ clients: grantClients, clock: systemClock });
});
afterAll(async () => {
  await signer.close();
  await copy.remove();
});

it('keeps grants over a restart, and over kill -9', async () => {
  const first = await startServiceProcess({}, folder);
  const code = await signer.issueCode('web');
  const redeemed = await redeem(first, code);
  expect(redeemed.status, redeemed.text).toBe(200);
  await first.end('SIGKILL');

  const second = await startServiceProcess({}, folder);
  const refreshed = await refresh(second, redeemed.json.refresh_token);
  expect(refreshed.status, refreshed.text).toBe(200);
  await second.end('SIGINT');

  const third = await startServiceProcess({}, folder);
  const again = await refresh(third, refreshed.json.refresh_token);
  expect((await redeem(third, code)).json.error_codes).toEqual([54005]);
  await third.end('SIGINT');
  expect(again.status, again.text).toBe(200);
  expect(await readdir(join(folder, '.data', 'azurite'))).toEqual(['tables.json']);
});

it('starts no Azurite when the store is memory or another storage is named', async () => {
  await rm(join(folder, '.data'), { recursive: true, force: true });
  const azurite = await startTestAzurite();
  for (const environment of [{ STORE: 'memory' }, { STORE: 'table', GRANTS_STORAGE: azurite.connectionString }]) {
    const service = await startServiceProcess(environment, folder);
    expect((await redeem(service, await signer.issueCode('web'))).status).toBe(200);
    await service.end('SIGINT');
  }
  await azurite.close();
  expect(await readdir(folder)).not.toContain('.data');
});

it('gives a folder to one of several concurrent starts, also after a killed process', async () => {
  const data = await mkdtemp(join(tmpdir(), 'tessera-azurite-'));
  // No process has this number.
  await writeFile(join(data, 'pid-4194305'), '4194305 http://127.0.0.1:1');
  const attempts = await Promise.allSettled(Array.from({ length: 4 }, () => startAzurite(data, hasty)));
  const started = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  expect(started).toHaveLength(1);
  expect(findAzurite(data)).toBe(started[0]?.connectionString);
  await started[0]?.close();
  expect(await readdir(data)).toEqual(['tables.json']);
  await rm(data, { recursive: true });
});

it('waits for an Azurite that ends soon, such as that of a command', async () => {
  const data = await mkdtemp(join(tmpdir(), 'tessera-azurite-'));
  const first = await startAzurite(data);
  const waiting = startAzurite(data);
  await first.close();
  await (await waiting).close();
  await rm(data, { recursive: true });
});

it('refuses a folder that another Azurite keeps in use', async () => {
  const data = await mkdtemp(join(tmpdir(), 'tessera-azurite-'));
  const azurite = await startAzurite(data);
  await expect(startAzurite(data, hasty)).rejects.toThrow(StartError);
  await azurite.close();
  await (await startAzurite(data)).close();
  await rm(data, { recursive: true });
});

it('is found by other processes while it runs, and not after', async () => {
  const data = await mkdtemp(join(tmpdir(), 'tessera-azurite-'));
  expect(findAzurite(data)).toBeUndefined();
  const azurite = await startAzurite(data);
  const found = findAzurite(data);
  const [name = ''] = (await readdir(data)).filter((each) => each.startsWith('pid-'));
  const content = await readFile(join(data, name), 'utf8');
  expect(found).toBe(azurite.connectionString);
  await azurite.close();
  expect(findAzurite(data)).toBeUndefined();
  // Left behind by a killed process.
  await writeFile(join(data, name), content);
  expect(findAzurite(data)).toBeUndefined();
  await rm(data, { recursive: true });
});

it('is not found by others when it is not shared', async () => {
  const data = await mkdtemp(join(tmpdir(), 'tessera-azurite-'));
  const own = await startAzurite(data, { isShared: false });
  expect(findAzurite(data)).toBeUndefined();
  const waiting = startAzurite(data, hasty);
  await own.close();
  const next = await waiting;
  expect(findAzurite(data)).toBe(next.connectionString);
  await next.close();
  await rm(data, { recursive: true });
});

it('is found when a service started it for its grants', async () => {
  const service = await startServiceProcess({}, folder);
  const found = findAzurite(join(folder, '.data', 'azurite'));
  const redeemed = await redeem(service, await signer.issueCode('web'));
  const store = await openTestStore({ connectionString: found ?? '' });
  const grants = [];
  for await (const row of store.list('active', { client: 'web' })) grants.push(row);
  await service.end('SIGKILL');
  expect(redeemed.status, redeemed.text).toBe(200);
  expect(grants.length).toBeGreaterThan(0);
  expect(findAzurite(join(folder, '.data', 'azurite'))).toBeUndefined();
});

it.each([
  ['it is empty', ''],
  ['it does not hold tables', '{"a":1}'],
  ['it does not hold tables', '[]'],
  ['it is damaged or truncated', '{"filename":"tables.json","collections":[{"name":"$TABLES_'],
  ['it is damaged or truncated', '\u0000\u0000\u0000'],
])('leaves an invalid file of tables unchanged, and says what to do: %s', async (problem, content) => {
  const data = await mkdtemp(join(tmpdir(), 'tessera-azurite-'));
  const file = join(data, 'tables.json');
  await writeFile(file, content);
  await expect(startAzurite(data)).rejects.toThrow(
    new StartError(
      `${file}: ${problem}. It was left unchanged: restore a copy, or move it away to start with empty tables. To do without: STORE=memory npm start`,
    ),
  );
  expect(await readFile(file, 'utf8')).toBe(content);
  expect(await readdir(data)).toEqual(['tables.json']);
  await rm(data, { recursive: true });
});

it('reports at its end that rows cannot be saved, as on a full disk', async () => {
  const data = await mkdtemp(join(tmpdir(), 'tessera-azurite-'));
  const azurite = await startAzurite(data);
  // Azurite writes to this path before it renames the file.
  await mkdir(join(data, 'tables.json~'));
  const client = await openTableClient({ connectionString: azurite.connectionString }, false);
  await client.createTable();
  await expect(azurite.close()).rejects.toThrow(
    new StartError(`Changes to ${join(data, 'tables.json')} may be lost: Azurite exited with code 1.`),
  );
  await rm(data, { recursive: true });
});
