import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { appFilesList } from '../../build/app-files.js';
import { startFiles } from '../../build/sizes.js';
import { demoClientsFile } from '../../local/environment.ts';
import { eventually } from '../flows/eventually.ts';
import { patientProcess } from '../support/patient-processes.ts';
import { temporaryFile } from '../support/server.ts';
import { startServiceProcess } from '../support/service-process.ts';

const root = join(import.meta.dirname, '..', '..');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command of `npm start` after the build, without this machine's environment. */
function startService(environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [join(root, 'out', 'start.js')], {
    env: { ...patientProcess, ...environment },
    stdio: 'pipe',
  });
}

async function ended(child: ChildProcess): Promise<Ended> {
  if (!child.stdout || !child.stderr) throw new Error('the output is piped');
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, out, err };
}

async function residentBytes(pid: number): Promise<number> {
  const ps = spawn('ps', ['-o', 'rss=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return Number(await text(ps.stdout)) * 1024;
}

describe('npm start', () => {
  it('serves the built entry file in plain Node: its tokens verify, only the owner can read the key file, it exits cleanly', async () => {
    const keysFile = await temporaryFile('');
    const own = `${keysFile}.folder/keys.json`;
    const service = startService({ PORT: '0', CLIENTS_FILE: demoClientsFile, KEYS_FILE: own, STORE: 'memory' });
    let printed = '';
    service.stdout?.on('data', (bytes) => {
      printed += bytes;
    });
    await eventually(() => expect(printed).toContain('Ctrl-C'));
    const [, issuer = ''] = /^The issuer is (\S+)$/m.exec(printed) ?? [];
    const [, credentials = '', url = ''] = /curl -u (\S+) -d grant_type=client_credentials (\S+)/.exec(printed) ?? [];
    const answer = await fetch(url, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token } = (await answer.json()) as { access_token: string };
    const { payload } = await jwtVerify(access_token, createRemoteJWKSet(new URL(`${issuer}/jwks`)), { issuer });
    expect(`${payload.sub}`).toBe(credentials.split(':')[0]);
    expect((await stat(own)).mode & 0o777).toBe(0o600);
    service.kill('SIGINT');
    expect(await once(service, 'exit')).toEqual([0, null]);
    await rm(dirname(own), { recursive: true });
  });

  it('says in one line that its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = address && typeof address === 'object' ? address.port : 0;
    const keysFile = await temporaryFile('');
    const { code, out, err } = await ended(
      startService({
        PORT: String(port),
        ISSUER: `http://localhost:${port}`,
        KEYS_FILE: `${keysFile}.keys`,
        STORE: 'memory',
      }),
    );
    other.close();
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err: `{"event":"key_ring_made","file":"${keysFile}.keys"}\nPort ${port} is in use. Use another: PORT=7072 npm start\n`,
    });
  });

  it('says in one line that HOST is not an address of this machine, after a warning', async () => {
    const keysFile = await temporaryFile('');
    // An address for documentation (RFC 5737), which no machine has.
    const { code, out, err } = await ended(
      startService({ HOST: '203.0.113.1', PORT: '0', DEMO_PORT: '0', KEYS_FILE: `${keysFile}.keys`, STORE: 'memory' }),
    );
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.split('\n')).toEqual([
      'Warning: with HOST=203.0.113.1 everyone who can reach this machine can reach the service, its clients and its users, over plain http.',
      expect.stringContaining('"key_ring_made"'),
      'HOST is not an address of this machine (EADDRNOTAVAIL).',
      '',
    ]);
  });

  it('does not hold large bodies in memory', async () => {
    const service = await startServiceProcess({ STORE: 'memory' });
    const post = async () => {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const response = await fetch(`${service.url}/token`, {
        method: 'POST',
        headers,
        body: new Uint8Array(60_000_000),
      });
      return [response.status, await response.json()];
    };
    const before = await residentBytes(service.pid);
    const answers = await Promise.all(Array.from({ length: 6 }, post));
    const after = await residentBytes(service.pid);
    await service.end('SIGINT');
    const error_description = 'AADSTS990002: The body has 60000000 bytes. The limit is 65536.';
    expect(answers).toEqual(Array.from(answers, () => [413, expect.objectContaining({ error_description })]));
    expect(after - before).toBeLessThan(120_000_000);
  });

  it('lists everything that is wrong with its settings, without a stack', async () => {
    const clients = await temporaryFile([{ client_id: 'u_me', grant_types: [], client_secret: 'short' }]);
    const { code, out, err } = await ended(
      startService({
        PORT: '0',
        STORE: 'memory',
        CLIENTS_FILE: clients,
        ISSUER: 'http://example.com/',
        SIGNING_ALG: 'none',
      }),
    );
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err: `Tessera cannot start, its settings are wrong:
  - ISSUER must be an https URL (http only on a loopback host) without query, fragment, credentials or trailing slash
  - SIGNING_ALG must be ES256, RS256, PS256 or EdDSA
`,
    });
  });
});

describe('the bundle that is deployed', () => {
  async function bundle(): Promise<string> {
    const files = await readdir(join(root, 'dist'));
    return (await Promise.all(files.map((file) => readFile(join(root, 'dist', file), 'utf8')))).join('\n');
  }

  it('contains no demo client, no demo user and no demo page', async () => {
    const traces = /for-local-use-only|demo-(?:job|web|native|api)|demo\.example|tessera-demo|The life of a grant/;
    expect(await readFile(join(root, 'out', 'start.js'), 'utf8')).toMatch(traces);
    expect(await bundle()).not.toMatch(traces);
  });

  it('contains no schema compiler', async () => {
    expect(await bundle()).not.toMatch(/class Ajv|addMetaSchema/);
  });

  it('keeps the Azure SDK out of what every start loads', async () => {
    expect(await bundle()).toMatch(/changeset_/);
    const { outputs } = JSON.parse(await readFile(join(root, appFilesList), 'utf8'));
    for (const file of startFiles(outputs)) {
      expect(await readFile(join(root, file), 'utf8'), file).not.toMatch(/changeset_|core-rest-pipeline|msal/);
    }
  });
});
