import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takesLongBody } from '../../cli/doctor/check-body-limit.ts';
import { checkClock } from '../../cli/doctor/check-clock.ts';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { register } from '../../shared/clients/registered-clients.ts';
import { generateKeyRing, type KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { web } from '../support/clients.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';
import type { Ran } from '../support/command-line-here.ts';
import { reportsApi } from '../support/exchanges.ts';
import { startServer, type TestServer } from '../support/server.ts';

let azurite: Azurite;
let cli: CommandLine;
let server: TestServer;
let ring: KeyRingRecord;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  azurite = await startTestAzurite();
  ring = await generateKeyRing(['ES256', 'RS256'], 1_790_000_000);
  environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString, KEYS: JSON.stringify(ring) };
  server = await startServer({ clock: systemClock, isIssuerUrl: true, environment });
  cli = await openCommandLine({ ISSUER: server.url, ...environment });
});
afterAll(async () => {
  await server.close();
  await cli.close();
  await azurite.close();
});

const doctor = (env: Readonly<Record<string, string>> = {}): Promise<Ran> => cli.call(['doctor'], { env });

/** The problems, with what to do. */
const complaints = ({ stdout }: Ran) =>
  stdout
    .split('\n')
    .filter((line) => !line.startsWith('ok') && line !== '')
    .map((line) => line.trim().replace(/ +/g, ' '));

async function urlOf(listening: Server): Promise<string> {
  await once(listening, 'listening');
  const address = listening.address();
  return `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`;
}

describe('doctor', () => {
  it('reports no problem for a sound deployment', async () => {
    const ran = await cli.run(['doctor']);
    expect({ ...ran, stdout: ran.stdout.replace(/clock {5}\d+ s/, 'clock     0 s') }).toEqual({
      code: 0,
      stderr: `${storeLine(azurite.connectionString)}key ring: the setting KEYS\n`,
      stdout: `ok     settings  ISSUER, STORE, GRANTS_STORAGE, KEYS from the environment
ok     store     wrote, read and removed a row
ok     clock     0 s from the clock of the store
ok     clients   0 valid
ok     keys      the ring can be used; active keys for ES256, RS256
ok     issuer    ${server.url} answers with its metadata
ok     issuer    the issuer publishes the keys of the ring
ok     issuer    scripts of browsers can get tokens (CORS)
`,
    });
    const findings: { is: string }[] = await cli.json(['doctor']);
    expect(findings.map(({ is }) => is)).toEqual(Array.from(findings, () => 'ok'));
  });

  it('reads local.settings.json, as npm start does', async () => {
    const file = join(cli.folder, 'local.settings.json');
    await writeFile(file, JSON.stringify({ Values: { SIGNING_ALG: 'RS256' } }));
    expect((await doctor()).stdout).toContain('; SIGNING_ALG from local.settings.json\n');
    await writeFile(file, '{ "Values": { "KEYS": "a-secret" ');
    const broken = await doctor();
    await rm(file);
    expect([broken.code, broken.stdout]).toEqual([1, '']);
    expect(broken.stderr).toContain('is not valid JSON');
    expect(broken.stderr).not.toContain('a-secret');
  });

  it('reports wrong settings, and continues', async () => {
    const ran = await doctor({ ISSUER: 'http://tokens.example', GRANTS_STORAGE__tableServiceUri: 'https://x.example' });
    expect(ran.code).toBe(1);
    const lines = complaints(ran);
    expect(lines).toContain('wrong settings ISSUER must be https: http is allowed only for a loopback host');
    expect(lines).toContain('wrong settings GRANTS_STORAGE and GRANTS_STORAGE__tableServiceUri must not both be set');
    expect(lines).toContain('→ remove GRANTS_STORAGE or GRANTS_STORAGE__tableServiceUri');
    expect(ran.stdout).toContain('ok     keys ');
  });

  it('says how to fix a key ring that is wrong, unreadable, or one of two', async () => {
    const both = await doctor({ KEYS_FILE: 'keys.json' });
    expect([both.code, complaints(both)]).toEqual([
      1,
      ['wrong settings KEYS and KEYS_FILE must not both be set', '→ remove KEYS or KEYS_FILE'],
    ]);
    const back = (away: string) =>
      `→ restore the ring from your vault. If there is no copy, ${away} and run keys rotate: everything made with the old keys is then refused`;
    const setting = await doctor({ KEYS: '{ "a-secret"' });
    expect([setting.code, complaints(setting).slice(0, 2)]).toEqual([
      1,
      [expect.stringMatching(/^wrong keys .*KEYS is not valid JSON/), back('unset KEYS')],
    ]);
    await writeFile(join(cli.folder, 'wrong.json'), '{}');
    const file = await doctor({ KEYS: '', KEYS_FILE: 'wrong.json' });
    expect([file.code, complaints(file).slice(0, 2)]).toEqual([
      1,
      [expect.stringMatching(/^wrong keys .*wrong\.json/), back('move that file away')],
    ]);
    const unreadable = await doctor({ KEYS: '', KEYS_FILE: 'local' });
    expect([unreadable.code, complaints(unreadable).slice(0, 2)]).toEqual([
      1,
      [
        expect.stringMatching(/^wrong keys .*cannot be read \(EISDIR\)/),
        '→ give this user read access to the file, or set KEYS_FILE to another file',
      ],
    ]);
  });

  it('says that the store cannot be reached, and why', async () => {
    const GRANTS_STORAGE = azurite.connectionString.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9');
    const ran = await doctor({ GRANTS_STORAGE });
    expect([ran.code, complaints(ran)]).toEqual([
      1,
      [
        'wrong store the table service did not answer, or not as it should (ECONNREFUSED)',
        '→ check GRANTS_STORAGE or GRANTS_STORAGE__tableServiceUri, the network (rules, private endpoint) and, for an identity, the role Storage Table Data Contributor',
      ],
    ]);
    const wrongKey = await doctor({
      GRANTS_STORAGE: azurite.connectionString.replace(/AccountKey=[^;]+/, 'AccountKey=c2VjcmV0'),
    });
    expect([wrongKey.code, complaints(wrongKey)[0]]).toEqual([1, expect.stringMatching(/^wrong store .*403/)]);
    for (const secret of ['c2VjcmV0', ring.sealing[0]?.secret ?? '']) {
      expect(wrongKey.stdout + wrongKey.stderr).not.toContain(secret);
    }
  });

  it('reports records and keys that are wrong, missing or due for rotation', async () => {
    const store = await openTestStore(azurite);
    const { client_secret: _, ...record } = { ...web, token_endpoint_auth_method: 'none' as const, require_pkce: true };
    await register({ ...record, client_id: 'wants-eddsa', id_token_signed_response_alg: 'EdDSA' }, store);
    await register({ client_id: 'wrong' }, store);
    const [es256, rs256] = ring.signing;
    if (!es256 || !rs256) throw new Error('there are two');
    const KEYS = JSON.stringify({
      ...ring,
      signing: [es256, { ...rs256, status: 'next' }],
    });
    const ran = await doctor({ KEYS, SIGNING_ALG: 'PS256' });
    await cli.call(['clients', 'remove', 'wants-eddsa']);
    await cli.call(['clients', 'remove', 'wrong']);
    expect([ran.code, complaints(ran)]).toEqual([
      1,
      [
        'wrong clients the stored record of wrong is invalid: client_secret or client_secrets is missing (or say token_endpoint_auth_method none); resource is missing: it names who the tokens are for (only a client that signs users in, with openid in its scope, needs none)',
        '→ fix it with clients update, replace it with clients import --replace, or remove it',
        'wrong keys there is no active key for EdDSA (id tokens of wants-eddsa)',
        '→ run keys rotate --alg EdDSA twice, six minutes apart',
        'wrong keys there is no active key for PS256 (access tokens)',
        '→ run keys rotate --alg PS256 twice, six minutes apart',
        `hint keys RS256 ${rs256.kid} is next for more than thirty days, and can be made active`,
        '→ run keys rotate',
      ],
    ]);
  });

  it('reports keys of others that cannot be fetched', async () => {
    const store = await openTestStore(azurite);
    const rule = {
      subject_token: { issuer: 'https://10.0.0.1', audience: 'a' },
      resource: 'https://b.example',
      scope: 'read',
    };
    await register({ ...reportsApi, client_id: 'gateway', token_exchange: [rule] }, store);
    const ran = await doctor();
    await cli.call(['clients', 'remove', 'gateway']);
    expect([ran.code, complaints(ran)]).toEqual([
      1,
      [
        'wrong clients https://10.0.0.1/.well-known/openid-configuration has a host with a special-use address (gateway)',
        '→ only servers of the internet are asked. Publish the keys there, or put them into the client record as jwks',
      ],
    ]);
  });

  it('reports an issuer that is down, has another name, or has other keys', async () => {
    const other = await generateKeyRing(['ES256', 'RS256'], 0);
    const keys = await doctor({ KEYS: JSON.stringify(other) });
    expect([keys.code, complaints(keys)[0]]).toEqual([
      1,
      `wrong issuer the issuer does not publish the active ES256 key ${other.signing[0]?.kid}`,
    ]);
    const probe = createServer().listen(0, '127.0.0.1');
    const ISSUER = await urlOf(probe);
    probe.close();
    await once(probe, 'close');
    const down = await doctor({ ISSUER });
    expect([down.code, complaints(down)]).toEqual([
      1,
      [
        `wrong issuer ${ISSUER}/.well-known/oauth-authorization-server cannot be fetched (ECONNREFUSED)`,
        '→ start it: npm start',
      ],
    ]);
    const named = await doctor({ ISSUER: server.url.replace('127.0.0.1', 'localhost') });
    expect([named.code, complaints(named)[0]]).toEqual([
      1,
      expect.stringContaining(`has another issuer, "${server.url}"`),
    ]);
  });

  it('does not accept an HTML page as metadata, and stops waiting for a server that does not answer', async () => {
    let answer = '<html>';
    const page: Server = createServer((_, response) => {
      if (answer) response.end(answer);
    }).listen(0, '127.0.0.1');
    const ISSUER = await urlOf(page);
    expect(complaints(await doctor({ ISSUER }))[0]).toMatch(/cannot be fetched \(it is not JSON\)$/);
    answer = '[]';
    expect(complaints(await doctor({ ISSUER }))[0]).toMatch(/does not answer with a JSON object$/);
    answer = '';
    // With the production deadline, which expires.
    const silent = await cli.run(['doctor'], { env: { ISSUER, NODE_OPTIONS: '' } });
    expect(complaints(silent)[0]).toMatch(/cannot be fetched \(no answer within 5 s\)$/);
    page.closeAllConnections();
    page.close();
    await once(page, 'close');
  });

  it('asks for a body size limit where the settings are those of a Functions host', async () => {
    const FUNCTIONS_WORKER_RUNTIME = 'node';
    const todo = "→ set FUNCTIONS_REQUEST_BODY_SIZE_LIMIT=131072 in the app's settings";
    const risk = 'a few large requests at once can exhaust the memory of an instance';
    for (const [limit, what] of [
      ['', 'not set'],
      ['104857600', 'not a number up to 131072'],
      ['128k', 'not a number up to 131072'],
    ] as const) {
      const ran = await doctor({ FUNCTIONS_WORKER_RUNTIME, FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: limit });
      expect([ran.code, complaints(ran)]).toEqual([
        1,
        [`wrong settings FUNCTIONS_REQUEST_BODY_SIZE_LIMIT is ${what}: ${risk}`, todo],
      ]);
    }
    const limited = await doctor({ FUNCTIONS_WORKER_RUNTIME, FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '131072' });
    expect([limited.code, complaints(limited)]).toEqual([0, []]);
  });

  it('detects whether a host passes on long bodies', async () => {
    expect(await takesLongBody(server.url)).toBe(true);
    const limited: Server = createServer((request, response) => {
      request.resume();
      response.writeHead(500).end();
    }).listen(0, '127.0.0.1');
    expect(await takesLongBody(await urlOf(limited))).toBe(false);
    limited.closeAllConnections();
    limited.close();
    expect(await takesLongBody('http://127.0.0.1:9')).toBe(false);
  });

  it("reports a clock that differs from the store's by more than a minute", () => {
    const time = Date.UTC(2026, 10, 21);
    expect([-60_000, 0, 60_000].map((difference) => checkClock(time + difference, time).is)).toEqual([
      'ok',
      'ok',
      'ok',
    ]);
    expect(checkClock(time + 61_000, time)).toMatchObject({
      is: 'wrong',
      what: expect.stringContaining('61 s ahead of'),
    });
    expect(checkClock(time - 90_000, time)).toMatchObject({
      is: 'wrong',
      what: expect.stringContaining('90 s behind'),
    });
  });

  it('checks no store where STORE is memory', async () => {
    const ran = await doctor({ STORE: 'memory', CLIENTS_FILE: 'local/demo-clients.json' });
    expect([ran.code, complaints(ran)[0]]).toEqual([0, expect.stringMatching(/^hint store STORE is memory/)]);
  });
});
