// Bundles what runs: dist/, which is deployed: app.js and what it loads when it needs it, and out/, which serves it on a laptop.
// `node build/build.js cli` bundles the command line alone, and so leaves a service that runs meanwhile as it is.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { esbuildSchemas, root } from './compile-schema.js';
import { writeSchemaTypes } from './schema-types.js';

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
  plugins: [esbuildSchemas],
  // Bundled CommonJS calls `require`, which an ES module has not.
  banner: {
    js: "import { createRequire as $createRequire } from 'node:module';\nconst require = $createRequire(import.meta.url);",
  },
};

// The CommonJS of jsonc-parser loads its parts in a way that no bundler follows.
const mainFields = ['module', 'main'];

/** The command line, and the Azurite that it starts when none runs. Each file is whole by itself. */
const cli = {
  ...common,
  entryPoints: ['cli/tessera.ts', 'local/azurite-process.ts'],
  outdir: 'out',
  entryNames: '[name]',
  mainFields,
  external: ['@azure/functions-core'],
};

const app = {
  ...common,
  entryPoints: ['app.ts'],
  outdir: 'dist',
  // What is imported dynamically gets files of its own: a start without the table store takes 30 ms less so.
  splitting: true,
  chunkNames: '[name]-[hash]',
  // Served by the Functions worker, not by npm.
  external: ['@azure/functions-core'],
};

const local = { ...common, entryPoints: ['local/start.ts', 'local/func.ts'], outdir: 'out', mainFields };

if (process.argv[2] === 'cli') {
  await bundle([cli]);
} else {
  await writeSchemaTypes();
  const written = await bundle([app, local, cli]);
  for (const folder of ['dist', 'out']) await removeOthers(join(root, folder), written);
}

/**
 * Files appear whole or not at all, since others may be reading them; what has not changed is left alone.
 * @param {import('esbuild').BuildOptions[]} targets
 * @returns {Promise<ReadonlySet<string>>} the paths
 */
async function bundle(targets) {
  const results = await Promise.all(targets.map((options) => build({ ...options, write: false })));
  const files = results.flatMap(({ outputFiles = [] }) => outputFiles);
  // An entry comes after the chunks that it loads.
  const isEntry = (/** @type {string} */ path) => !/-[0-9A-Z]{8}\.js$/.test(path);
  for (const { path, contents } of files.toSorted((a, b) => Number(isEntry(a.path)) - Number(isEntry(b.path)))) {
    await place(path, contents);
  }
  return new Set(files.map(({ path }) => path));
}

/** @param {string} path @param {Uint8Array} contents */
async function place(path, contents) {
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(contents)) return;
  const draft = `${path}.${process.pid}.draft`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, contents);
  await rename(draft, path);
}

/**
 * What a build before has left; never the draft of a build at work, which is seconds old.
 * @param {string} folder @param {ReadonlySet<string>} written
 */
async function removeOthers(folder, written) {
  const others = (await readdir(folder)).filter((name) => !written.has(join(folder, name)) && !name.endsWith('.draft'));
  await Promise.all(others.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
