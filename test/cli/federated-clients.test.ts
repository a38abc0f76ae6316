// Clients that get in with the tokens of their platforms, on the command line and at a server on the same store.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { newTestKey, postAssertion } from '../support/assertions.ts';
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
const github = 'https://token.actions.githubusercontent.com';
const cluster = 'https://kubernetes.default.svc.cluster.local';
const key = newTestKey('RS256', 'cluster-1');

const add = (id: string, ...options: readonly string[]) => cli.call(['clients', 'add', id, ...members, ...options]);

const statusOf = async (client_id: string, claims: Readonly<Record<string, unknown>>) => {
  const now = Math.floor(clock.now() / 1000);
  const token = await new SignJWT({ iss: cluster, aud: issuer, iat: now, exp: now + 600, ...claims })
    .setProtectedHeader({ alg: key.alg, kid: 'cluster-1' })
    .sign(key.privateKey);
  return (await postAssertion(server, token, { client_id })).status;
};

describe('clients add --federated-…', () => {
  it('registers workloads of GitHub without a secret, and says who gets in and what they send', async () => {
    const args = ['clients', 'add', 'deploy', ...members, '--federated-github', 'octo-org/octo-repo:production'];
    expect(await cli.run([...args, 'octo-org/octo-repo', '--federated-claims', 'repository_owner_id=5'])).toEqual({
      code: 0,
      stderr: store,
      stdout: `The client deploy has been registered. It has no secret.

Who may get in:
  - GitHub Actions of octo-org/octo-repo in the environment production, with repository_owner_id 5 (audience https://issuer.example)
  - GitHub Actions of octo-org/octo-repo on the branch main, with repository_owner_id 5 (audience https://issuer.example)

What it sends to https://issuer.example/token in place of a secret:
  client_id              deploy
  client_assertion_type  urn:ietf:params:oauth:client-assertion-type:jwt-bearer
  client_assertion       a token of its platform, asked for with the audience https://issuer.example
`,
    });
    const credential = {
      issuer: github,
      audiences: [issuer],
      claims: { repository_owner_id: '5' },
    };
    expect((await cli.json(['clients', 'show', 'deploy'])).record).toEqual({
      client_id: 'deploy',
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['client_credentials'],
      scope: 'a',
      default_scope: 'a',
      resource: ['urn:a'],
      federated_credentials: [
        {
          name: 'github-octo-org-octo-repo-production',
          subject: 'repo:octo-org/octo-repo:environment:production',
          ...credential,
        },
        { name: 'github-octo-org-octo-repo', subject: 'repo:octo-org/octo-repo:ref:refs/heads/main', ...credential },
      ],
    });
  });

  it('registers a managed identity for tokens of both versions', async () => {
    const [tenant, object] = ['11111111-2222-3333-4444-555555555555', 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'];
    const ran = await add('worker', '--federated-azure', `${tenant}/${object}`, '--jwks-uri', 'https://keys.example/');
    const holders = `Who may get in:
  - who has the private part of a key that https://keys.example/ publishes
  - the managed identity ${object} of the tenant ${tenant}, with a token of version 2.0 (audience fb60f99c-7a34-4190-8149-302f77469936 or api://AzureADTokenExchange)
  - the managed identity ${object} of the tenant ${tenant}, with a token of version 1.0 (audience api://AzureADTokenExchange)
`;
    expect(ran).toEqual({
      code: 0,
      stderr: store,
      stdout: `The client worker has been registered. It has no secret.

${holders}
What it sends to https://issuer.example/token in place of a secret:
  client_id              worker
  client_assertion_type  urn:ietf:params:oauth:client-assertion-type:jwt-bearer
  client_assertion       a JWT that it signs: iss and sub worker, aud https://issuer.example, exp at most an hour ahead, a new jti each time
  or                     a token of its platform, asked for with the audience api://AzureADTokenExchange
`,
    });
    const shown = await cli.call(['clients', 'show', 'worker']);
    expect(shown.stdout).toMatch(/^jwks_uri +https:\/\/keys\.example\/$/m);
    expect(shown.stdout).toMatch(new RegExp(`^federated_credentials +azure-${object}-v2 azure-${object}-v1\n`, 'm'));
    expect(shown.stdout.split('\n\n').at(-1)).toBe(holders);
    const { stdout } = await cli.call(['clients', 'list']);
    expect(stdout).toMatch(/^worker +store .* keys of https:\/\/keys\.example\/, 2 federated$/m);
  });

  it('lets a workload in whose cluster nobody can reach, with the keys of a file', async () => {
    await writeFile(join(cli.folder, 'keys.json'), JSON.stringify({ keys: [key.jwk] }));
    const workload = ['--federated-kubernetes', `reports/nightly@${cluster}`];
    expect(await add('nightly', ...workload)).toEqual({
      code: 1,
      stdout: '',
      stderr: `Nobody outside its network can fetch the keys of ${cluster}. Give them with --federated-jwks FILE: kubectl get --raw /openid/v1/jwks > keys.json\n`,
    });
    const added = await add('nightly', ...workload, '--federated-jwks', join(cli.folder, 'keys.json'));
    expect(added.stdout).toContain(
      `\n  - the service account reports/nightly of the cluster ${cluster} (audience ${issuer}, verified with 1 key of the record)\n`,
    );
    const sub = 'system:serviceaccount:reports:nightly';
    expect(await statusOf('nightly', { sub })).toBe(200);
    expect(await statusOf('nightly', { sub: `${sub}-2` })).toBe(401);
    expect(await statusOf('nightly', { sub, aud: 'https://other.example' })).toBe(401);
  });

  it('takes another audience, and credentials in full, together with the short forms', async () => {
    const full = { name: 'ci', issuer: 'https://ci.example', subject: 'job', audiences: ['tessera'] };
    const { federated_credentials } = await cli.json([
      ...[
        'clients',
        'add',
        'mixed',
        ...members,
        '--federated-gitlab',
        'group/project:tag:v1',
        '--federated-audience',
        'x',
      ],
      ...[
        '--federated-credentials',
        JSON.stringify(full),
        JSON.stringify([{ ...full, name: 'ci-2', subject: 'other' }]),
      ],
    ]);
    expect(federated_credentials).toEqual([
      full,
      { ...full, name: 'ci-2', subject: 'other' },
      {
        name: 'gitlab-group-project-v1',
        issuer: 'https://gitlab.com',
        subject: 'project_path:group/project:ref_type:tag:ref:v1',
        audiences: ['x'],
      },
    ]);
  });

  it('refuses what it cannot read, and an issuer that is only that of this machine', async () => {
    const needs = '--federated-github or --federated-kubernetes or --federated-azure or --federated-gitlab';
    const rows: readonly (readonly [options: readonly string[], code: number, message: string])[] = [
      [
        ['--federated-github', 'octo-org/*'],
        1,
        '--federated-github: octo-org/* has a wildcard, and a subject is compared exactly. Name each one that may get in.\n',
      ],
      [
        ['--federated-claims', 'a=b'],
        2,
        `--federated-jwks, --federated-claims and --federated-audience need ${needs}.\n`,
      ],
      [
        ['--federated-github', 'a/b', '--federated-jwks', 'x'],
        2,
        '--federated-jwks needs --federated-kubernetes: the other platforms publish their keys.\n',
      ],
      [['--federated-github', 'a/b', '--federated-claims', 'id'], 2, 'Write NAME=VALUE.'],
      [
        ['--federated-github', 'a/b', '--secret-lifetime', '60'],
        2,
        '--secret-lifetime cannot be used with the method private_key_jwt: such a client has no secret.\n',
      ],
      [['--federated-credentials', 'text'], 1, '  - federated_credentials.0 must be '],
      [
        ['--federated-github', 'a/b', '--token-endpoint-auth-method', 'client_secret'],
        1,
        '  - token_endpoint_auth_method client_secret must not be combined with federated_credentials',
      ],
    ];
    for (const [options, code, message] of rows) {
      const ran = await add('x', ...options);
      expect([ran.code, ran.stdout, ran.stderr]).toEqual([code, '', expect.stringContaining(message)]);
    }
    const local = await cli.call(['clients', 'add', 'x', ...members, '--federated-github', 'a/b'], {
      env: { ISSUER: 'http://localhost:7071' },
    });
    expect(local).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'The workload asks its platform for a token for the issuer of this service, which is http://localhost:7071 here. Set ISSUER to that of the deployment, or name another audience with --federated-audience.\n',
    });
    expect((await cli.call(['clients', 'show', 'x'])).code).toBe(1);
  });
});

describe('clients update --federated-…', () => {
  it('replaces a secret by workloads and the workloads by others, and says who no longer gets in', async () => {
    await cli.json(['clients', 'add', 'moving', ...members]);
    const update = (...options: readonly string[]) => cli.call(['clients', 'update', 'moving', ...options]);
    expect(await update('--federated-github', 'a/b:staging', 'a/b:production')).toEqual({
      code: 1,
      stdout: '',
      stderr: `${store}The client moving was not changed, because its record would be invalid:
  - token_endpoint_auth_method private_key_jwt must not be combined with client_secrets. To remove it, add --unset client-secrets
`,
    });
    const moved = await update('--federated-github', 'a/b:staging', 'a/b:production', '--unset', 'client-secrets');
    const sentence = (environment: string) =>
      `  - GitHub Actions of a/b in the environment ${environment} (audience ${issuer})\n`;
    expect(moved.stdout).toBe(`The client moving has been changed. All instances pick this up within a minute.

Who may get in:
${sentence('staging')}${sentence('production')}
Who no longer may get in:
  - who has a secret of the client (1 live)
`);
    expect(
      (await update('--federated-github', 'a/b:production')).stdout,
    ).toBe(`The client moving has been changed. All instances pick this up within a minute.

Who may get in:
${sentence('production')}
Who no longer may get in:
${sentence('staging')}`);
    const back = ['--token-endpoint-auth-method', 'client_secret'];
    expect(
      (await update(...back)).stderr,
    ).toBe(`${store}The client moving was not changed, because its record would be invalid:
  - token_endpoint_auth_method client_secret must not be combined with federated_credentials. To remove it, add --unset federated-credentials
`);
    const { stdout } = await update(...back, '--unset', 'federated-credentials');
    expect(stdout).toMatch(
      /\n\nclient_secret: [\w-]{43}\n.*\n\nWho may get in:\n {2}- who has a secret of the client \(1 live\)\n\nWho no longer may get in:\n {2}- GitHub Actions of a\/b in the environment production/,
    );
  });

  it('does not lose jwks for jwks_uri unasked', async () => {
    await cli.json(['clients', 'add', 'publishing', ...members, '--jwks', JSON.stringify(key.jwk)]);
    const uri = ['clients', 'update', 'publishing', '--jwks-uri', 'https://keys.example/moved'];
    expect(await cli.call(uri)).toEqual({
      code: 1,
      stdout: '',
      stderr: `${store}The client publishing was not changed, because its record would be invalid:
  - jwks must not be combined with jwks_uri. To remove one, add --unset jwks or --unset jwks-uri
`,
    });
    expect(await cli.json([...uri, '--unset', 'jwks'])).toMatchObject({ jwks_uri: 'https://keys.example/moved' });
  });
});

describe('lint', () => {
  it('warns of a workload that gets in as two clients', async () => {
    const identity = '11111111-2222-3333-4444-555555555555/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
    await cli.json(['clients', 'add', 'twin', ...members, '--federated-azure', identity]);
    const { stdout } = await cli.call(['lint']);
    expect(stdout).toMatch(
      /^warning {2}twin: federated_credentials: the managed identity \S+ of the tenant \S+, with a token of version 2\.0 gets in as worker too/m,
    );
  });
});
