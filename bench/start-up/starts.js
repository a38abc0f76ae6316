// Measures starts of the built entry file beside empty starts of Node, interleaved, so that the load of the machine meets all alike.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { root } from '../../build/root.js';
import { app } from '../../build/targets.js';

/** Medians, in milliseconds. @typedef {{ readonly cpuMs: number, readonly wallMs: number }} Start */

/** Without any of our code: what the library for Functions and jose need at least. */
const libraries = `
import { readFile } from 'node:fs/promises';
import { app } from '@azure/functions';
import { importJWK, SignJWT } from 'jose';
const { signing } = JSON.parse(await readFile(process.env.KEYS_FILE, 'utf8'));
await Promise.all(signing.map(({ key, alg }) => importJWK(key, alg)));
app.http('token', { methods: ['POST'], authLevel: 'anonymous', handler: () => ({ body: SignJWT.name }) });
export const started = undefined;
`;

const clients = ['a', 'b', 'c'].map((name) => ({
  client_id: `job-${name}`,
  client_secret: `a-secret-of-job-${name}-for-this-measurement`,
  grant_types: ['client_credentials'],
  scope: 'reports.read reports.write',
  default_scope: 'reports.read',
  resource: ['https://api.example'],
}));

/**
 * @param {number} rounds of one start of each kind
 * @returns {Promise<Readonly<Record<'empty' | 'libraries' | 'memory' | 'table', Start>>>} `libraries`: those of Functions and of
 * JWTs alone; `memory`: the entry file; `table`: with the table store, and one call of it
 */
export async function measureStarts(rounds) {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-starts-'));
  const tables = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"value":[]}');
  }).listen(0, '127.0.0.1');
  await once(tables, 'listening');
  try {
    const address = tables.address();
    const port = address && typeof address === 'object' ? address.port : 0;
    const kinds = await prepare(folder, `http://127.0.0.1:${port}`);
    // The first start makes the keys.
    for (const { args, env } of Object.values(kinds)) await start(args, env);
    /** @type {Record<keyof typeof kinds, Start[]>} */
    const starts = { empty: [], libraries: [], memory: [], table: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const [kind, measured] of Object.entries(starts)) {
        const { args, env } = kinds[/** @type {keyof typeof kinds} */ (kind)];
        measured.push(await start(args, env));
      }
    }
    const { empty, libraries, memory, table } = starts;
    return { empty: median(empty), libraries: median(libraries), memory: median(memory), table: median(table) };
  } finally {
    tables.close();
    await rm(folder, { recursive: true });
  }
}

/** @param {string} folder @param {string} tables the URL of a table service */
async function prepare(folder, tables) {
  const [clientsFile, librariesAlone, entry] = [
    join(folder, 'clients.json'),
    join(folder, 'libraries.mjs'),
    join(root, 'dist', 'app.js'),
  ];
  await writeFile(clientsFile, JSON.stringify(clients));
  const { entryPoints: _, outdir: __, splitting: ___, chunkNames: ____, plugins: _____, ...options } = app;
  await build({
    ...options,
    sourcemap: false,
    stdin: { contents: libraries, resolveDir: root },
    outfile: librariesAlone,
  });
  const memory = {
    ISSUER: 'http://127.0.0.1:7071',
    KEYS_FILE: join(folder, 'keys.json'),
    CLIENTS_FILE: clientsFile,
    STORE: 'memory',
  };
  const table = {
    ...memory,
    STORE: 'table',
    GRANTS_STORAGE: `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=YWFh;TableEndpoint=${tables}/devstoreaccount1`,
  };
  return {
    memory: { args: [entry], env: memory },
    empty: { args: [], env: memory },
    libraries: { args: [librariesAlone], env: memory },
    table: { args: [entry, 'use'], env: table },
  };
}

/** @param {readonly string[]} args @param {Record<string, string>} env @returns {Promise<Start>} */
async function start(args, env) {
  const script = join(import.meta.dirname, 'start.js');
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { env });
  return JSON.parse(stdout);
}

/** @param {readonly Start[]} starts @returns {Start} */
function median(starts) {
  const middle = (/** @type {readonly number[]} */ values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  return { cpuMs: middle(starts.map(({ cpuMs }) => cpuMs)), wallMs: middle(starts.map(({ wallMs }) => wallMs)) };
}
