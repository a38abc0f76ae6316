// What a start costs, and what it has loaded then.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { measureStarts } from '../../bench/start-up/starts.js';
import { appFilesList } from '../../build/app-files.js';
import { root } from '../../build/root.js';
import { startFiles } from '../../build/sizes.js';
import { freePort, serve } from '../package/deployment.js';
import { grantClients, introspect } from '../support/grants.ts';
import { postAsJob, send } from '../support/request.ts';
import { issuer, temporaryFile, testKeyRing } from '../support/server.ts';

/** Starts of Node with nothing to load: CPU time, medians of interleaved rounds. Reached are 3.4 and 4.6. */
const budget = { memory: 4.1, table: 5.6 };

it('costs no more than a few empty starts of Node', async () => {
  const { empty, memory, table } = await measureStarts(15);
  expect(memory.cpuMs / empty.cpuMs).toBeLessThan(budget.memory);
  expect(table.cpuMs / empty.cpuMs).toBeLessThan(budget.table);
});

it('has loaded all that tokens, APIs and refusals need, and nothing of the pages', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-loaded-'));
  const port = await freePort();
  const settings = {
    ISSUER: issuer,
    STORE: 'memory',
    KEYS: JSON.stringify(await testKeyRing()),
    CLIENTS_FILE: await temporaryFile(grantClients),
    NODE_V8_COVERAGE: join(folder, 'loaded'),
  };
  const child = await serve(root, port, { settings, scratch: folder });
  const service = { url: `http://127.0.0.1:${port}` };
  const { json } = await postAsJob(service);
  expect((await introspect(service, json.access_token)).status).toBe(200);
  expect((await postAsJob(service, { scope: 'unknown' })).status).toBe(400);
  for (const path of ['/jwks', '/.well-known/openid-configuration', '/health/ready']) {
    expect((await send(service, path)).status, path).toBe(200);
  }
  await child.close();
  const files = (await readdir(settings.NODE_V8_COVERAGE)).map((file) => join(settings.NODE_V8_COVERAGE, file));
  const reports = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8'))));
  await rm(folder, { recursive: true });
  const urls: readonly string[] = reports.flatMap(({ result }) => result.map(({ url }: { url: string }) => url));
  const loaded = urls.filter((url) => url.includes('/dist/')).map((url) => basename(new URL(url).pathname));
  const { outputs } = JSON.parse(await readFile(join(root, appFilesList), 'utf8'));
  expect([...new Set(loaded)].sort()).toEqual(
    startFiles(outputs)
      .map((file) => basename(file))
      .sort(),
  );
});
