// The built entry file, without settings in the environment.
import { cp, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it, vi } from 'vitest';
import { loadApp, startHost } from '../../local/host.ts';
import { eventually } from '../flows/eventually.ts';

const entry = pathToFileURL(join(import.meta.dirname, '..', '..', 'dist', 'app.js')).href;

it('loads in a Functions worker, and answers that its settings are wrong', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  const app = await loadApp(() => import(entry));
  expect(told.mock.calls).toEqual([
    [
      'Tessera cannot start, its settings are wrong: ISSUER is missing; STORE is missing; KEYS, KEYS_FILE or KEY_VAULT is missing',
    ],
  ]);
  told.mockRestore();
  const host = await startHost(app, { port: 0 });
  const statuses = ['/health/live', '/health/ready', '/jwks'].map(
    async (path) => (await fetch(host.url + path)).status,
  );
  expect(await Promise.all(statuses)).toEqual([200, 503, 500]);
  await host.close();
});

it('answers with a fault, and logs it, while the file of an endpoint cannot be read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-app-'));
  await cp(dirname(fileURLToPath(entry)), join(folder, 'dist'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const name = (await readdir(join(folder, 'dist'))).find((file) => file.startsWith('browser-endpoints-')) ?? '';
  const [file, away] = [join(folder, 'dist', name), join(folder, 'away.js')];
  await rename(file, away);
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  const app = await loadApp(() => import(pathToFileURL(join(folder, 'dist', 'app.js')).href));
  const log: string[] = [];
  const host = await startHost(app, { port: 0, log: (_level, line) => log.push(line) });
  const answer = await fetch(`${host.url}/no-such-path`);
  expect([answer.status, await answer.json()]).toEqual([
    500,
    expect.objectContaining({ error: 'server_error', error_codes: [50000, expect.any(Number)] }),
  ]);
  expect(log).toEqual([
    expect.stringMatching(/"outcome":"fault","endpoint":"unknown".*Cannot find module .*browser-endpoints-/),
  ]);
  // After the answers in flight: Node remembers a failed import.
  await eventually(() => expect(exit).toHaveBeenCalledWith(1));
  exit.mockRestore();
  await rename(away, file);
  expect((await fetch(`${host.url}/no-such-path`)).status).toBe(404);
  await host.close();
  await rm(folder, { recursive: true });
});
