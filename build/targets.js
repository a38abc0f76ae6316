// What is bundled, and how: dist/, which is deployed, and out/, which serves it on a laptop.
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
  // Bundled CommonJS calls `require`, which an ES module has not.
  banner: {
    js: "import { createRequire as $createRequire } from 'node:module';\nconst require = $createRequire(import.meta.url);",
  },
};

// The CommonJS of jsonc-parser loads its parts in a way that no bundler follows.
const mainFields = ['module', 'main'];

/**
 * The command line, and the Azurite that it starts when none runs. Each file is whole by itself.
 * @type {import('esbuild').BuildOptions}
 */
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
  // What is imported dynamically gets files of its own: a start without the table store takes 30 ms less so.
  splitting: true,
  chunkNames: '[name]-[hash]',
  // Served by the Functions worker, not by npm.
  external: ['@azure/functions-core'],
};

export const local = { ...common, entryPoints: ['local/start.ts', 'local/func.ts'], outdir: 'out', mainFields };
