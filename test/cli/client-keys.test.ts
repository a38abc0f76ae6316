// Clients that prove themselves with keys, on the command line and at a server on the same store.
import { createPublicKey, randomUUID, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { certificate } from '../shared/telemetry/certificate.ts';
import { newTestKey, postAssertion, signAssertion, type TestKey } from '../support/assertions.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { runningClock, type TestClock } from '../support/clock.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';
import { issuer, startServer, type TestServer } from '../support/server.ts';

let azurite: Azurite;
let cli: CommandLine;
let server: TestServer;
let clock: TestClock;
let store: string;

beforeAll(async () => {
  azurite = await startTestAzurite();
  cli = await openCommandLine({ GRANTS_STORAGE: azurite.connectionString, ISSUER: issuer });
  store = storeLine(azurite.connectionString);
  clock = runningClock();
  const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  server = await startServer({ clients: [], clock, environment });
});
afterAll(async () => {
  await server.close();
  await cli.close();
  await azurite.close();
});

const members = ['--grant-types', 'client_credentials', '--scope', 'a', '--default-scope', 'a', '--resource', 'urn:a'];

async function file(name: string, content: unknown): Promise<string> {
  await writeFile(join(cli.folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(cli.folder, name);
}

const pem = ({ privateKey }: TestKey) => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicPem = ({ privateKey }: TestKey) =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();

const statusOf = async (id: string, key: TestKey) => {
  const claims = { iss: id, sub: id, jti: randomUUID() };
  return (await postAssertion(server, await signAssertion(Math.floor(clock.now() / 1000), { claims, key }))).status;
};

const thumbprintOf = ({ jwk }: TestKey) => calculateJwkThumbprint(jwk);

describe('clients add --jwks', () => {
  it('registers a client without a secret, and says who may get in and what it sends', async () => {
    const key = newTestKey('ES256', '2026-11');
    const jwks = await file('one.json', { keys: [key.jwk] });
    const described = `the key 2026-11 (EC P-256 for ES256, thumbprint ${await thumbprintOf(key)})`;
    expect(await cli.run(['clients', 'add', 'keyed', ...members, '--jwks', jwks])).toEqual({
      code: 0,
      stderr: store,
      stdout: `The client keyed has been registered. It has no secret.

Who may get in:
  - who has the private part of ${described}

What it sends to https://issuer.example/token in place of a secret:
  client_assertion_type  urn:ietf:params:oauth:client-assertion-type:jwt-bearer
  client_assertion       a JWT that it signs: iss and sub keyed, aud https://issuer.example, exp at most an hour ahead, a new jti each time
`,
    });
    expect(await statusOf('keyed', key)).toBe(200);
    expect(await cli.call(['clients', 'show', 'keyed'])).toEqual({
      code: 0,
      stderr: store,
      stdout: `from                        store
client_id                   keyed
token_endpoint_auth_method  private_key_jwt
grant_types                 client_credentials
scope                       a
default_scope               a
resource                    urn:a
jwks                        1 key

Who may get in:
  - who has the private part of ${described}
`,
    });
    expect(await cli.json(['clients', 'show', 'keyed'])).toMatchObject({ record: { jwks: { keys: [key.jwk] } } });
    const { stdout } = await cli.call(['clients', 'list']);
    expect(stdout).toMatch(/^keyed +store +private_key_jwt +client_credentials +1 key$/m);
    expect((await cli.call(['clients', 'add', 'no', '--jwks', jwks, '--secret-lifetime', '60'])).code).toBe(2);
  });

  it('reads a set, a single key, PEM, a certificate, JSON in place of a file, and stdin', async () => {
    const keys = [newTestKey('RS256'), newTestKey('EdDSA')];
    const [rsa = newTestKey('RS256'), okp = newTestKey('EdDSA')] = keys;
    const bare = newTestKey('ES256');
    const added = async (id: string, value: string, stdin = '') =>
      (await cli.json(['clients', 'add', id, ...members, '--jwks', value], { stdin })).jwks;
    expect(await added('single', await file('single.json', bare.jwk))).toEqual({ keys: [bare.jwk] });
    expect(await added('inline', JSON.stringify(bare.jwk))).toEqual({ keys: [bare.jwk] });
    expect(await added('piped', '-', publicPem(rsa))).toEqual({ keys: [rsa.jwk] });
    const both = await file('both.pem', `${publicPem(rsa)}\n${publicPem(okp)}`);
    const named = await Promise.all(keys.map(async (key) => ({ ...key.jwk, kid: await thumbprintOf(key) })));
    expect(await added('both', both)).toEqual({ keys: named });
    expect(await added('certified', await file('cert.pem', certificate))).toEqual({
      keys: [new X509Certificate(certificate).publicKey.export({ format: 'jwk' })],
    });
    expect([await statusOf('single', bare), await statusOf('piped', rsa)]).toEqual([200, 200]);
  });

  it('refuses private and symmetric keys without repeating them', async () => {
    const key = newTestKey('ES256');
    const jwk = key.privateKey.export({ format: 'jwk' });
    const rows: readonly (readonly [value: string, message: RegExp])[] = [
      [
        await file('key.pem', pem(key)),
        /^\S+key\.pem has a private key\. Give the public one, and keep this one where the client runs: openssl pkey -in \S+key\.pem -pubout -out public\.pem\.\n$/,
      ],
      [
        await file('my key.json', jwk),
        /has a private key\. .*: jq 'del\(\.d, .*' '\S+my key\.json' > public\.json\.\n$/,
      ],
      [
        await file('set.json', { keys: [newTestKey('ES256').jwk, jwk] }),
        /has a private key\. .*: jq '\{keys: \[\.keys\[\] \| del\(/,
      ],
      [JSON.stringify(jwk), /^--jwks has a private key\. /],
      [JSON.stringify(jwk).slice(0, -1), /^The value of --jwks is not valid JSON\.\n$/],
      [JSON.stringify({ kty: 'oct', k: jwk.d }), /^--jwks has a symmetric key, which would be a shared secret\./],
    ];
    for (const [value, message] of rows) {
      const ran = await cli.call(['clients', 'add', 'x', ...members, '--jwks', value]);
      expect([ran.code, ran.stdout, ran.stderr]).toEqual([1, '', expect.stringMatching(message)]);
      expect(ran.stderr).not.toContain(jwk.d);
      expect(ran.stderr).not.toContain(pem(key).split('\n')[1]);
    }
  });

  it('says what else is wrong with a file or its keys', async () => {
    const weak = newTestKey('RS256', undefined, 1024);
    const rows: readonly (readonly [value: string, message: string])[] = [
      ['nowhere.json', 'nowhere.json cannot be read (ENOENT).\n'],
      [
        await file('text.txt', 'no key'),
        ' has no keys. It must be a JWK Set, a public JWK, or a public key or certificate in PEM.\n',
      ],
      [await file('none.json', { keys: [] }), ' has no keys. '],
      [
        await file('wrong.pem', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'),
        ' has a block PUBLIC KEY that is not a public key or certificate.\n',
      ],
      [await file('weak.pem', publicPem(weak)), '  - jwks.keys.0 does not have 2048 to 8192 bits (n)\n'],
    ];
    for (const [value, message] of rows) {
      const ran = await cli.call(['clients', 'add', 'x', ...members, '--jwks', value]);
      expect([ran.code, ran.stdout, ran.stderr]).toEqual([1, '', expect.stringContaining(message)]);
    }
    expect((await cli.call(['clients', 'show', 'x'])).code).toBe(1);
  });

  it('leaves the method to the operator, if it is named', async () => {
    const { jwk } = newTestKey('ES256');
    const web = ['--redirect-uris', 'https://web.example/cb', '--scope', 'openid', '--jwks', JSON.stringify(jwk)];
    const signed = ['--require-signed-request-object', 'true'];
    const args = [
      'clients',
      'add',
      'signs-requests',
      ...web,
      ...signed,
      '--token-endpoint-auth-method',
      'client_secret_post',
    ];
    const { client_secret, ...record } = await cli.json(args);
    expect(client_secret).toMatch(/^[\w-]{43}$/);
    expect(record).toMatchObject({ token_endpoint_auth_method: 'client_secret_post', jwks: { keys: [jwk] } });
    const shown = await cli.call(['clients', 'show', 'signs-requests']);
    expect(shown.stdout).toMatch(
      /\n\nWho may get in:\n {2}- who has a secret of the client \(1 live\)\n\nIt may sign its authorization requests with its key \(EC P-256 for ES256, thumbprint [\w-]{43}\)\.\nIt must sign its authorization requests\.\n$/,
    );
    // New keys for its requests do not change how it authenticates.
    const changed = await cli.json([
      'clients',
      'update',
      'signs-requests',
      '--jwks',
      JSON.stringify(newTestKey('ES256').jwk),
    ]);
    expect(changed).toMatchObject({ token_endpoint_auth_method: 'client_secret_post', client_secrets: [{}] });
  });
});

describe('clients update', () => {
  it('replaces a secret by keys and keys by a secret, and removes nothing unasked', async () => {
    const key = newTestKey('ES256');
    const value = JSON.stringify(key.jwk);
    await cli.json(['clients', 'add', 'turning', ...members]);
    const before = await cli.json(['clients', 'show', 'turning']);
    expect(await cli.call(['clients', 'update', 'turning', '--jwks', value])).toEqual({
      code: 1,
      stdout: '',
      stderr: `${store}The client turning was not changed, because its record would be invalid:
  - token_endpoint_auth_method private_key_jwt must not be combined with client_secrets. To remove it, add --unset client-secrets. To keep it, and use the keys for request objects only, add --token-endpoint-auth-method client_secret
`,
    });
    expect(await cli.json(['clients', 'show', 'turning'])).toEqual(before);
    expect(await cli.call(['clients', 'update', 'turning', '--jwks', value, '--unset', 'client-secrets'])).toEqual({
      code: 0,
      stderr: store,
      stdout: `The client turning has been changed. All instances pick this up within a minute.

Who may get in:
  - who has the private part of its key (EC P-256 for ES256, thumbprint ${await thumbprintOf(key)})

Who no longer may get in:
  - who has a secret of the client (1 live)
`,
    });
    clock.advance(61);
    expect(await statusOf('turning', key)).toBe(200);
    expect(await cli.call(['clients', 'rotate-secret', 'turning'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `${store}The client turning has no secret: its method is private_key_jwt. To see its keys and workloads: npm run tessera -- clients show turning. To replace them: npm run tessera -- clients update --help. To give it a secret: npm run tessera -- clients update turning --token-endpoint-auth-method client_secret\n`,
    });
    const back = ['clients', 'update', 'turning', '--token-endpoint-auth-method', 'client_secret', '--unset', 'jwks'];
    const { client_secret, ...record } = await cli.json(back);
    expect(record).toEqual({ ...before.record, client_secrets: [{ sha256: expect.any(String), expires_at: 0 }] });
    clock.advance(61);
    expect([client_secret.length, await statusOf('turning', key)]).toEqual([43, 401]);
  });
});

describe('clients show', () => {
  it('says what the client may exchange, and how it must ask for tokens', async () => {
    const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
    const rule = { subject_token: { audience: 'urn:own', scope: 'a b' }, resource: 'urn:next', scope: 'c d' };
    const foreign = {
      subject_token: { issuer: 'https://other.example', audience: 'urn:own', claims: { tier: 1 } },
      resource: 'urn:last',
      scope: 'e',
      actor: 'none',
    };
    await cli.json([
      ...['clients', 'add', 'middle', '--introspects', 'urn:own', '--dpop-bound-access-tokens', 'true'],
      ...['--grant-types', exchange, 'urn:ietf:params:oauth:grant-type:device_code', '--scope', 'openid'],
      ...['--require-pushed-authorization-requests', 'true', '--token-exchange'],
      ...[rule, foreign].map((each) => JSON.stringify(each)),
    ]);
    const { stdout } = await cli.call(['clients', 'show', 'middle']);
    expect(stdout.split('\n\n').slice(1)).toEqual([
      'Who may get in:\n  - who has a secret of the client (1 live)',
      `It may sign users in on a device without a browser.
It may exchange a token for urn:own with the scope a b for one for urn:next with at most c d, which names the client as the actor.
It may exchange a token of https://other.example for urn:own with tier 1 for one for urn:last with at most e, which does not say that somebody acts for the user.
It must send a DPoP proof: all of its tokens are bound to a key.
It must push its authorization requests to /par.
`,
    ]);
    await cli.json(['clients', 'add', 'app', '--token-endpoint-auth-method', 'none', '--resource', 'urn:a']);
    expect((await cli.call(['clients', 'show', 'app'])).stdout).toMatch(
      /\n\nWho may get in:\n {2}- any app: the client is public, and only its users authenticate\n$/,
    );
  });
});

describe('clients export', () => {
  it('prints records with keys, which import reads', async () => {
    const records = await cli.json(['clients', 'export']);
    const kept = records.find(({ client_id }: { client_id: string }) => client_id === 'keyed');
    const copy = { ...kept, client_id: 'copied' };
    expect(await cli.call(['clients', 'import', '-'], { stdin: JSON.stringify(copy) })).toEqual({
      code: 0,
      stderr: store,
      stdout: 'Registered: copied\n',
    });
    expect((await cli.json(['clients', 'show', 'copied'])).record).toEqual(copy);
    const lint = await cli.call(['lint']);
    expect(lint.stdout).toMatch(
      /^warning {2}copied: jwks: it has a key of keyed too: who has the private part gets in as both: give each client a key of its own$/m,
    );
  });
});
