import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { filesOf, sizesOf, startSize } from '../../build/sizes.js';
import { startServer } from '../support/server.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
const alone = join(root, 'out', 'command-line', 'tessera.mjs');

it('packs the build, host.json, licences and a package.json without dependencies', async () => {
  await run(process.execPath, [join(root, 'build', 'package.js')]);
  const zip = await readFile(join(root, 'out', 'tessera.zip'));
  const commandLine = await readFile(alone);
  const files = unzipSync(zip);
  const built = (await readdir(join(root, 'dist'))).map((file) => `dist/${file}`);
  expect(built).toContain('dist/app.js');
  expect(Object.keys(files).sort()).toEqual(
    [...built, 'LICENSE', 'THIRD-PARTY-NOTICES', 'host.json', 'package.json'].sort(),
  );
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
  expect((await readFile(alone)).equals(commandLine), 'of the command line too').toBe(true);
});

/** Bytes. */
const budget = { zip: 680_000, start: 940_000, commandLine: 2_250_000 };

it('stays small: what a start without telemetry and identity reads, and what is sent', async () => {
  const { outputs } = JSON.parse(await readFile(join(root, 'out', 'app-files.json'), 'utf8'));
  const sizes = sizesOf(outputs);
  expect(startSize(outputs)).toBeLessThan(budget.start);
  expect((await stat(join(root, 'out', 'tessera.zip'))).size).toBeLessThan(budget.zip);
  expect((await stat(alone)).size).toBeLessThan(budget.commandLine);
  // Each part is there, so that one that has moved to the start is seen.
  for (const part of ['with a managed identity', 'with TELEMETRY']) expect(sizes[part]).toBeGreaterThan(300_000);
  const files = await readdir(join(root, 'dist'));
  expect(files.filter((file) => !file.endsWith('.js'))).toEqual([]);
  const maps = await readdir(join(root, 'out', 'maps'));
  expect(maps.sort()).toEqual(files.map((file) => `${file}.map`).sort());
});

it('reads one file at a start, and one for the table store, beside entries and the glue of the bundler', async () => {
  const { outputs } = JSON.parse(await readFile(join(root, 'out', 'app-files.json'), 'utf8'));
  const files = filesOf(outputs);
  const counts = ['at every start', 'with STORE=table'].map((part) => {
    const sizes = files[part]?.map((file) => outputs[file].bytes) ?? [];
    return [sizes.filter((bytes) => bytes > 4_000).length, sizes.length];
  });
  expect(counts).toEqual([
    [1, 3],
    [1, 2],
  ]);
});

it('makes a command line that needs nothing but Node', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-alone-'));
  const script = join(folder, 'tessera.mjs');
  await cp(alone, script);
  const ran = (...args: readonly string[]) =>
    run(process.execPath, [script, ...args], { cwd: folder, env: {} }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  const { stdout } = await run(process.execPath, [join(root, 'out', 'tessera.js'), '--version']);
  expect(stdout).toMatch(/^tessera \d+\.\d+\.\d+ \(commit (?:[0-9a-f]{12}(?:, with changes)?|unknown)\)\n$/);
  expect(await ran('--version')).toEqual({ code: 0, stdout, stderr: '' });
  expect(await ran('clients', 'list')).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^No store is named\. Set GRANTS_STORAGE__accountName .*\n$/),
  });
  expect(await ran('keys', 'list')).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^No key ring is named\. Set .*KEYS_FILE.*\n$/),
  });
  const checked = await ran('doctor', '--json');
  expect([checked.code, JSON.parse(checked.stdout)]).toEqual([
    1,
    expect.arrayContaining([
      expect.objectContaining({
        what: 'KEYS, KEYS_FILE or KEY_VAULT is missing',
        todo: expect.stringMatching(
          /^set KEY_VAULT in the environment, .*; docs\/reference\.md in the repository of Tessera lists the settings$/,
        ),
      }),
    ]),
  ]);
  const server = await startServer();
  const tried = await ran('selftest', server.url).finally(() => server.close());
  expect([tried.code, tried.stderr]).toEqual([
    1,
    expect.stringMatching(/^No store is named\. .* Or give a client with --client-id, which needs no store\.\n$/),
  ]);
  const help = await ran('keys', 'list', '--help');
  expect(help.stdout).toContain('  node tessera.mjs keys list --json\n');
  expect(help.stdout).not.toContain('npm run');
  // As npm links a `bin`.
  const linked = join(folder, 'tessera');
  await symlink(script, linked);
  expect((await run(process.execPath, [linked, 'keys', 'list', '--help'], { env: {} })).stdout).toContain(
    '  tessera keys list --json\n',
  );
  const { bin } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  expect(join(root, bin.tessera)).toBe(alone);
  expect((await readFile(script, 'utf8')).startsWith('#!/usr/bin/env node\n')).toBe(true);
  // Nothing is written that was not asked for.
  expect((await readdir(folder)).sort()).toEqual(['tessera', 'tessera.mjs']);
  await rm(folder, { recursive: true });
});
