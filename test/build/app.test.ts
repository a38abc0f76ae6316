// The built entry file, without settings in the environment.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, vi } from 'vitest';
import { loadApp, startHost } from '../../local/host.ts';

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
