// Writes dist/ and out/ while services, commands and other builds may be reading them.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { appFilesList } from './app-files.js';
import { bundledFiles, codeInSchemas, root, schemasRead } from './compile-schema.js';
import { writeSchemaTypes } from './schema-types.js';
import { writeStamp } from './stamp.js';
import { app, cliOfCheckout, local } from './targets.js';

/** Of this process, which loaded the code of the build then. */
const beganAt = performance.timeOrigin;

export async function buildCommandLine() {
  const { written, inputs } = await bundle([cliOfCheckout]);
  await writeStamp('cli', { inputs, outputs: written, beganAt });
}

export async function buildAll() {
  await writeSchemaTypes();
  const [ofApp, ofLocal, ofCli] = await Promise.all([app, local, cliOfCheckout].map((each) => bundle([each])));
  if (!ofApp || !ofLocal || !ofCli) throw new Error('a target is missing');
  const outputs = Object.assign({}, ...ofApp.metafiles.map((each) => each.outputs));
  const files = [...ofApp.metafiles.flatMap(bundledFiles), ...codeInSchemas].sort();
  await place(join(root, appFilesList), Buffer.from(JSON.stringify({ outputs, files })));
  const all = [ofApp, ofLocal, ofCli];
  const written = [...all.flatMap((each) => each.written), appFilesList];
  for (const folder of ['dist', 'out', 'out/maps']) await removeOthers(folder, written);
  await writeStamp('cli', { inputs: ofCli.inputs, outputs: ofCli.written, beganAt });
  await writeStamp('all', { inputs: [...new Set(all.flatMap(({ inputs }) => inputs))], outputs: written, beganAt });
}

/** Replaces each file atomically, since a running process may read it. @param {import('esbuild').BuildOptions[]} targets */
async function bundle(targets) {
  const results = await Promise.all(targets.map((options) => build({ ...options, metafile: true, write: false })));
  const files = results
    .flatMap(({ outputFiles }) => outputFiles)
    .map(({ path, contents }) => ({ path: placeOf(relative(root, path).replaceAll('\\', '/')), contents }));
  // Chunks first: an entry file must not appear before the chunks that it loads.
  for (const { path, contents } of files.toSorted((a, b) => Number(!isChunk(a.path)) - Number(!isChunk(b.path)))) {
    await place(join(root, path), contents);
  }
  const metafiles = results.map(({ metafile }) => metafile);
  const inputs = [...new Set([...metafiles.flatMap((each) => Object.keys(each.inputs)), ...schemasRead])];
  return { written: files.map(({ path }) => path), inputs, metafiles };
}

/** Source maps are not deployed. */
function placeOf(/** @type {string} */ path) {
  return path.endsWith('.map') ? `out/maps/${basename(path)}` : path;
}

function isChunk(/** @type {string} */ path) {
  return /-[0-9A-Z]{8}\.js$/.test(path);
}

async function place(/** @type {string} */ path, /** @type {Uint8Array} */ contents) {
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(contents)) return;
  const draft = `${path}.${process.pid}.draft`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, contents);
  await rename(draft, path);
}

const hourMs = 3_600_000;

/** Spares the drafts of a concurrent build, and chunks that a running command may still load. @param {string} folder @param {readonly string[]} written */
async function removeOthers(folder, written) {
  const inside = written.filter((path) => path.startsWith(`${folder}/`));
  const kept = new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0]));
  for (const name of await readdir(join(root, folder))) {
    const path = join(root, folder, name);
    // azd builds once more between `npm run package` and deploying what that left in `package`.
    if (kept.has(name) || name === 'package' || name.endsWith('.draft')) continue;
    if (folder === 'out' && isChunk(name) && Date.now() - (await stat(path)).mtimeMs < hourMs) continue;
    await rm(path, { recursive: true, force: true });
  }
}
