// The code of the service that the simulation runs: the sources themselves, bundled, with a generator of random bytes that is seeded.
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../build/root.js';

/**
 * @typedef {typeof import('../../shared/store/partition.ts')
 *   & Pick<typeof import('../../shared/store/memory.ts'), 'memoryStore'>
 *   & Pick<typeof import('../../shared/store/table-sweep.ts'), 'sweepRanges'>
 *   & Pick<typeof import('../../shared/upkeep/upkeep.ts'), 'openUpkeep'>
 *   & Pick<typeof import('../../shared/upkeep/claims.ts'), 'claimsPartition'>
 *   & Pick<typeof import('../../shared/grants/barriers.ts'), 'openBarriers'>
 *   & Pick<typeof import('../../shared/grants/barrier-rows.ts'), 'bucketCount' | 'bucketPartition' | 'logPartition' | 'minTimeInLogMs'>
 *   & Pick<typeof import('../../shared/logout/send-logouts.ts'), 'sendLogouts'>
 *   & Pick<typeof import('../../shared/logout/outbox.ts'), 'outboxPartition' | 'writeSessionEnd'>
 *   & Pick<typeof import('../../shared/base/lifetimes.ts'), 'maxGrantLifetimeSeconds'>} RealCode
 */

const entry = `
  export { namedPartition, newPartition, ranges } from '../../shared/store/partition.ts';
  export { memoryStore } from '../../shared/store/memory.ts';
  export { sweepRanges } from '../../shared/store/table-sweep.ts';
  export { openUpkeep } from '../../shared/upkeep/upkeep.ts';
  export { claimsPartition } from '../../shared/upkeep/claims.ts';
  export { openBarriers } from '../../shared/grants/barriers.ts';
  export { bucketCount, bucketPartition, logPartition, minTimeInLogMs } from '../../shared/grants/barrier-rows.ts';
  export { sendLogouts } from '../../shared/logout/send-logouts.ts';
  export { outboxPartition, writeSessionEnd } from '../../shared/logout/outbox.ts';
  export { maxGrantLifetimeSeconds } from '../../shared/base/lifetimes.ts';`;

// Numerical Recipes' generator: the same bytes in each run.
const seededCrypto = `
  export * from 'crypto';
  import * as crypto from 'crypto';
  let state = 1;
  export function randomFillSync(bytes) {
    for (let index = 0; index < bytes.length; index += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      bytes[index] = state >>> 24;
    }
    return bytes;
  }
  export const randomBytes = (size) => randomFillSync(crypto.Buffer ? crypto.Buffer.alloc(size) : Buffer.alloc(size));`;

/** @returns {Promise<RealCode>} */
export async function realCode() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: entry, resolveDir: join(root, 'bench', 'scale') },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
    plugins: [seededRandom],
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module';\nconst require = $createRequire('file:///');",
    },
  });
  const [file] = outputFiles;
  if (!file) throw new Error('esbuild wrote nothing');
  return import(`data:text/javascript;base64,${Buffer.from(file.contents).toString('base64')}`);
}

/** @type {import('esbuild').Plugin} */
const seededRandom = {
  name: 'seeded-random',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:crypto$/ }, () => ({ path: 'crypto', namespace: 'seeded' }));
    onLoad({ filter: /.*/, namespace: 'seeded' }, () => ({ contents: seededCrypto, loader: 'js' }));
  },
};
