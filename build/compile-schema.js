// Compiles `*.schema.json` files to validators. ajv runs at build time, so that the deployed app has no schema compiler.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { Ajv } from 'ajv';
import { build } from 'esbuild';
import { root } from './root.js';

// Node and the type checker disagree on the default export of this CommonJS module.
const { default: standaloneCode } = createRequire(import.meta.url)('ajv/dist/standalone');

export { root } from './root.js';

/** Paths from the root. esbuild does not list those that only a `$ref` names. @type {Set<string>} */
export const schemasRead = new Set();

/** Files of ajv and of what it uses whose code is in the compiled schemas, by their paths from the root. @type {Set<string>} */
export const codeInSchemas = new Set();

/** Keywords that say how to report an invalid value; ajv ignores them. */
const annotations = ['refusal'];

/** Keywords from which build/reference.js writes docs/reference.md; the compiled schema does not have them. */
const documentation = ['meaning', 'values', 'default', 'npmStart'];

function parseSchema(/** @type {string} */ text) {
  return JSON.parse(text, (name, value) => (documentation.includes(name) ? undefined : value));
}

/** @param {string} file absolute path; a `$ref` to another schema has its path from the root, such as `/shared/…` */
export async function compileSchema(file) {
  const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, code: { source: true, esm: true } });
  for (const keyword of annotations) ajv.addKeyword(keyword);

  const text = await readFile(file, 'utf8');
  schemasRead.add(relative(root, file).replaceAll('\\', '/'));
  await addReferenced(ajv, text);
  const schema = parseSchema(text);
  const code = standaloneCode(ajv, ajv.compile(schema));

  // The output of ajv requires its run-time functions, which are bundled here.
  const bundle = await build({
    absWorkingDir: root,
    stdin: { contents: code, resolveDir: root },
    metafile: true,
    bundle: true,
    // Nobody reads its names, which are most of it.
    minifyIdentifiers: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  for (const file of bundledFiles(bundle.metafile)) codeInSchemas.add(file);
  return `${bundle.outputFiles[0]?.text}\nexport const schema = ${JSON.stringify(schema)};\n`;
}

/** The files whose code is in the bundle; what a plugin makes is none. @param {import('esbuild').Metafile} metafile */
export function bundledFiles({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const files = inputs.filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !/^[\w-]{2,}:/.test(path));
  return [...new Set(files.map(([path]) => path))];
}

async function addReferenced(/** @type {Ajv} */ ajv, /** @type {string} */ text) {
  for (const [, path = ''] of text.matchAll(/"\$ref":\s*"(\/[^"#]+)/g)) {
    if (ajv.getSchema(path)) continue;
    const referenced = await readFile(join(root, path), 'utf8');
    schemasRead.add(path.slice(1));
    ajv.addSchema(parseSchema(referenced), path);
    await addReferenced(ajv, referenced);
  }
}

/** The esbuild plugin. @type {import('esbuild').Plugin} */
export const esbuildSchemas = {
  name: 'compiled-schemas',
  setup(builder) {
    builder.onLoad({ filter: /\.schema\.json$/ }, async ({ path }) => ({
      contents: await compileSchema(path),
      loader: 'js',
    }));
  },
};

const virtual = '\0compiled-schema:';

/** The Vite plugin. @type {import('vite').Plugin} */
export const viteSchemas = {
  name: 'compiled-schemas',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith('.schema.json')) return null;
    const resolved = await this.resolve(source, importer, { skipSelf: true });
    // Vite would parse any module whose id ends in .json as JSON.
    return resolved ? `${virtual}${resolved.id}.js` : null;
  },
  async load(id) {
    return id.startsWith(virtual) ? compileSchema(id.slice(virtual.length, -'.js'.length)) : null;
  },
};
