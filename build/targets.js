// The esbuild options of the bundles: dist/, which is deployed, out/, which runs it on a laptop and has the command line, and
// the command line as one file, which runs anywhere.
import { esbuildSchemas, root } from './compile-schema.js';
import { functionsLibrary } from './functions-library.js';
import { lighterSdks } from './lighter-sdks.js';
import { oneStart } from './one-start.js';

// Bundled CommonJS calls `require`, which ES modules do not have.
const requireOfModule =
  "import { createRequire as $createRequire } from 'node:module';\nconst require = $createRequire(import.meta.url);";

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
  metafile: true,
  plugins: [esbuildSchemas, functionsLibrary],
  banner: { js: requireOfModule },
};

/** For what is given away. THIRD-PARTY-NOTICES has the licences. @type {import('esbuild').BuildOptions} */
const small = {
  minifyWhitespace: true,
  minifySyntax: true,
  // One character beyond Latin-1 would double the memory that V8 takes for the text of a whole file.
  charset: 'ascii',
  legalComments: 'none',
};

// Bundlers cannot follow the imports of jsonc-parser's CommonJS build.
const mainFields = ['module', 'main'];

/** A file for each entry point, and one for each dynamic import: a process reads only what it needs. */
const inChunks = { splitting: true, chunkNames: '[name]-[hash]' };

/** @type {import('esbuild').BuildOptions} */
export const cli = {
  ...common,
  entryPoints: ['cli/tessera.ts'],
  outdir: 'out',
  entryNames: '[name]',
  mainFields,
  external: ['@azure/functions-core'],
};

/** The command line of a checkout, and the process for its Azurite. @type {import('esbuild').BuildOptions} */
export const cliOfCheckout = {
  ...cli,
  ...inChunks,
  entryPoints: ['cli/tessera.ts', 'local/azurite-process.ts'],
};

/** The command line as one file that needs only Node. @param {string} commit it is built from */
export function cliAlone(commit) {
  return /** @type {const} @satisfies {import('esbuild').BuildOptions} */ ({
    ...cli,
    ...small,
    minifyIdentifiers: true,
    keepNames: true,
    outExtension: { '.js': '.mjs' },
    banner: { js: `#!/usr/bin/env node\n${requireOfModule}` },
    define: { TESSERA_COMMIT: JSON.stringify(commit) },
  });
}

/** @type {import('esbuild').BuildOptions} */
export const app = {
  ...common,
  // Identifiers stay as they are: stacks in the log name functions, and `keepNames` would set each name again at every start.
  ...small,
  ...inChunks,
  entryPoints: ['app.ts'],
  outdir: 'dist',
  sourcemap: 'external',
  sourcesContent: false,
  plugins: [esbuildSchemas, lighterSdks, oneStart, functionsLibrary],
  // Provided by the Functions worker.
  external: ['@azure/functions-core'],
};

/** @type {import('esbuild').BuildOptions} */
export const local = { ...common, entryPoints: ['local/start.ts', 'local/func.ts'], outdir: 'out', mainFields };
