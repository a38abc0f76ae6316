// A running service, a second build and a command may read the files that a build writes.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-build-'));
  const sources = (await readdir(root)).filter(
    (name) => !['node_modules', 'dist', 'out', '.git', '.data'].includes(name),
  );
  for (const name of sources) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const build = (...args: readonly string[]) => run(process.execPath, [join(folder, 'build', 'build.js'), ...args]);
const help = () => run(process.execPath, [join(folder, 'out', 'tessera.js'), '--help']);
/** As `npm run tessera -- --help`. */
const helpOfNpm = () => run(process.execPath, [join(folder, 'build', 'command-line.js'), '--help']);

/** Without chunks, and without stamps, which are missing when a file changed just before. */
async function builtFiles(): Promise<readonly string[]> {
  const names = await readdir(join(folder, 'out'));
  return names.filter((name) => !/-[0-9A-Z]{8}\.js$|\.stamp$/.test(name));
}
/** In a long run more of them. */
const [rounds, builds] = process.env.LONG
  ? [
      [1, 2],
      [1, 2, 3],
    ]
  : [[1], [1, 2]];
const builtBefore = ['app-files.json', 'azurite-process.js', 'func.js', 'maps', 'start.js', 'tessera.js'];

async function marks(...files: readonly string[]): Promise<readonly string[]> {
  const stats = await Promise.all(files.map((file) => stat(join(folder, file))));
  return stats.map(({ ino, mtimeMs }) => `${ino} ${mtimeMs}`);
}

it('removes the files of earlier builds', async () => {
  for (const name of ['dist', 'out']) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'before.js'), '');
  }
  await build();
  expect(await builtFiles()).toEqual(builtBefore);
  const built = await readdir(join(folder, 'dist'));
  expect([built.includes('app.js'), built.includes('before.js')]).toEqual([true, false]);
});

it('does not touch the files of a running service when it builds only the command line', async () => {
  const files = ['dist/app.js', 'out/start.js', 'out/azurite-process.js', 'out/tessera.js'];
  const before = await marks(...files);
  await build('cli');
  expect(await marks(...files)).toEqual(before);
});

it('replaces files atomically, however many builds run at once', async () => {
  const source = join(folder, 'cli', 'run-command-line.ts');
  const text = await readFile(source, 'utf8');
  for (const round of rounds) {
    // A process that has opened the previous file reads it to its end.
    const opened = join(folder, `opened-${round}.js`);
    await link(join(folder, 'out', 'tessera.js'), opened);
    const before = await readFile(opened, 'utf8');
    await writeFile(source, text.replace('Manages clients', `Manages for the ${round}. time clients`));
    let isBuilding = true;
    const building = Promise.all(builds.map(() => build('cli'))).finally(() => {
      isBuilding = false;
    });
    // Each file is complete, from the previous or the current build.
    while (isBuilding) expect((await help()).stdout).toContain('Usage: npm run tessera');
    await building;
    expect(await readFile(opened, 'utf8')).toBe(before);
    expect((await help()).stdout).toContain(`Manages for the ${round}. time`);
  }
  expect(await builtFiles()).toEqual(builtBefore);
});

it('builds the command line again only when a source has changed', async () => {
  const stamp = join(folder, 'out', 'cli.stamp');
  while (!existsSync(stamp)) await build('cli');
  const before = await marks('out/cli.stamp', 'out/tessera.js');
  await Promise.all([helpOfNpm(), helpOfNpm()]);
  expect(await marks('out/cli.stamp', 'out/tessera.js')).toEqual(before);

  const source = join(folder, 'cli', 'run-command-line.ts');
  await writeFile(
    source,
    (await readFile(source, 'utf8')).replace(/Manages [\w .]*clients/, 'Manages at once clients'),
  );
  const shown = await Promise.all([helpOfNpm(), helpOfNpm()]);
  for (const { stdout } of shown) expect(stdout).toContain('Manages at once clients');
});
