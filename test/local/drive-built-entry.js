// Plain Node, no test runner: starts what `npm start` starts, gets a token from the built entry file and verifies it.
// Runs with any version of Node: it prints its findings and exits with 0, or fails.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'tessera-built-'));
const keysFile = join(folder, 'data', 'keys.json');
const port = await freePort();
const service = spawn(process.execPath, [join(root, 'out', 'start.js')], {
  // Every setting, so that a local.settings.json in this folder has no effect.
  env: {
    PORT: String(port),
    ISSUER: `http://localhost:${port}`,
    CLIENTS_FILE: join(root, 'local', 'demo-clients.json'),
    KEYS_FILE: keysFile,
    STORE: 'memory',
    SIGNING_ALG: 'ES256',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const exited = once(service, 'exit');

try {
  /** @type {string[]} */
  const lines = [];
  for await (const line of createInterface({ input: service.stdout })) {
    lines.push(line);
    if (line.startsWith('Ctrl-C')) break;
  }
  const printed = lines.join('\n');
  const issuer = /^The issuer is (\S+)$/m.exec(printed)?.[1];
  const [, id, secret, url] = /curl -u ([^:]+):(\S+) -d grant_type=client_credentials (\S+)/.exec(printed) ?? [];
  assert.ok(issuer && id && secret && url, `not what npm start prints:\n${printed}`);

  const answer = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  assert.equal(answer.status, 200);
  const { access_token } = /** @type {{ access_token: string }} */ (await answer.json());

  const discovered = await fetch(`${issuer}/.well-known/oauth-authorization-server`);
  const metadata = /** @type {{ issuer: string, jwks_uri: string }} */ (await discovered.json());
  assert.equal(metadata.issuer, issuer);
  const { payload } = await jwtVerify(access_token, createRemoteJWKSet(new URL(metadata.jwks_uri)), {
    issuer,
    audience: 'https://api.demo.example',
    typ: 'at+jwt',
    algorithms: ['ES256'],
  });
  assert.equal(payload.sub, id);

  const refused = await fetch(url, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }) });
  assert.equal(refused.status, 401);
  assert.equal(/** @type {{ error: string }} */ (await refused.json()).error, 'invalid_client');

  assert.equal((await stat(keysFile)).mode & 0o777, 0o600);
} finally {
  service.kill('SIGINT');
}
const [code] = await exited;
assert.equal(code, 0, 'Ctrl-C ends it cleanly');
await rm(folder, { recursive: true });
console.log(`node ${process.versions.node}: the built entry issued a token that verifies`);

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  assert.ok(address && typeof address === 'object');
  probe.close();
  await once(probe, 'close');
  return address.port;
}
