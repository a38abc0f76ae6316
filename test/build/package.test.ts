import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

it('packs the bundle, host.json and a package.json that installs nothing', async () => {
  await run(process.execPath, [join(root, 'build', 'package.js')]);
  const zip = await readFile(join(root, 'out', 'tessera.zip'));
  const files = unzipSync(zip);
  expect(Object.keys(files).sort()).toEqual(['dist/app.js', 'host.json', 'package.json']);
  expect(Buffer.from(files['dist/app.js'] ?? [])).toEqual(await readFile(join(root, 'dist', 'app.js')));
  expect(JSON.parse(Buffer.from(files['package.json'] ?? []).toString())).toEqual({
    name: 'tessera',
    version: expect.any(String),
    private: true,
    type: 'module',
    main: 'dist/app.js',
    engines: { node: '>=20.19' },
  });

  await run(process.execPath, [join(root, 'build', 'package.js'), join(root, 'local', 'demo-clients.json')]);
  const withClients = unzipSync(await readFile(join(root, 'out', 'tessera.zip')));
  expect(Object.keys(withClients).sort()).toEqual(['demo-clients.json', 'dist/app.js', 'host.json', 'package.json']);

  await run(process.execPath, [join(root, 'build', 'package.js')]);
  expect(await readFile(join(root, 'out', 'tessera.zip')), 'the same source gives the same bytes').toEqual(zip);
});
