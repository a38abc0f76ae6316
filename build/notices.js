// THIRD-PARTY-NOTICES: the licences of the packages whose code is in a bundle, by esbuild's own account.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './root.js';

/**
 * @typedef {object} BundledPackage
 * @property {string} name
 * @property {string} version
 * @property {string} licence an SPDX expression; empty if the package names none
 * @property {string} author empty if the package names none
 * @property {readonly { readonly file: string, readonly text: string }[]} texts of the licence, and of its notices
 */

/** Ordered by name and version. @param {Iterable<string>} files whose code is bundled @returns {Promise<readonly BundledPackage[]>} */
export async function bundledPackages(files) {
  const folders = new Set([...files].flatMap((path) => packageFolder(path) ?? []));
  const found = new Map();
  for (const folder of folders) {
    const each = await readPackage(folder);
    // The same version may be in several folders.
    found.set(`${each.name} ${each.version}`, each);
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** Of `node_modules/a/node_modules/@b/c/d.js`, `node_modules/a/node_modules/@b/c`. */
function packageFolder(/** @type {string} */ path) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/@]+)\//.exec(path.replace(/^[\w-]+:/, ''))?.[1];
}

/** @param {string} folder from the root @returns {Promise<BundledPackage>} */
async function readPackage(folder) {
  const { name, version, license, licenses, author } = JSON.parse(
    await readFile(join(root, folder, 'package.json'), 'utf8'),
  );
  const files = (await readdir(join(root, folder))).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
  const texts = files.sort().map(async (file) => ({ file, text: await readFile(join(root, folder, file), 'utf8') }));
  return {
    name,
    version,
    licence: nameOf(license ?? licenses?.[0]),
    author: nameOf(author),
    texts: await Promise.all(texts),
  };
}

/** Both a licence and an author are a text, or an object with one. */
function nameOf(/** @type {undefined | string | { readonly type?: string, readonly name?: string }} */ value) {
  return typeof value === 'string' ? value : (value?.type ?? value?.name ?? '');
}

/** Each allows to give away a bundle with its text. */
const allowedLicences = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
];

/** Why a package must not be given away as it is. @param {BundledPackage} bundled @returns {readonly string[]} */
export function licenceProblems({ name, licence, author, texts }) {
  return [
    ...(allowedLicences.includes(licence) ? [] : [`${name} has the licence ${licence || '(none)'}`]),
    ...(texts.length === 0 && author === '' ? [`${name} has neither a licence text nor an author`] : []),
  ];
}

/** @param {readonly BundledPackage[]} packages @param {string} what has their code */
export function noticesText(packages, what) {
  /** Names of packages by their text: those of one author often have the same. @type {Map<string, string[]>} */
  const byText = new Map();
  for (const { name, version, licence, author, texts } of packages) {
    const body = texts.map(({ text }) => text.replaceAll('\r\n', '\n').trim());
    const text = body.length > 0 ? body.join('\n\n') : `Copyright ${author}. The package has no licence text.`;
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${licence})`]);
  }
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  const parts = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
  return `${[`${what} contains code of these packages, under their licences.`, ...parts].join(line)}\n`;
}
