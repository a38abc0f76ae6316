// When `npm run tessera` and `npm start` build again: whatever has changed, and when in doubt.
import { cp, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

type Stamp = typeof import('../../build/stamp.js');

const root = join(import.meta.dirname, '..', '..');

const files: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'tsconfig.json': '{}',
  'node_modules/.package-lock.json': '{}',
  'shared/a.ts': 'a',
  'shared/b.ts': 'b',
  'out/tessera.js': 'ab',
};

let folder: string;
let stamp: Stamp;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-stamp-'));
  for (const [path, text] of Object.entries(files)) {
    await put(path, text);
    await utimes(join(folder, path), longAgo, longAgo);
  }
  for (const name of ['stamp.js', 'root.js']) await cp(join(root, 'build', name), join(folder, 'build', name));
  stamp = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'build', 'stamp.js')).href);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** Before anything that a test does. */
const longAgo = new Date('2026-01-01T00:00:00Z');

const built = {
  inputs: ['shared/a.ts', 'shared/b.ts', '<stdin>', 'lazy-xml:@azure/core-xml'],
  outputs: ['out/tessera.js'],
};
/** A build that begins so much later that no file has changed just before. */
const later = () => ({ ...built, beganAt: Date.now() + 60_000 });

it('builds without a stamp, and not with one', () => {
  expect(stamp.isFresh('cli')).toBe(false);
  stamp.writeStamp('cli', later());
  expect([stamp.isFresh('cli'), stamp.isFresh('all')]).toEqual([true, false]);
});

it.each<readonly [string, () => Promise<void>]>([
  ['a source is changed', () => put('shared/a.ts', 'changed')],
  ['a source is written again with the same content', () => put('shared/a.ts', 'a')],
  ['a source is removed', () => rm(join(folder, 'shared/b.ts'))],
  ['a result is replaced', () => put('out/tessera.js', 'ba')],
  ['a result is removed', () => rm(join(folder, 'out/tessera.js'))],
  ['a package is installed', () => put('node_modules/.package-lock.json', '{ "packages": {} }')],
  ['the version changes', () => put('package.json', '{ "type": "module", "version": "2.0.0" }')],
  ['the build changes', () => put('build/root.js', '')],
  ['the build gets another file', () => put('build/other.js', '')],
  ['the stamp is damaged', () => put('out/cli.stamp', '{')],
])('builds again when %s', async (_, change) => {
  stamp.writeStamp('cli', later());
  await change();
  expect(stamp.isFresh('cli')).toBe(false);
});

it('builds again when a tool has changed a source and kept its time and size', async () => {
  stamp.writeStamp('cli', later());
  const path = join(folder, 'shared', 'a.ts');
  const { ctimeMs } = await stat(path);
  // The clock of the file system ticks every few milliseconds.
  do {
    await writeFile(path, 'c');
    await utimes(path, longAgo, longAgo);
  } while ((await stat(path)).ctimeMs === ctimeMs);
  expect(stamp.isFresh('cli')).toBe(false);
});

it('leaves no stamp when a source changed while the build ran', async () => {
  stamp.writeStamp('cli', later());
  stamp.writeStamp('cli', { ...built, beganAt: (await stat(join(folder, 'shared', 'b.ts'))).ctimeMs });
  expect(stamp.isFresh('cli')).toBe(false);
});

it('is used by the scripts that run something built', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  expect([scripts.tessera, scripts.start, scripts.func]).toEqual([
    'node build/command-line.js',
    'node build/build.js if-changed && node out/start.js',
    'node build/build.js if-changed && node out/func.js',
  ]);
});
