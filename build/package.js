// Packs the app, and the files that are named as arguments, for deployment: out/tessera.zip, and its content in out/package/.
// Beside it, the command line for machines without a checkout: out/command-line/.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { appFilesList } from './app-files.js';
import { commandLineAlone } from './command-line-alone.js';
import { bundledPackages, licenceProblems, noticesText } from './notices.js';
import { root } from './root.js';
import { sizesText } from './sizes.js';

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

/** @param {Iterable<string>} files @param {string} what has their code */
async function noticesOf(files, what) {
  const packages = await bundledPackages(files);
  const problems = packages.flatMap(licenceProblems);
  if (problems.length > 0) {
    console.error(`This must not be given away: ${problems.join('; ')}.`);
    process.exit(1);
  }
  return Buffer.from(noticesText(packages, what));
}

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

/** @type {import('./app-files.js').AppFiles} */
const appFiles = JSON.parse(await readFile(join(root, appFilesList), 'utf8'));
const licence = await readFile(join(root, 'LICENSE'));

/** @type {Record<string, Uint8Array>} */
const content = {
  ...built,
  'host.json': await readFile(join(root, 'host.json')),
  'package.json': new TextEncoder().encode(`${JSON.stringify(trimmed, null, 2)}\n`),
  LICENSE: licence,
  'THIRD-PARTY-NOTICES': await noticesOf(appFiles.files, 'dist/'),
  ...Object.fromEntries(added),
};

// A fixed time, so that the same source gives the same bytes. Zip files have local time, and so does this Date.
const zip = zipSync(content, { level: 9, mtime: new Date(1980, 0, 1, 12) });
const file = join('out', 'tessera.zip');
await mkdir(join(root, 'out'), { recursive: true });
await writeFile(join(root, file), zip);
await writeFolder(join('out', 'package'), content);

const { script, files: bundled, versionLine } = await commandLineAlone();
await writeFolder(join('out', 'command-line'), {
  'tessera.mjs': script,
  LICENSE: licence,
  'THIRD-PARTY-NOTICES': await noticesOf(bundled, 'tessera.mjs'),
});

/** @param {string} folder @param {Readonly<Record<string, Uint8Array>>} files */
async function writeFolder(folder, files) {
  await rm(join(root, folder), { recursive: true, force: true });
  for (const [path, bytes] of Object.entries(files)) {
    const target = join(root, folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes, { mode: path === 'tessera.mjs' ? 0o755 : 0o644 });
  }
}

console.log(`${file}, ${kib(zip.length)}; its content is in ${join('out', 'package')} too. Unpacked:

${sizesText(appFiles.outputs)}

To deploy it to an existing function app:

  az functionapp deployment source config-zip --resource-group … --name … --src ${file}

${join('out', 'command-line', 'tessera.mjs')}, ${kib(script.length)}: the command line (${versionLine}), for any machine with Node:

  node tessera.mjs --help
`);

/** @param {number} bytes */
function kib(bytes) {
  return `${Math.ceil(bytes / 1024)} KiB`;
}
