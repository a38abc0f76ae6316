// `node bench/store-size.js`: the CPU time of a request with few and with many clients and grants in the memory store. Prints a
// table, and fails when a request costs more in a full store. Each size is a process of its own, and their rounds are interleaved.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { esbuildSchemas } from '../build/compile-schema.js';
import { root } from '../build/root.js';
import { app } from '../build/targets.js';

/** @typedef {import('./store-size/cases.js').CaseName} CaseName */
/** @typedef {{ readonly size: number, readonly ask: (message: object) => Promise<Round>, readonly close: () => void }} Measured */
/** @typedef {{ readonly cpuMicroseconds: number, readonly p99Milliseconds: number }} Round */

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });

/** @type {Readonly<Record<CaseName, { readonly what: string, readonly sizes: readonly number[] }>>} */
const cases = {
  grants: { what: '`refresh_token`, by grants in the store', sizes: [1, 1_000, 100_000, 1_000_000] },
  clients: { what: '`client_credentials` of one client, by clients in the store', sizes: [1, 1_000, 100_000] },
  'other clients': { what: '… of clients that were not read before', sizes: [1_000, 100_000] },
  'clients file': { what: '… by clients in `CLIENTS_FILE`', sizes: [1, 1_000, 100_000] },
};

/** The largest store over the smallest. Noise of a busy machine is far below, the slightest part that is linear far above. */
const maxRatio = 1.5;
const rounds = values.quick ? 5 : 9;
const requests = values.quick ? 500 : 1_000;

const bundle = join(root, 'bench', 'out', 'store-size', 'process.js');
await build({
  ...app,
  entryPoints: ['bench/store-size/process.js'],
  outdir: join(root, 'bench', 'out', 'store-size'),
  sourcemap: false,
  metafile: false,
  plugins: [esbuildSchemas],
});

console.log(
  `CPU time of the process in µs for each request (p99 in ms with 16 callers), medians of ${rounds} rounds\n`,
);
console.log('| request | store | µs | p99 | over the smallest |\n|---|---|---|---|---|');
let isFlat = true;
for (const name of /** @type {CaseName[]} */ (Object.keys(cases))) {
  const { what, sizes } = cases[name];
  /** @type {Measured[]} */
  const measured = [];
  for (const size of sizes) measured.push(await start(name, size));
  /** @type {Round[][]} */
  const results = sizes.map(() => []);
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { ask }] of measured.entries()) {
      const result = await ask({ requests });
      if (round > 0) results[index]?.push(result);
    }
  }
  for (const { close } of measured) close();
  for (const [index, { size }] of measured.entries()) {
    const own = results[index] ?? [];
    const ratio = median(
      own.map(({ cpuMicroseconds }, round) => cpuMicroseconds / (results[0]?.[round]?.cpuMicroseconds ?? 1)),
    );
    if (ratio > maxRatio) isFlat = false;
    const cpu = median(own.map(({ cpuMicroseconds }) => cpuMicroseconds));
    const p99 = median(own.map(({ p99Milliseconds }) => p99Milliseconds));
    console.log(
      `| ${what} | ${size.toLocaleString('en')} | ${cpu.toFixed(0)} | ${p99.toFixed(1)} | ${ratio.toFixed(2)} |`,
    );
  }
}
if (!isFlat) console.error(`\nA request costs more than ${maxRatio} times as much in the largest store.`);
process.exitCode = isFlat ? 0 : 1;

/** @param {CaseName} name @param {number} size @returns {Promise<Measured>} */
async function start(name, size) {
  const child = fork(bundle, [name, String(size)], { execArgv: ['--max-old-space-size=4096'] });
  const failed = once(child, 'exit').then(() => Promise.reject(new Error(`the process of ${size} ${name} has ended`)));
  failed.catch(() => {});
  await Promise.race([once(child, 'message'), failed]);
  return {
    size,
    async ask(message) {
      child.send(message);
      const [round] = await Promise.race([once(child, 'message'), failed]);
      return round;
    },
    close: () => child.disconnect(),
  };
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? Number.NaN;
}
