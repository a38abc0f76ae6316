// Bundles dist/, which is deployed, and out/, which runs it on a laptop and has the command line.
// `node build/build.js cli` bundles only the command line, and so does not disturb a running service.
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

/** Replaces each file atomically, since a running process may read it. @param {import('esbuild').BuildOptions[]} targets */
async function bundle(targets) {
  const results = await Promise.all(targets.map((options) => build({ ...options, write: false })));
  const files = results.flatMap(({ outputFiles = [] }) => outputFiles);
  // Chunks first: an entry file must not appear before the chunks that it loads.
  const isEntry = (/** @type {string} */ path) => !/-[0-9A-Z]{8}\.js$/.test(path);
  for (const { path, contents } of files.toSorted((a, b) => Number(isEntry(a.path)) - Number(isEntry(b.path)))) {
    await place(path, contents);
  }
  return new Set(files.map(({ path }) => path));
}

async function place(/** @type {string} */ path, /** @type {Uint8Array} */ contents) {
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(contents)) return;
  const draft = `${path}.${process.pid}.draft`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, contents);
  await rename(draft, path);
}

/** Spares the drafts of a concurrent build. @param {string} folder @param {ReadonlySet<string>} written */
async function removeOthers(folder, written) {
  const others = (await readdir(folder)).filter(
    // azd builds once more between `npm run package` and deploying what that left there.
    (name) => !written.has(join(folder, name)) && !name.endsWith('.draft') && name !== 'package',
  );
  await Promise.all(others.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
