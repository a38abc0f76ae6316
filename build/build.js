// Bundles what runs: dist/, which is deployed: app.js and what it loads when it needs it, and out/, which serves it on a laptop.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
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

await rm(join(root, 'dist'), { recursive: true, force: true });
await rm(join(root, 'out'), { recursive: true, force: true });
await Promise.all([
  build({
    ...common,
    entryPoints: ['app.ts'],
    outdir: 'dist',
    // What is imported dynamically gets files of its own: a start without the table store takes 30 ms less so.
    splitting: true,
    chunkNames: '[name]-[hash]',
    // Served by the Functions worker, not by npm.
    external: ['@azure/functions-core'],
  }),
  build({
    ...common,
    entryPoints: ['local/start.ts', 'local/func.ts', 'local/azurite-process.ts'],
    outdir: 'out',
  }),
]);
