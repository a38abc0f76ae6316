// clients import reads exports of other servers: clients go on working with their secrets, and what is not taken over is named.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';
import { basic, postToken, type TestAnswer } from '../support/request.ts';
import { startServer } from '../support/server.ts';

let azurite: Azurite;
let cli: CommandLine;
let line: string;

beforeAll(async () => {
  azurite = await startTestAzurite();
  cli = await openCommandLine({ GRANTS_STORAGE: azurite.connectionString });
  line = storeLine(azurite.connectionString);
});
afterAll(async () => {
  await cli.close();
  await azurite.close();
});

const sample = (name: string) => readFile(join(import.meta.dirname, 'exports', `${name}.json`), 'utf8');

/** Imports a text as the named file. */
async function importing(name: string, text: string, ...options: readonly string[]) {
  await writeFile(join(cli.folder, `${name}.json`), text);
  return cli.call(['clients', 'import', `${name}.json`, ...options]);
}

const recordOf = async (id: string) => {
  const { record } = await cli.json(['clients', 'show', id]);
  const { registered_at, ...rest } = record;
  return rest;
};

const environment = () => ({ STORE: 'table', GRANTS_STORAGE: azurite.connectionString, CLIENTS_FILE: '' });

async function tokenFor(id: string, secret: string, form: Record<string, string> = {}): Promise<TestAnswer> {
  const server = await startServer({ environment: environment() });
  try {
    const headers = { authorization: basic(id, secret) };
    return await postToken(server, { grant_type: 'client_credentials', ...form }, headers);
  } finally {
    await server.close();
  }
}

const outcomeOf = ({ status, json }: TestAnswer) => [status, json.scope ?? json.error];

it.each([
  ['realm-export.json', 'keycloak', 'nightly-report, spa'],
  ['apps.json', 'auth0', 'm2mQ9xVbN4tKdR8sYwLpZ7cHfGjE2aTu, spaR7nWc3VxKpT9yLmQ2sZbHdJ6fGeAu'],
  ['hydra-clients.json', 'hydra', '1a2b3c4d-0000-4000-8000-00000000000a'],
  ['entra-apps.json', 'entra', '00000000-0000-4000-8000-0000000000b2, 00000000-0000-4000-8000-0000000000b3'],
  ['registration.json', 'rfc7591', 's6BhdRkqt3'],
])('docs/migrate.md imports %s', async (file, name, ids) => {
  const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'migrate.md'), 'utf8');
  const [, words = ''] = new RegExp(`^npm run tessera -- clients import ${file} (.*)$`, 'm').exec(page) ?? [];
  const options = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  await writeFile(join(cli.folder, file), await sample(name));
  const ran = await cli.call(['clients', 'import', file, ...options]);
  expect([ran.code, ran.stdout]).toEqual([0, `Would be registered: ${ids}\nNothing was written.\n`]);
});

describe('Keycloak', () => {
  const only = ['--only', 'nightly-report', 'spa', 'mail-api'];

  it('refuses patterns of redirect URIs with their line, and names what is left out and skipped', async () => {
    expect(await importing('keycloak', await sample('keycloak'))).toEqual({
      code: 1,
      stdout: '',
      stderr: `keycloak.json has clients of Keycloak.
keycloak.json: the export also has users, which clients import does not read
keycloak.json: record 1 (account): left out: it is one of the clients that Keycloak has for itself
keycloak.json: record 2 (nightly-report): skipped the protocol mapper Client IP Address: tokens have no other claims than those of docs/tokens.md
keycloak.json: record 2 (nightly-report): skipped redirectUris: the client does not use the standard flow
keycloak.json: record 2 (nightly-report): skipped webOrigins: every origin may call the endpoints of browsers, without credentials
keycloak.json: record 2 (nightly-report): skipped fullScopeAllowed: tokens have no roles
keycloak.json: record 2 (nightly-report): skipped without a counterpart: frontchannelLogout, nodeReRegistrationTimeout
keycloak.json: record 3 (web): has no secret that works: secret is masked in the export; run clients rotate-secret, and give the client the new one
keycloak.json: record 3 (web): skipped the grant implicit: tokens are never sent through the browser; the app must use authorization_code with PKCE
keycloak.json: record 3 (web): skipped the grant password: the client would see the passwords of users; allow it with clients update --grant-types if you must
keycloak.json: record 3 (web): skipped webOrigins: every origin may call the endpoints of browsers, without credentials
keycloak.json: record 4 (spa): skipped webOrigins: every origin may call the endpoints of browsers, without credentials
keycloak.json: record 5 (mail-api): left out: it is bearer-only, an API: only if it introspects tokens, register it with clients add --introspects
keycloak.json: record 6 (https://saml.example): left out: its protocol is not openid-connect
Nothing was imported:
keycloak.json:72: record 3 (web): redirectUris has "https://web.example/*", which is a pattern: write each URI out in the export, since redirect URIs are compared character by character (RFC 9700 section 2.1)
`,
    });
  });

  it('shows with --dry-run what would be registered, and registers nothing', async () => {
    const ran = await importing('keycloak', await sample('keycloak'), ...only, '--dry-run');
    expect([ran.code, ran.stdout]).toEqual([0, 'Would be registered: nightly-report, spa\nNothing was written.\n']);
    expect((await cli.call(['clients', 'show', 'nightly-report'])).code).toBe(1);
    expect(await importing('keycloak', await sample('keycloak'), '--only', 'nobody')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('keycloak.json:1: there is no client nobody\n'),
    });
  });

  it('imports clients that go on working with their secrets', async () => {
    const ran = await importing('keycloak', await sample('keycloak'), ...only);
    expect([ran.code, ran.stdout]).toEqual([0, 'Registered: nightly-report, spa\n']);
    expect(await recordOf('nightly-report')).toEqual({
      client_id: 'nightly-report',
      client_name: 'Nightly report',
      token_endpoint_auth_method: 'client_secret',
      client_secrets: [{ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), expires_at: 0 }],
      grant_types: ['client_credentials'],
      redirect_uris: [],
      scope: 'reports.read reports.write',
      default_scope: 'reports.read',
      resource: ['https://reports.example'],
      access_token_lifetime: 600,
    });
    expect(await recordOf('spa')).toEqual({
      client_id: 'spa',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['https://spa.example/callback'],
      scope: 'openid profile',
      require_pkce: true,
    });
    const answer = await tokenFor('nightly-report', 'q3J8vYtR1nZk5WcX7uLmB2sPdE9fHaGo');
    expect(outcomeOf(answer)).toEqual([200, 'reports.read']);
    expect(answer.json.expires_in).toBe(600);
  });

  it('registers a client with a masked secret so that no secret works until rotate-secret', async () => {
    const text = (await sample('keycloak')).replace(', "https://web.example/*"', '');
    const ran = await importing('keycloak', text, '--only', 'web', '--resource', 'https://web-api.example');
    expect([ran.code, ran.stdout]).toEqual([0, 'Registered: web\n']);
    const { client_secrets, ...record } = await recordOf('web');
    expect(record).toEqual({
      client_id: 'web',
      token_endpoint_auth_method: 'client_secret',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['https://web.example/callback'],
      post_logout_redirect_uris: ['https://web.example/callback'],
      scope: 'openid profile email offline_access',
      require_pkce: true,
      resource: ['https://web-api.example'],
    });
    expect(client_secrets).toEqual([{ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), expires_at: 1 }]);
    expect((await cli.call(['lint'])).stdout).toContain('web: client_secrets: ');
    expect(outcomeOf(await tokenFor('web', '**********'))).toEqual([401, 'invalid_client']);
    const { client_secret } = await cli.json(['clients', 'rotate-secret', 'web']);
    // Authenticated: what it may not do is another matter.
    expect(outcomeOf(await tokenFor('web', client_secret))).toEqual([400, 'unauthorized_client']);
  });

  it.each([
    ['client-secret-jwt', 'clients cannot authenticate with client-secret-jwt here'],
    ['client-x509', 'clients cannot authenticate with client-x509 here'],
    ['client-jwt', 'it signs assertions with a key that the export has as a certificate or not at all'],
  ])('leaves out a client that authenticates with %s', async (clientAuthenticatorType, why) => {
    const ran = await importing('one', JSON.stringify({ clientId: 'keyed', clientAuthenticatorType, secret: 'x' }));
    expect([ran.code, ran.stdout]).toEqual([0, 'The file contains no clients to register.\n']);
    expect(ran.stderr).toContain(`one.json: record 1 (keyed): left out: ${why}`);
  });
});

describe('Auth0', () => {
  it('takes over secrets, lifetimes and consent, and needs to be told resource and scope', async () => {
    const text = await sample('auth0');
    const refused = await importing('auth0', text);
    expect([refused.code, refused.stderr.split('Nothing was imported:\n')[1]]).toEqual([
      1,
      'auth0.json:11: record 2 (m2mQ9xVbN4tKdR8sYwLpZ7cHfGjE2aTu): resource is missing: it names who the tokens are for (only a client that signs users in, with openid in its scope, needs none). For an export, name it with --resource\n',
    ]);
    const ran = await importing('auth0', text, '--resource', 'https://api.example', '--scope', 'orders.read');
    expect([ran.code, ran.stdout]).toEqual([
      0,
      'Registered: m2mQ9xVbN4tKdR8sYwLpZ7cHfGjE2aTu, spaR7nWc3VxKpT9yLmQ2sZbHdJ6fGeAu\n',
    ]);
    expect(ran.stderr).not.toContain('never-used');
    expect(await recordOf('spaR7nWc3VxKpT9yLmQ2sZbHdJ6fGeAu')).toEqual({
      client_id: 'spaR7nWc3VxKpT9yLmQ2sZbHdJ6fGeAu',
      client_name: 'Single page',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['https://spa.example/callback', 'http://localhost:3000/callback'],
      post_logout_redirect_uris: ['https://spa.example'],
      scope: 'openid profile email orders.read',
      default_scope: 'orders.read',
      resource: ['https://api.example'],
      consent: true,
      grant_lifetime: 2_592_000,
      refresh_token_lifetime: 1_296_000,
      refresh_token_grace: 10,
    });
    const secret = 'Vt7_kQz2Lx9RnB4wYc8JmP1sHdG6fEaU-oXiTrZvNq3KbWjSgMhCeDyApLuFk5Vd';
    expect(outcomeOf(await tokenFor('m2mQ9xVbN4tKdR8sYwLpZ7cHfGjE2aTu', secret))).toEqual([200, 'orders.read']);
  });

  it('refuses a redirect URI with a wildcard for a host, and says why a file of the Deploy CLI has no id', async () => {
    const app = { name: 'a', app_type: 'spa', callbacks: ['https://*.spa.example/cb'], grant_types: [] };
    const ran = await importing('app', JSON.stringify({ ...app, client_id: 'a' }));
    expect([ran.code, ran.stderr]).toEqual([
      1,
      expect.stringContaining('app.json:1: record 1 (a): callbacks has "https://*.spa.example/cb", which is a pattern'),
    ]);
    const nameless = await importing('app', JSON.stringify({ ...app, callbacks: [] }));
    expect([nameless.code, nameless.stderr]).toEqual([1, expect.stringContaining('record 1: client_id is missing')]);
  });
});

describe('Hydra', () => {
  it('reads its clients, whose secrets no export has', async () => {
    const ran = await importing('hydra', await sample('hydra'));
    const id = '1a2b3c4d-0000-4000-8000-00000000000a';
    expect(ran).toEqual({
      code: 0,
      stdout: `Registered: ${id}\n`,
      stderr: `hydra.json has clients of Hydra.
hydra.json: record 1 (${id}): has no secret that works: the export has no secret; run clients rotate-secret, and give the client the new one
hydra.json: record 1 (${id}): skipped the grant implicit: tokens are never sent through the browser; the app must use authorization_code with PKCE
hydra.json: record 1 (${id}): skipped the response types id_token: only code works
hydra.json: record 1 (${id}): skipped the audience billing: a resource must be an absolute URI; name it with --resource
hydra.json: record 1 (${id}): skipped client_uri: the client chose it; set it with clients update if it is right
hydra.json: record 1 (${id}): skipped allowed_cors_origins: every origin may call the endpoints of browsers, without credentials
hydra.json: record 1 (${id}): skipped without a counterpart: contacts, metadata
${line}`,
    });
    expect(await recordOf(id)).toEqual({
      client_id: id,
      client_name: 'Orders',
      token_endpoint_auth_method: 'client_secret_basic',
      client_secrets: [{ sha256: expect.any(String), expires_at: 1 }],
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['https://orders.example/callback'],
      scope: 'openid offline_access orders.read',
      resource: ['https://orders.example'],
      consent: true,
      access_token_lifetime: 5400,
      refresh_token_lifetime: 2_592_000,
    });
  });
});

describe('Entra', () => {
  const [web, deploy] = ['00000000-0000-4000-8000-0000000000b2', '00000000-0000-4000-8000-0000000000b3'];

  it('names permissions by the API in the same export, and never mixes those of users and of apps', async () => {
    const ran = await importing('entra', await sample('entra'));
    expect(ran).toEqual({
      code: 0,
      stdout: `Registered: ${web}, ${deploy}\n`,
      stderr: `entra.json has app registrations of Entra.
entra.json: record 1 (00000000-0000-4000-8000-0000000000b1): left out: it has no redirect URI and no credential, so it is an API: only if it introspects tokens, register it with clients add --introspects
entra.json: record 2 (${web}): has no secret that works: the export has no secret; run clients rotate-secret, and give the client the new one
entra.json: record 2 (${web}): skipped the redirect URIs of spa and publicClient, https://spa.example: a client is confidential or public here, so register a public one for them with clients add
entra.json: record 2 (${web}): skipped 1 permissions at 00000000-0000-4000-8000-0000000000b1: they are for the app itself, and this client acts for users; register a second client for them with clients add
entra.json: record 2 (${web}): skipped 1 permissions at 00000003-0000-0000-c000-000000000000: tokens for Microsoft Graph come from Entra alone
entra.json: record 2 (${web}): skipped signInAudience: the users are those of this service
entra.json: record 2 (${web}): skipped web.logoutUrl: apps are told of a sign-out server to server: add --backchannel-logout-uri with clients update
entra.json: record 2 (${web}): skipped web.implicitGrantSettings.enableIdTokenIssuance: tokens are never sent through the browser; the app must use authorization_code with PKCE
${line}`,
    });
    expect(await recordOf(web)).toEqual({
      client_id: web,
      client_name: 'Reports',
      token_endpoint_auth_method: 'client_secret',
      client_secrets: [{ sha256: expect.any(String), expires_at: 1 }],
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['https://web.example/signin-oidc'],
      scope: 'openid profile email',
      resource: [{ uri: 'api://reports.example', scope: 'reports.read' }],
    });
    expect(await recordOf(deploy)).toEqual({
      client_id: deploy,
      client_name: 'Deploy',
      token_endpoint_auth_method: 'private_key_jwt',
      federated_credentials: [
        {
          name: 'main',
          issuer: 'https://token.actions.githubusercontent.com',
          subject: 'repo:octo-org/octo-repo:ref:refs/heads/main',
          audiences: ['api://AzureADTokenExchange'],
        },
      ],
      grant_types: ['client_credentials'],
      resource: [{ uri: 'api://reports.example', scope: 'reports.write' }],
    });
  });
});

describe('RFC 7591', () => {
  it('reads the answer to a registration, and repeats neither its secret nor its registration token', async () => {
    const ran = await importing('rfc7591', await sample('rfc7591'), '--resource', 'https://reports.example');
    expect(ran).toEqual({
      code: 0,
      stdout: 'Registered: s6BhdRkqt3\n',
      stderr: `rfc7591.json has answers to registrations (RFC 7591).
rfc7591.json: record 1 (s6BhdRkqt3): skipped registration_access_token: clients cannot change their registration
rfc7591.json: record 1 (s6BhdRkqt3): skipped without a counterpart: registration_client_uri, client_name#lv, software_id
${line}`,
    });
    const form = { scope: 'reports.read' };
    const answer = await tokenFor('s6BhdRkqt3', 'ZJYCqe3GGRvdrudKyZS0XhGv_Z45DuKhCUk0gBR1vZk', form);
    expect(outcomeOf(answer)).toEqual([200, 'reports.read']);
  });

  it.each([
    ['password-for-the-nightly-report', 'bits of entropy'],
    ['@@NIGHTLY_SECRET@@', 'is a reference to a vault or a placeholder, not a secret'],
    ['ZJYCqe3GGRvdrudKyZS0XhGv_Z45DuKhCUk0gBR1vZ\u00e9', 'is not 1 to 256 printable ASCII characters'],
  ])('does not take over the secret %s', async (client_secret, why) => {
    const registration = {
      client_id: 'weak',
      client_id_issued_at: 1,
      grant_types: ['client_credentials'],
      client_secret,
    };
    const ran = await importing('weak', JSON.stringify(registration), '--resource', 'urn:x', '--dry-run', '--json');
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout).records[0].client_secrets[0].expires_at).toBe(1);
    expect(ran.stderr).toContain(why);
    expect(ran.stderr + ran.stdout).not.toContain(client_secret);
  });
});

it('takes over where sign-outs lead and whom they are told, and names patterns', async () => {
  const out = 'https://a.example/out';
  const registration = {
    ...{ client_id: 'a', client_id_issued_at: 1, token_endpoint_auth_method: 'none', scope: 'openid' },
    ...{ redirect_uris: ['https://a.example/cb'], post_logout_redirect_uris: [out, 'https://*.example/out'] },
    ...{ backchannel_logout_uri: `${out}-told`, backchannel_logout_session_required: true },
  };
  const ofKeycloak = {
    ...{ clientId: 'b', publicClient: true, redirectUris: ['https://b.example/cb'] },
    attributes: {
      'post.logout.redirect.uris': '+##https://b.example/out',
      'backchannel.logout.url': 'https://b.example/told',
      'backchannel.logout.session.required': 'true',
    },
  };
  const ofAuth0 = {
    ...{ client_id: 'c', app_type: 'spa', callbacks: ['https://c.example/cb'], allowed_logout_urls: [] },
    oidc_logout: { backchannel_logout_urls: ['https://c.example/told'] },
  };
  const told: Record<string, object> = {};
  for (const record of [registration, ofKeycloak, ofAuth0]) {
    const ran = await importing('out', JSON.stringify(record), '--resource', 'urn:x', '--dry-run', '--json');
    const [imported] = JSON.parse(ran.stdout).records;
    const { client_id, post_logout_redirect_uris, backchannel_logout_uri, backchannel_logout_session_required } =
      imported;
    told[client_id] = { post_logout_redirect_uris, backchannel_logout_uri, backchannel_logout_session_required };
    expect(ran.stderr.includes('skipped "https://*.example/out" of post_logout_redirect_uris')).toBe(client_id === 'a');
  }
  expect(told).toEqual({
    a: {
      post_logout_redirect_uris: [out],
      backchannel_logout_uri: `${out}-told`,
      backchannel_logout_session_required: true,
    },
    b: {
      post_logout_redirect_uris: ['https://b.example/cb', 'https://b.example/out'],
      backchannel_logout_uri: 'https://b.example/told',
      backchannel_logout_session_required: true,
    },
    c: { backchannel_logout_uri: 'https://c.example/told' },
  });
});

it('asks the users of clients whom nobody has called their own', async () => {
  const web = { redirect_uris: ['https://a.example/callback'], grant_types: ['authorization_code'], scope: 'openid' };
  const public_ = { ...web, token_endpoint_auth_method: 'none' };
  const registration = { ...public_, client_id: 'registered', client_id_issued_at: 1 };
  const ofHydra = { ...public_, client_id: 'trusted', skip_consent: true, allowed_cors_origins: [] };
  const auth0 = { client_id: 'unsaid', app_type: 'spa', callbacks: web.redirect_uris, grant_types: web.grant_types };
  const consents = async (name: string, content: object) => {
    const ran = await importing(name, JSON.stringify(content), '--dry-run', '--json');
    expect(ran.code, ran.stderr).toBe(0);
    return JSON.parse(ran.stdout).records[0].consent ?? false;
  };
  expect(await consents('registered', registration)).toBe(true);
  expect(await consents('trusted', [ofHydra])).toBe(false);
  expect(await consents('asking', [{ ...ofHydra, skip_consent: false }])).toBe(true);
  expect(await consents('unsaid', [auth0])).toBe(true);
  expect(await consents('own', [{ ...auth0, is_first_party: true }])).toBe(false);
});

it('reads a file with a member of client records as client records, so that none of them is lost', async () => {
  const record = { client_id: 'own', owner: 'ada', require_pkce: true, token_endpoint_auth_method: 'none' };
  const ran = await importing('own', JSON.stringify([record]));
  expect([ran.code, ran.stderr]).toEqual([
    1,
    'Nothing was imported:\nown.json:1: record 1 (own): owner is not a known member\n',
  ]);
});

it('refuses --resource and --scope for client records, and --from with an unknown source', async () => {
  const ran = await importing('own', '[]', '--resource', 'urn:x');
  expect([ran.code, ran.stderr]).toEqual([
    2,
    '--resource and --scope are for exports of other servers. This file has client records: write resource and scope into them.\n',
  ]);
  expect((await importing('own', '[]', '--from', 'dex')).code).toBe(2);
});
