// Bundles the servers that use Tessera's own sources, with the options of dist/, into bench/out/.
import { join } from 'node:path';
import { build } from 'esbuild';
import { esbuildSchemas } from '../build/compile-schema.js';
import { root } from '../build/root.js';
import { app } from '../build/targets.js';

export async function buildServers() {
  await build({
    ...app,
    entryPoints: ['embedded-function', 'signature-on-node-http', 'tessera-on-node-http', 'three-rows'].map(
      (name) => `bench/servers/${name}.js`,
    ),
    outdir: join(root, 'bench', 'out'),
    sourcemap: false,
    metafile: false,
    plugins: [esbuildSchemas],
  });
}
