// Compiles `*.schema.json` files to validators. ajv runs at build time, so that the deployed app has no schema compiler.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { build } from 'esbuild';

// Node and the type checker disagree on the default export of this CommonJS module.
const { default: standaloneCode } = createRequire(import.meta.url)('ajv/dist/standalone');

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

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
  await addReferenced(ajv, text);
  const schema = parseSchema(text);
  const code = standaloneCode(ajv, ajv.compile(schema));

  // The output of ajv requires its run-time functions, which are bundled here.
  const bundle = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  return `${bundle.outputFiles[0]?.text}\nexport const schema = ${JSON.stringify(schema)};\n`;
}

async function addReferenced(/** @type {Ajv} */ ajv, /** @type {string} */ text) {
  for (const [, path = ''] of text.matchAll(/"\$ref":\s*"(\/[^"#]+)/g)) {
    if (ajv.getSchema(path)) continue;
    const referenced = await readFile(join(root, path), 'utf8');
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
