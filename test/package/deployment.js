// A deployment on this machine: tables, the unpacked package in a process, and an operator with the command line alone.
import assert from 'node:assert/strict';
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { unzipSync } from 'fflate';
import { local } from '../../build/targets.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string} folder a new one */
export async function unpack(folder) {
  const files = unzipSync(await readFile(join(root, 'out', 'tessera.zip')));
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

/** Azurite's published account. */
const account = {
  name: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
};

/** @param {string} folder for its data */
export async function startTables(folder) {
  const child = fork(join(root, 'out', 'azurite-process.js'), [folder, '0', '0', 'own']);
  const [message] = await once(child, 'message');
  const { url, problem } = /** @type {{ url?: string, problem?: string }} */ (message);
  assert.equal(problem, undefined);
  const { name, key } = account;
  return {
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${name};AccountKey=${key};TableEndpoint=${url}/${name}`,
    close: () => end(child),
  };
}

/**
 * @param {string} folder of the unpacked package
 * @param {number} port
 * @param {{ settings: Record<string, string>, scratch: string }} given `scratch`: a folder for the host, which the package lacks
 */
export async function serve(folder, port, { settings, scratch }) {
  const outfile = join(scratch, 'serve.mjs');
  const { outdir: _, ...options } = local;
  await build({ ...options, entryPoints: ['test/package/serve.ts'], outfile });
  const child = fork(outfile, [folder, String(port)], {
    cwd: folder,
    env: settings,
    silent: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (/** @type {Buffer} */ text) => (output += text));
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => assert.fail(`the service ended:\n${output}`)),
  ]);
  return { output: () => output, close: () => end(child) };
}

async function end(/** @type {import('node:child_process').ChildProcess} */ child) {
  const exited = once(child, 'exit');
  child.disconnect();
  assert.deepEqual(await exited, [0, null]);
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  assert.ok(address && typeof address === 'object');
  probe.close();
  await once(probe, 'close');
  return address.port;
}

/** @param {string} folder an empty one @param {Record<string, string>} settings of the deployment */
export async function openOperator(folder, settings) {
  await mkdir(folder);
  const script = join(folder, 'tessera.mjs');
  await copyFile(join(root, 'out', 'command-line', 'tessera.mjs'), script);

  /** @param {readonly string[]} args */
  async function json(...args) {
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...args, '--json'], {
      cwd: folder,
      env: settings,
    });
    return JSON.parse(stdout);
  }

  /** @param {string} id @param {string} options */
  async function add(id, options) {
    const { client_secret } = await json('clients', 'add', id, ...options.split(' '));
    return { id, secret: String(client_secret) };
  }

  return {
    async register() {
      await json('keys', 'rotate');
      const { password } = await json('users', 'add', 'ada');
      const api = '--resource https://reports.example --scope';
      return {
        job: await add('job', `--grant-types client_credentials ${api} reports.read --default-scope reports.read`),
        app: await add(
          'app',
          `--grant-types authorization_code refresh_token --redirect-uris https://app.example/callback ${api} openid --default-scope openid`,
        ),
        api: await add('api', '--grant-types --introspects https://reports.example'),
        user: { username: 'ada', password: String(password) },
      };
    },
    /** @throws {Error} when something is wrong */
    async checkDeployment() {
      const findings = /** @type {{ is: string }[]} */ (await json('doctor'));
      assert.ok(findings.length > 5);
      assert.deepEqual(
        findings.filter(({ is }) => is === 'wrong'),
        [],
      );
    },
  };
}
