// Bundles what runs: dist/, which is deployed: app.js and what it loads when it needs it, and out/, which serves it on a laptop.
// `node build/build.js cli` bundles the command line alone, and so leaves a service that runs meanwhile as it is.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { root } from './compile-schema.js';
import { writeSchemaTypes } from './schema-types.js';
import { app, cli, local } from './targets.js';

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
