// The esbuild options of the bundles: dist/, which is deployed, and out/, which runs it on a laptop and has the command line.
import { esbuildSchemas, root } from './compile-schema.js';

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
  plugins: [esbuildSchemas],
  // Bundled CommonJS calls `require`, which ES modules do not have.
  banner: {
    js: "import { createRequire as $createRequire } from 'node:module';\nconst require = $createRequire(import.meta.url);",
  },
};

// Bundlers cannot follow the imports of jsonc-parser's CommonJS build.
const mainFields = ['module', 'main'];

/** The command line, and the process for its Azurite, one file each. @type {import('esbuild').BuildOptions} */
export const cli = {
  ...common,
  entryPoints: ['cli/tessera.ts', 'local/azurite-process.ts'],
  outdir: 'out',
  entryNames: '[name]',
  mainFields,
  external: ['@azure/functions-core'],
};

export const app = {
  ...common,
  entryPoints: ['app.ts'],
  outdir: 'dist',
  // Dynamic imports get their own chunks, which saves 30 ms at a start without the table store.
  splitting: true,
  chunkNames: '[name]-[hash]',
  // Provided by the Functions worker.
  external: ['@azure/functions-core'],
};

export const local = { ...common, entryPoints: ['local/start.ts', 'local/func.ts'], outdir: 'out', mainFields };
