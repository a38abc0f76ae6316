// Changes of clients on the command line take effect at a server on the same store.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { sha256 } from '../../shared/base/sha256.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { api, apiSecret } from '../support/clients.ts';
import { runningClock, type TestClock } from '../support/clock.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';
import { basic, postForm, postToken, type TestAnswer } from '../support/request.ts';
import { startServer, type TestServer, temporaryFile } from '../support/server.ts';
import { openStorageLine } from '../support/storage-line.ts';
import { ageBarriers } from './age-barriers.ts';
import { expectSince } from './since.ts';

/** Seconds after which every instance has the change. */
const minute = 61;

let azurite: Azurite;
let cli: CommandLine;
let server: TestServer;
let clock: TestClock;
let store: string;

beforeAll(async () => {
  azurite = await startTestAzurite();
  const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  cli = await openCommandLine({
    GRANTS_STORAGE: azurite.connectionString,
    CLIENTS_FILE: await temporaryFile([api]),
  });
  store = storeLine(azurite.connectionString);
  clock = runningClock();
  server = await startServer({ clients: [api], clock, environment });
});
afterAll(async () => {
  await server.close();
  await cli.close();
  await azurite.close();
});

const members = [
  '--grant-types',
  'client_credentials',
  '--scope',
  'reports.read',
  '--resource',
  'https://reports.example',
];

const token = (id: string, secret: string): Promise<TestAnswer> =>
  postToken(server, { grant_type: 'client_credentials', scope: 'reports.read' }, { Authorization: basic(id, secret) });

const statusOf = async (id: string, secret: string) => (await token(id, secret)).status;

describe('clients add', () => {
  it('registers a client and shows its secret once', async () => {
    const ran = await cli.run(['clients', 'add', 'plain', ...members]);
    const [, secret = ''] = /client_secret: ([\w-]{43})\n/.exec(ran.stdout) ?? [];
    expect(ran).toEqual({
      code: 0,
      stderr: store,
      stdout: `The client plain has been registered.

client_secret: ${secret}
The secret is shown only once; only its SHA-256 hash is stored.
`,
    });
    expect(await statusOf('plain', secret)).toBe(200);
    const inBody = { client_id: 'plain', client_secret: secret };
    expect(
      (await postToken(server, { grant_type: 'client_credentials', scope: 'reports.read', ...inBody })).status,
    ).toBe(200);
    const shown = await cli.json(['clients', 'show', 'plain']);
    expect(shown).toEqual({
      client_id: 'plain',
      origin: 'store',
      record: {
        client_id: 'plain',
        token_endpoint_auth_method: 'client_secret',
        grant_types: ['client_credentials'],
        scope: 'reports.read',
        resource: ['https://reports.example'],
        client_secrets: [{ sha256: sha256(secret).toString('hex'), expires_at: 0 }],
      },
    });
  });

  it('accepts every member of the schema in its own format', async () => {
    const before = Date.now();
    const printed = await cli.json([
      ...['clients', 'add', 'every', '--client-name', 'Every member', '--token-endpoint-auth-method', 'client_secret'],
      ...['--grant-types', 'authorization_code', 'refresh_token', '--redirect-uris', 'https://a.example/cb'],
      ...['--application-type', 'web'],
      ...['--scope', 'openid a b', '--default-scope', 'a'],
      ...['--resource', 'https://one.example', '{"uri":"https://two.example","scope":"two"}', '--introspects'],
      ...['--claims', '{"plan":"gold"}', '--access-token-claims', 'groups,email', 'department'],
      ...['--access-token-lifetime', '60', '--refresh-token-lifetime', '61', '--grant-lifetime', '62'],
      ...[
        '--refresh-token-rotation',
        'false',
        '--refresh-token-grace',
        '0',
        '--require-pkce',
        'false',
        '--require-nonce',
        'false',
      ],
      ...['--id-token-signed-response-alg', 'ES256', '--secret-lifetime', '1000'],
      ...['--id-token-claims', 'false', '--consent', 'true', '--scope-descriptions', '{"a":"Read a","a#lv":"Lasīt a"}'],
    ]);
    const shown = await cli.call(['clients', 'show', 'every']);
    expect(shown.stdout).toMatch(
      /^resource +https:\/\/one\.example \{"uri":"https:\/\/two\.example","scope":"two"\}$/m,
    );
    expect(shown.stdout).toMatch(/^scope_descriptions +\{"a":"Read a","a#lv":"Lasīt a"\}$/m);
    const { client_secret, client_secrets, ...record } = printed;
    expect(client_secrets).toEqual([{ sha256: sha256(client_secret).toString('hex'), expires_at: expect.any(Number) }]);
    expectSince(before, client_secrets[0].expires_at - 1000);
    expect(record).toEqual({
      client_id: 'every',
      client_name: 'Every member',
      token_endpoint_auth_method: 'client_secret',
      grant_types: ['authorization_code', 'refresh_token'],
      application_type: 'web',
      redirect_uris: ['https://a.example/cb'],
      scope: 'openid a b',
      default_scope: 'a',
      resource: ['https://one.example', { uri: 'https://two.example', scope: 'two' }],
      introspects: [],
      access_token_lifetime: 60,
      refresh_token_lifetime: 61,
      grant_lifetime: 62,
      refresh_token_rotation: false,
      refresh_token_grace: 0,
      require_pkce: false,
      require_nonce: false,
      id_token_signed_response_alg: 'ES256',
      id_token_claims: false,
      claims: { plan: 'gold' },
      access_token_claims: ['groups', 'email', 'department'],
      consent: true,
      scope_descriptions: { a: 'Read a', 'a#lv': 'Lasīt a' },
    });
  });

  it('includes the claims of the user in the id tokens of a new client that gets any', async () => {
    const added = async (id: string, ...more: readonly string[]) =>
      (await cli.json(['clients', 'add', id, '--resource', 'urn:told', ...more])).id_token_claims;
    expect(await added('told', '--scope', 'openid profile')).toBe(true);
    expect(await added('told-email', '--scope', 'openid email')).toBe(true);
    expect(await added('untold', '--scope', 'openid reports.read')).toBe(true);
    expect(await added('no-id-tokens', '--scope', 'reports.read')).toBeUndefined();
    expect(await added('told-not', '--scope', 'openid email', '--id-token-claims', 'false')).toBe(false);
  });

  it('says how a page under development is told apart from an app on the user’s device', async () => {
    const add = ['clients', 'add', '--token-endpoint-auth-method', 'none', '--scope', 'openid', '--redirect-uris'];
    const hinted = await cli.call([...add, 'http://localhost:5173/cb', '--', 'page']);
    expect(hinted.stdout).toBe(`The client page has been registered.

With http://localhost:5173/cb it counts as an app on the user's device: any port works, and signed-in users
click "Continue as" each time. If it is a page under development: npm run tessera -- clients update page --application-type web
`);
    const settled = [...add, 'http://localhost:5173/cb', '--application-type', 'native', '--', 'settled'];
    expect((await cli.call(settled)).stdout).toBe('The client settled has been registered.\n');
    const portless = await cli.call([...add, 'http://localhost/cb', '--', 'portless']);
    expect(portless.stdout).toBe('The client portless has been registered.\n');
  });

  it('gives a public client no secret', async () => {
    const args = [
      'clients',
      'add',
      'phone',
      '--token-endpoint-auth-method',
      'none',
      '--resource',
      'https://reports.example',
    ];
    expect(await cli.call(args)).toEqual({ code: 0, stderr: store, stdout: 'The client phone has been registered.\n' });
    expect((await cli.call([...args, '--secret-lifetime', '60'])).code).toBe(2);
  });

  it('refuses an invalid record, and one whose id is taken', async () => {
    const refusals: readonly (readonly [args: readonly string[], problems: string])[] = [
      [
        ['u_ada', ...members],
        '  - client_id must be 1 to 200 printable ASCII characters without spaces, not beginning with u_\n',
      ],
      [['x', ...members, '--access-token-lifetime', 'long'], '  - access_token_lifetime must be 60 to 86400 seconds\n'],
      [['x', ...members, '--require-pkce', 'no'], '  - require_pkce must be boolean\n'],
      [
        ['x', ...members, '--scope-descriptions', 'Read a'],
        '  - scope_descriptions must be texts by scope: {"reports.read": "Read your reports"}\n',
      ],
      [
        ['x', ...members, '--redirect-uris', 'javascript:alert(1)'],
        '  - redirect_uris has javascript:alert(1), which has a scheme that no app can own: use https, or a domain of yours in reverse, such as com.example.app:/callback (RFC 8252 section 7.1)\n',
      ],
      [
        ['x', ...members, '--resource', 'https://reports.example', 'plain'],
        '  - resource.2 must be an absolute URI without fragment\n',
      ],
      [['https://reports.example', ...members], '  - client_id must not be one of resource\n'],
      [
        ['https://reports.example', '--grant-types'],
        ['phone', 'plain'].map((id) => `  - client_id is also a resource of another client, ${id}\n`).join(''),
      ],
      [
        [
          'x',
          '--resource',
          'urn:plain',
          '--redirect-uris',
          ...Array.from({ length: 4000 }, (_, n) => `com.example.app:/${n}`),
        ],
        '  - the record has ',
      ],
    ];
    for (const [[id = '', ...options], problems] of refusals) {
      const ran = await cli.call(['clients', 'add', id, ...options]);
      const expected = `${store}The client ${id} was not registered, because its record is invalid:\n${problems}`;
      expect([ran.code, ran.stdout, ran.stderr.slice(0, expected.length)]).toEqual([1, '', expected]);
    }
    const there = await cli.call(['clients', 'add', 'plain', ...members]);
    expect([there.code, there.stdout]).toEqual([1, '']);
    expect(there.stderr).toContain('A client plain already exists.');
    const inFile = await cli.call(['clients', 'add', api.client_id, ...members]);
    expect([inFile.code, inFile.stdout]).toEqual([1, '']);
    expect(inFile.stderr).toContain(`The client ${api.client_id} is already in CLIENTS_FILE`);
  });

  it('registers an id once when several ask for it at the same time', async () => {
    const args = ['clients', 'add', 'raced', ...members];
    const ran = await Promise.all(Array.from({ length: 5 }, () => cli.run(args)));
    expect(ran.map(({ code }) => code).sort()).toEqual([0, 1, 1, 1, 1]);
    const [winner] = ran.filter(({ code }) => code === 0);
    const [, secret = ''] = /client_secret: (\S+)/.exec(winner?.stdout ?? '') ?? [];
    expect(await statusOf('raced', secret)).toBe(200);
  });

  it('accepts ids with any character that the schema allows', async () => {
    for (const id of ['a/b#c?d\'e"f%2e\\g', '../x', '-starts-with-a-dash', '__proto__', 'z'.repeat(200)]) {
      const { client_secret } = await cli.json(['clients', 'add', ...members, '--', id]);
      expect(await statusOf(id, client_secret), id).toBe(200);
      expect((await cli.call(['clients', 'remove', '--', id])).code).toBe(0);
    }
    for (const id of ['', 'zwei wörter', 'ünïcode', '\u001b[2J', 'z'.repeat(201)]) {
      const ran = await cli.call(['clients', 'add', ...members, '--', id]);
      expect([ran.code, ran.stdout]).toEqual([1, '']);
      expect(ran.stderr).not.toContain('\u001b');
    }
  });
});

describe('clients update', () => {
  it('sets and unsets members, and an instance applies the change within a minute', async () => {
    const { client_secret } = await cli.json(['clients', 'add', 'changing', ...members]);
    expect((await token('changing', client_secret)).json.expires_in).toBe(3600);
    const args = ['clients', 'update', 'changing', '--access-token-lifetime', '600', '--scope', 'reports.read more'];
    expect(await cli.call(args)).toEqual({
      code: 0,
      stderr: store,
      stdout: 'The client changing has been changed. All instances pick this up within a minute.\n',
    });
    clock.advance(minute);
    expect((await token('changing', client_secret)).json.expires_in).toBe(600);
    const unset = await cli.json(['clients', 'update', 'changing', '--unset', 'access-token-lifetime', 'scope']);
    expect(unset).toEqual({
      client_id: 'changing',
      token_endpoint_auth_method: 'client_secret',
      grant_types: ['client_credentials'],
      resource: ['https://reports.example'],
      client_secrets: [{ sha256: sha256(client_secret).toString('hex'), expires_at: 0 }],
    });
  });

  it('refuses an invalid change, an unknown client and an empty change, and changes nothing', async () => {
    const before = await cli.json(['clients', 'show', 'plain']);
    const rows: readonly (readonly [args: readonly string[], code: number, message: string])[] = [
      [['plain'], 2, 'There is nothing to change.'],
      [
        ['plain', '--unset', 'resource'],
        1,
        '  - resource is missing: it names who the tokens are for (only a client that signs users in, with openid in its scope, needs none)\n',
      ],
      [['plain', '--unset', 'client_id'], 1, 'there is no such member'],
      [['plain', '--token-endpoint-auth-method', 'none'], 1, 'must not be combined with client_secret'],
      [['nobody', '--scope', 'a'], 1, 'There is no client nobody.'],
      [[api.client_id, '--scope', 'a'], 1, 'is in CLIENTS_FILE'],
    ];
    for (const [args, code, message] of rows) {
      const ran = await cli.call(['clients', 'update', ...args]);
      expect([ran.code, ran.stdout]).toEqual([code, '']);
      expect(ran.stderr).toContain(message);
    }
    expect(await cli.json(['clients', 'show', 'plain'])).toEqual(before);
  });

  it('makes a client public, and gives it a secret when it becomes confidential again', async () => {
    await cli.json(['clients', 'add', 'turning', ...members]);
    const method = ['clients', 'update', 'turning', '--token-endpoint-auth-method'];
    expect((await cli.json([...method, 'none', '--unset', 'client-secrets'])).client_secrets).toBeUndefined();
    const { client_secret } = await cli.json([...method, 'client_secret_basic']);
    expect(await statusOf('turning', client_secret)).toBe(200);
  });

  it('loses none of several concurrent changes', async () => {
    await cli.json(['clients', 'add', 'busy', ...members]);
    const changes = [
      ['--client-name', 'Busy'],
      ['--access-token-lifetime', '61'],
      ['--refresh-token-grace', '7'],
    ];
    const ran = await Promise.all(changes.map((change) => cli.run(['clients', 'update', 'busy', ...change])));
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    const { record } = await cli.json(['clients', 'show', 'busy']);
    expect(record).toMatchObject({ client_name: 'Busy', access_token_lifetime: 61, refresh_token_grace: 7 });
  });
});

describe('clients rotate-secret', () => {
  it('accepts the old secret and the new one until the overlap ends', async () => {
    const { client_secret: old } = await cli.json(['clients', 'add', 'rotating', ...members]);
    const { client_secret: fresh, client_secrets } = await cli.json([
      ...['clients', 'rotate-secret', 'rotating', '--overlap', '600'],
    ]);
    expect(client_secrets.map(({ sha256: hash }: { sha256: string }) => hash)).toEqual(
      [fresh, old].map((each) => sha256(each).toString('hex')),
    );
    clock.advance(minute);
    expect([await statusOf('rotating', old), await statusOf('rotating', fresh)]).toEqual([200, 200]);
    clock.advance(600);
    expect([await statusOf('rotating', old), await statusOf('rotating', fresh)]).toEqual([401, 200]);
  });

  it('ends a leaked secret at once, and never extends the life of a secret', async () => {
    const { client_secret: old } = await cli.json([
      'clients',
      'add',
      'leaking',
      ...members,
      '--secret-lifetime',
      '1000',
    ]);
    const long = await cli.json(['clients', 'rotate-secret', 'leaking', '--overlap', '9999']);
    expect(long.client_secrets[1].expires_at).toBeLessThan(Date.now() / 1000 + 1001);
    const { client_secret: fresh, client_secrets } = await cli.json([
      ...['clients', 'rotate-secret', 'leaking', '--overlap', '0'],
    ]);
    expect(client_secrets).toHaveLength(1);
    clock.advance(minute);
    const secrets = [old, long.client_secret, fresh];
    expect(await Promise.all(secrets.map((secret) => statusOf('leaking', secret)))).toEqual([401, 401, 200]);
  });

  it('says what to do when the response to the change is lost, and succeeds the second time', async () => {
    const { client_secret: old } = await cli.json(['clients', 'add', 'unanswered', ...members]);
    const line = await openStorageLine(azurite.connectionString);
    try {
      // The SDK retries the change once.
      const happened = line.expect(['answer lost', 'answer lost']);
      const env = { GRANTS_STORAGE: line.connectionString };
      const ran = await cli.run(['clients', 'rotate-secret', 'unanswered', '--overlap', '0'], { env });
      await happened;
      expect([ran.code, ran.stdout]).toEqual([3, '']);
      expect(ran.stderr).toContain(
        ' The change may or may not have been made. Run the command again and use the secret that it shows. Until then the client may be locked out, because the old secret may no longer work. To find out why',
      );
    } finally {
      await line.close();
    }
    const { client_secret: fresh } = await cli.json(['clients', 'rotate-secret', 'unanswered', '--overlap', '0']);
    expect([await statusOf('unanswered', old), await statusOf('unanswered', fresh)]).toEqual([401, 200]);
  });

  it('refuses a public client, and an invalid number of seconds', async () => {
    const ran = await cli.call(['clients', 'rotate-secret', 'phone']);
    expect([ran.code, ran.stderr]).toEqual([
      1,
      `${store}The client phone has no secret: its method is none. To give it a secret: npm run tessera -- clients update phone --token-endpoint-auth-method client_secret\n`,
    ]);
    expect((await cli.call(['clients', 'rotate-secret', 'plain', '--overlap', 'a week'])).code).toBe(2);
    for (const args of [
      ['rotate-secret', 'plain'],
      ['add', 'dead', ...members],
    ]) {
      const dead = await cli.call(['clients', ...args, '--secret-lifetime', '59']);
      expect([dead.code, dead.stderr]).toEqual([2, expect.stringContaining('It must be at least 60 seconds.')]);
    }
    expect((await cli.call(['clients', 'show', 'dead'])).code).toBe(1);
  });
});

const removedLately = /A client leaving was removed a moment ago\. .* Run the command again in 1\d\d seconds\.?\n$/;

describe('clients remove', () => {
  it('ends the client and its grants within a minute', async () => {
    // A barrier has the time of the store's clock.
    clock.advance((Date.now() - clock.now()) / 1000);
    const { client_secret } = await cli.json(['clients', 'add', 'leaving', ...members]);
    const { access_token } = (await token('leaving', client_secret)).json;
    const isActive = async () => {
      const headers = { Authorization: basic(api.client_id, apiSecret) };
      return (await postForm(server, '/introspect', { token: access_token }, headers)).json.active;
    };
    expect(await isActive()).toBe(true);
    expect(await cli.call(['clients', 'remove', 'leaving'])).toEqual({
      code: 0,
      stderr: store,
      stdout:
        'The client leaving has been removed and its grants have been revoked. All instances pick this up within a minute; an API that verifies access tokens itself accepts them until they expire (3600 seconds at most).\n',
    });
    clock.advance(minute);
    expect(await isActive()).toBe(false);
    expect(await statusOf('leaving', client_secret)).toBe(401);
    const again = await cli.call(['clients', 'remove', 'leaving']);
    expect([again.code, again.stdout]).toEqual([1, '']);
    expect(again.stderr).toContain('There is no client leaving.');

    // A new client of the same id does not inherit the grants of the removed one.
    const tooEarly = await cli.call(['clients', 'add', 'leaving', ...members, '--json']);
    expect(tooEarly).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(removedLately) });
    const record = (await cli.json(['clients', 'export'])).find(
      (each: { client_id: string }) => each.client_id === 'plain',
    );
    const file = await temporaryFile([{ ...record, client_id: 'leaving' }]);
    const imported = await cli.call(['clients', 'import', file]);
    expect(imported).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(removedLately) });
    expect((await cli.call(['clients', 'show', 'leaving'])).code).toBe(1);
    await ageBarriers('leaving', server.service.store);
    const { client_secret: other } = await cli.json(['clients', 'add', 'leaving', ...members]);
    clock.advance(minute);
    expect([await statusOf('leaving', other), await statusOf('leaving', client_secret)]).toEqual([200, 401]);
    expect(await isActive()).toBe(false);
  });
});
