// Packs the app, and the files that are named as arguments, for deployment: out/tessera.zip, and its content in out/package/.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { root } from './compile-schema.js';

const {
  name,
  version,
  type,
  main,
  private: isPrivate,
  engines,
} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
// Without dependencies and scripts, so that a build on the server does nothing.
const trimmed = { name, version, private: isPrivate, type, main, engines };

const added = await Promise.all(process.argv.slice(2).map(async (file) => [basename(file), await read(file)]));

async function read(/** @type {string} */ file) {
  try {
    return await readFile(file);
  } catch (thrown) {
    console.error(`${file} cannot be read (${thrown instanceof Error && 'code' in thrown ? thrown.code : thrown}).`);
    process.exit(1);
  }
}

/** app.js and its chunks. @type {Record<string, Uint8Array>} */
const built = {};
for (const file of (await readdir(join(root, dirname(main)))).sort()) {
  const path = `${dirname(main)}/${file}`;
  built[path] = await readFile(join(root, path));
}

/** @type {Record<string, Uint8Array>} */
const content = {
  ...built,
  'host.json': await readFile(join(root, 'host.json')),
  'package.json': new TextEncoder().encode(`${JSON.stringify(trimmed, null, 2)}\n`),
  ...Object.fromEntries(added),
};

// A fixed time, so that the same source gives the same bytes. Zip files have local time, and so does this Date.
const zip = zipSync(content, { level: 9, mtime: new Date(1980, 0, 1, 12) });

const file = join('out', 'tessera.zip');
await mkdir(join(root, 'out'), { recursive: true });
await writeFile(join(root, file), zip);

const folder = join(root, 'out', 'package');
await rm(folder, { recursive: true, force: true });
for (const [path, bytes] of Object.entries(content)) {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}

console.log(`${file}, ${Math.ceil(zip.length / 1024)} KiB. To deploy it:

  az functionapp deployment source config-zip --resource-group … --name … --src ${file}
`);
