import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

it('packs the build, host.json and a package.json without dependencies', async () => {
  await run(process.execPath, [join(root, 'build', 'package.js')]);
  const zip = await readFile(join(root, 'out', 'tessera.zip'));
  const files = unzipSync(zip);
  const built = (await readdir(join(root, 'dist'))).map((file) => `dist/${file}`);
  expect(built).toContain('dist/app.js');
  expect(Object.keys(files).sort()).toEqual([...built, 'host.json', 'package.json'].sort());
  const isWhole = async (file: string) => (await readFile(join(root, file))).equals(files[file] ?? new Uint8Array());
  for (const file of built) expect(await isWhole(file), file).toBe(true);
  for (const bytes of Object.values(files)) expect(Buffer.from(bytes).includes('for-local-use-only')).toBe(false);
  expect(JSON.parse(Buffer.from(files['package.json'] ?? []).toString())).toEqual({
    name: 'tessera',
    version: expect.any(String),
    private: true,
    type: 'module',
    main: 'dist/app.js',
    engines: { node: '>=20.19' },
  });

  await run(process.execPath, [join(root, 'build', 'package.js'), join(root, 'local', 'demo-clients.json')]);
  const folder = join(root, 'out', 'package');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const inFolder = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  expect(inFolder.sort()).toEqual([...Object.keys(files), 'demo-clients.json'].sort());
  const withClients = unzipSync(await readFile(join(root, 'out', 'tessera.zip')));
  expect(Object.keys(withClients).sort()).toEqual([...Object.keys(files), 'demo-clients.json'].sort());

  await run(process.execPath, [join(root, 'build', 'package.js')]);
  const again = await readFile(join(root, 'out', 'tessera.zip'));
  expect(again.equals(zip), 'the same source gives the same bytes').toBe(true);
});
