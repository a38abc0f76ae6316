// Bundles the servers that use Tessera's own sources, with the options of dist/, into bench/out/.
import { join } from 'node:path';
import { build } from 'esbuild';
import { esbuildSchemas } from '../build/compile-schema.js';
import { functionsLibrary } from '../build/functions-library.js';
import { root } from '../build/root.js';
import { app } from '../build/targets.js';

export async function buildServers() {
  // With the library as Tessera has it, so that a function on the host has the same advantage.
  await bundle(
    ['embedded-function', 'signature-on-node-http', 'tessera-on-node-http', 'three-rows'],
    [esbuildSchemas, functionsLibrary],
    'out',
  );
  await bundle(['embedded-function'], [esbuildSchemas], 'out/published');
}

/** @param {readonly string[]} names @param {import('esbuild').Plugin[]} plugins @param {string} folder of bench/ */
async function bundle(names, plugins, folder) {
  await build({
    ...app,
    entryPoints: names.map((name) => `bench/servers/${name}.js`),
    outdir: join(root, 'bench', folder),
    sourcemap: false,
    metafile: false,
    plugins,
  });
}
