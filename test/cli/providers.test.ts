// The commands for providers, on a store, a key ring and a provider that publishes its metadata.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { claimAccount } from '../../shared/accounts/account-store.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { openBarriers } from '../../shared/grants/barriers.ts';
import { openKeyRing } from '../../shared/keys/key-ring.ts';
import { readKeyRing } from '../../shared/keys/key-ring-record.ts';
import { listProviders } from '../../shared/providers/provider-store.ts';
import type { Store } from '../../shared/store/store.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';
import { type OtherServer, openOtherServer } from '../support/other-server.ts';
import { testKeyRing } from '../support/server.ts';
import { addTestUser } from '../support/users.ts';

const own = 'http://localhost:7071';
const secret = 'S3cret~of.the-provider';
const tenant = '11111111-2222-3333-4444-555555555555';
const entraIssuer = `https://login.microsoftonline.com/${tenant}/v2.0`;

let azurite: Azurite;
let store: Store;
let cli: CommandLine;
let other: OtherServer;
let ring: Awaited<ReturnType<typeof testKeyRing>>;
let quiet: string;
beforeAll(async () => {
  azurite = await startTestAzurite();
  store = await openTestStore(azurite);
  ring = await testKeyRing();
  const storage = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  cli = await openCommandLine({ ...storage, ISSUER: own, KEYS: JSON.stringify(ring) });
  other = await openOtherServer();
  quiet = storeLine(azurite.connectionString);
});
afterAll(async () => {
  await Promise.all([cli.close(), other.close()]);
  await azurite.close();
});

let count = 0;
let id: string;
beforeEach(() => {
  count += 1;
  id = `corp-${count}`;
  publish();
});

function publish(members: Readonly<Record<string, unknown>> = {}): void {
  other.publish({
    '/.well-known/openid-configuration': {
      issuer: other.url,
      authorization_endpoint: `${other.url}/auth`,
      token_endpoint: `${other.url}/token`,
      jwks_uri: `${other.url}/jwks`,
      response_types_supported: ['code'],
      ...members,
    },
  });
}

/** The stored record as the service reads it, with the secret. */
async function stored(name = id): Promise<unknown> {
  const record = readKeyRing(ring);
  if ('problems' in record) throw new Error(record.problems.join());
  const opened = await openKeyRing(record, own);
  const all = await listProviders({ store, keys: { current: async () => opened } });
  return all.find((each) => each.id === name)?.record;
}

const add = (...args: readonly string[]) =>
  cli.call(['providers', 'add', id, '--issuer', other.url, '--client-id', 'tessera', ...args], {
    stdin: `${secret}\n`,
  });

describe('add', () => {
  it('stores the secret encrypted, and says what to register at the provider', async () => {
    const ran = await add('--client-secret-stdin', '--label', 'Example staff');
    expect(ran).toEqual({
      code: 0,
      stderr: `${quiet}key ring: the setting KEYS\n`,
      stdout: `The provider ${id} has been registered. All instances pick this up within a minute.

Who may enter: everybody whom the provider lets in.

Register at the provider:
  redirect URI    http://localhost:7071/callback/${id}
  after sign-out  http://localhost:7071/sign-out (if the provider takes one)
`,
    });
    expect(await stored()).toEqual({
      id,
      issuer: other.url,
      client_id: 'tessera',
      client_secret: secret,
      label: 'Example staff',
    });
    const rows: unknown[] = [];
    for await (const row of store.listKind('providers')) rows.push(row);
    expect(JSON.stringify(rows)).toContain(id);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('warns of a secret that is an argument, and repeats it nowhere', async () => {
    const ran = await add('--client-secret', secret);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(/^warning: the client secret was an argument, /);
    for (const args of [['show', id], ['show', id, '--json'], ['list'], ['list', '--json'], ['export']]) {
      const { stdout, stderr } = await cli.call(['providers', ...args]);
      expect(stdout).toContain(id);
      expect(`${ran.stdout}${ran.stderr}${stdout}${stderr}`).not.toContain(secret);
    }
  });

  it('chooses what is good for Entra, and says so', async () => {
    const args = ['providers', 'add', id, '--issuer', entraIssuer, '--client-id', 'app', '--offline'];
    const { code, stdout } = await cli.call([...args, '--managed-identity']);
    expect([code, stdout]).toEqual([
      0,
      `The provider ${id} has been registered. All instances pick this up within a minute.

Set for Microsoft Entra ID:
  - subject_claim: oid (the id of the user in the tenant: sub is another one for each app registration)
  - label: Microsoft
  - allowed_tenants: ${tenant} (the tenant of the issuer)

Who may enter, if every line holds:
  - who is in the tenant ${tenant}

Register at the provider:
  Redirect URI (Web)    http://localhost:7071/callback/${id}
  after sign-out        http://localhost:7071/sign-out (if the provider takes one)
  Federated credential  Managed identity: the user-assigned identity of this app
  Optional claims (ID)  email, auth_time, acct, xms_edov; groups if you need them
`,
    ]);
    expect(await stored()).toEqual({
      id,
      issuer: entraIssuer,
      client_id: 'app',
      client_authentication: 'managed_identity',
      subject_claim: 'oid',
      label: 'Microsoft',
      allowed_tenants: [tenant],
    });
  });

  it('names no tenant for an issuer of many, and keeps what the operator says', async () => {
    const issuer = 'https://login.microsoftonline.com/common/v2.0';
    const args = ['providers', 'add', id, '--issuer', issuer, '--client-id', 'app', '--offline', '--federated'];
    const { stdout } = await cli.call([...args, '--label', 'Work', '--subject-claim', 'sub']);
    expect(stdout).not.toContain('Set for');
    expect(stdout).toContain('Who may enter: everybody who has an account there. ');
    expect(stdout).toContain(`Issuer              http://localhost:7071\n    Subject identifier  provider:${id}\n`);
    expect(await stored()).toMatchObject({ label: 'Work', subject_claim: 'sub', client_authentication: 'federated' });
  });

  it('knows GitHub by its name', async () => {
    const args = ['providers', 'add', 'github', '--client-id', 'app', '--client-secret-stdin'];
    expect(await cli.call(args, { stdin: secret })).toMatchObject({ code: 0 });
    expect(await stored('github')).toEqual({
      id: 'github',
      client_id: 'app',
      client_secret: secret,
      type: 'github',
      label: 'GitHub',
    });
    expect(await cli.call(['providers', 'remove', 'github'])).toMatchObject({ code: 0 });
  });

  it('takes maps and rules as pairs, and groups with blanks', async () => {
    const ran = await add(
      ...['--private-key-jwt', '--claims-map', 'groups=/realm_access/roles', 'name=', 'dept=x=y'],
      ...['--required-claims', 'hd=a.example', 'hd=b.example', 'acct=0', '--allowed-groups', 'night shift', 'staff'],
      ...['--allowed-domains', 'a.example,b.example', '--label-lv', 'Darbinieki', '--order', '-1', '--logout', 'false'],
      ...['--authorization-parameters', 'domain_hint=a.example'],
    );
    expect([ran.code, ran.stderr]).toEqual([0, quiet]);
    expect(await stored()).toEqual({
      id,
      issuer: other.url,
      client_id: 'tessera',
      client_authentication: 'private_key_jwt',
      claims_map: { groups: '/realm_access/roles', name: null, dept: 'x=y' },
      required_claims: { hd: ['a.example', 'b.example'], acct: ['0', 0] },
      allowed_groups: ['night shift', 'staff'],
      allowed_domains: ['a.example', 'b.example'],
      authorization_parameters: { domain_hint: 'a.example' },
      'label#lv': 'Darbinieki',
      order: -1,
      logout: false,
    });
  });

  it.each([
    [
      'of another issuer',
      { issuer: 'https://else.example' },
      'is the metadata of https://else.example: write the issuer exactly like that',
    ],
    ['without a token endpoint', { token_endpoint: undefined }, 'has no token_endpoint'],
    ['without the code flow', { response_types_supported: ['id_token'] }, 'does not support the response type code'],
    [
      'without a way to authenticate',
      { token_endpoint_auth_methods_supported: ['private_key_jwt'] },
      'does not let clients authenticate by client_secret_basic or client_secret_post, but by private_key_jwt',
    ],
  ])('refuses a provider %s, unless it is told not to look', async (_what, members, problem) => {
    publish(members);
    const refused = await add('--client-secret-stdin');
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain(problem);
    expect(await stored()).toBe(undefined);
    expect(await add('--client-secret-stdin', '--offline')).toMatchObject({ code: 0 });
  });

  it('refuses a provider that is not there, and a record that is invalid', async () => {
    other.publish({});
    const missing = await add('--client-secret-stdin');
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('answers 404. To store the record')]);
    publish();
    const invalid = await add('--logo-uri', 'http://logo.example');
    expect([invalid.code, invalid.stderr]).toEqual([
      1,
      `The provider ${id} was not registered, because its record is invalid:\n  - logo_uri must be an https URL\n`,
    ]);
    const secretless = await add();
    expect(secretless.stderr).toContain('client_authentication client_secret requires client_secret');
    expect(await add('--managed-identity', '--client-secret-stdin')).toMatchObject({ code: 2 });
    expect(await stored()).toBe(undefined);
  });

  it('refuses an id that exists', async () => {
    await add('--private-key-jwt');
    const again = await add('--private-key-jwt');
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining(`A provider ${id} already exists.`)]);
  });
});

describe('update', () => {
  it('changes members, and keeps the secret', async () => {
    await add('--client-secret-stdin', '--allowed-groups', 'staff');
    const ran = await cli.call(['providers', 'update', id, '--label', 'Staff', '--unset', 'allowed-groups']);
    expect([ran.code, ran.stdout]).toEqual([
      0,
      `The provider ${id} has been changed. All instances pick this up within a minute.

Who may enter: everybody whom the provider lets in.
`,
    ]);
    expect(await stored()).toEqual({
      id,
      issuer: other.url,
      client_id: 'tessera',
      client_secret: secret,
      label: 'Staff',
    });
  });

  it('replaces the secret by another, by none, and back', async () => {
    await add('--client-secret-stdin');
    const update = (args: readonly string[], stdin = '') => cli.call(['providers', 'update', id, ...args], { stdin });
    expect(await update(['--client-secret-stdin'], 'another\r\n')).toMatchObject({ code: 0 });
    expect(await stored()).toMatchObject({ client_secret: 'another' });
    expect(await update(['--private-key-jwt'])).toMatchObject({ code: 0 });
    expect(await stored()).toEqual({
      id,
      issuer: other.url,
      client_id: 'tessera',
      client_authentication: 'private_key_jwt',
    });
    expect(await update(['--client-secret-stdin'], 'third')).toMatchObject({ code: 0 });
    expect(await stored()).toEqual({ id, issuer: other.url, client_id: 'tessera', client_secret: 'third' });
  });

  it('warns when subjects may change', async () => {
    await add('--private-key-jwt');
    const { code, stderr } = await cli.call(['providers', 'update', id, '--subject-claim', 'oid']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('warning: with another issuer or subject_claim ')]);
  });

  it('repairs a record whose secret the key ring cannot decrypt', async () => {
    await add('--client-secret-stdin');
    const env = { KEYS: JSON.stringify(await testKeyRing()), ISSUER: 'http://localhost:9999' };
    const args = ['providers', 'update', id];
    const refused = await cli.call([...args, '--label', 'Staff'], { env });
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('requires client_secret')]);
    expect(await cli.call([...args, '--client-secret-stdin'], { env, stdin: 'new' })).toMatchObject({ code: 0 });
  });

  it('refuses nothing to change, an unknown member, and a provider that is not there', async () => {
    await add('--private-key-jwt');
    expect(await cli.call(['providers', 'update', id])).toMatchObject({ code: 2 });
    const unknown = await cli.call(['providers', 'update', id, '--unset', 'colour']);
    expect(unknown.stderr).toContain('--unset colour: there is no such member.');
    const missing = await cli.call(['providers', 'update', 'nobody', '--label', 'x']);
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('There is no provider nobody.')]);
  });
});

describe('remove', () => {
  it('says how many users lose it, and leaves them', async () => {
    await add('--private-key-jwt');
    const account = { provider: id, subject: '1' };
    const user = await addTestUser(store, `ada-${count}`, { accounts: [account] });
    await claimAccount(account, user, store);
    const { stdout } = await cli.call(['providers', 'remove', id, '--dry-run']);
    expect(stdout).toBe(
      `This removes the provider ${id}. It has 1 user, and 0 users can sign in with nothing else. Their sessions and grants stay.\nNothing was changed.\n`,
    );
    expect(await stored()).toBeDefined();
    expect(await cli.call(['providers', 'remove', id])).toMatchObject({ code: 0 });
    expect(await stored()).toBe(undefined);
    const since = Math.floor(Date.now() / 1000);
    const hasEnded = () =>
      openBarriers({ store, clock: systemClock }).hasEnded({ clientId: 'web', subject: user.subject, since });
    expect(await hasEnded()).toBe(false);
    const again = await add('--private-key-jwt');
    expect([again.code, again.stderr]).toEqual([
      0,
      expect.stringContaining(
        `\nwarning: 1 user came from a provider ${id} that was removed. People with the same subjects at this one are signed in as these users. Unless it is the same provider, remove it, and add it with another id.\n`,
      ),
    ]);
    expect(await cli.json(['providers', 'remove', id, '--sign-out'])).toEqual({ id, removed: true, signed_out: 1 });
    expect(await hasEnded()).toBe(true);
  });
});

describe('export and import', () => {
  it('carry records without secrets, and keep those that are stored', async () => {
    await add('--client-secret-stdin', '--allowed-groups', 'staff');
    const { stdout } = await cli.call(['providers', 'export']);
    const record = JSON.parse(stdout).find((each: { readonly id: string }) => each.id === id);
    expect(record).toEqual({ id, issuer: other.url, client_id: 'tessera', allowed_groups: ['staff'] });
    const stdin = JSON.stringify([{ ...record, label: 'Staff' }]);
    const refused = await cli.call(['providers', 'import', '-'], { stdin });
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining(`stdin: record 1 (${id}): client_authentication client_secret requires client_secret`),
    ]);
    const args = ['providers', 'import', '-', '--replace'];
    expect(await cli.json([...args, '--dry-run'], { stdin })).toEqual({
      registered: [],
      replaced: [id],
      dry_run: true,
    });
    expect(await stored()).not.toHaveProperty('label');
    expect(await cli.call(args, { stdin })).toMatchObject({
      code: 0,
      stdout: `Replaced: ${id}\nAll instances pick this up within a minute.\n`,
    });
    expect(await stored()).toEqual({ ...record, client_secret: secret, label: 'Staff' });
  });

  it('refuse a wrong file as a whole, without repeating secrets', async () => {
    const good = { id, issuer: other.url, client_id: 'a', client_secret: secret };
    const stdin = JSON.stringify([good, { ...good, client_secret: `${secret}é` }, { ...good, colour: 'red' }]);
    const ran = await cli.call(['providers', 'import', '-'], { stdin });
    expect([ran.code, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).not.toContain(secret);
    expect(ran.stderr).toContain(`stdin: record 2 (${id}): client_secret must be`);
    expect(ran.stderr).toContain(`stdin: record 3 (${id}): colour is not a known member`);
    expect(await stored()).toBe(undefined);
    const broken = await cli.call(['providers', 'import', '-'], { stdin: `{ "client_secret": "${secret}` });
    expect([broken.code, broken.stderr]).toEqual([1, 'Nothing was imported: stdin is not valid JSON.\n']);
  });
});

it('lets PROVIDERS_FILE win over the store, and does not change it', async () => {
  const record = { id, issuer: other.url, client_id: 'of-file', client_secret: secret };
  await add('--private-key-jwt');
  await writeFile(join(cli.folder, 'providers.json'), JSON.stringify([record, { ...record, id: `${id}-b` }]));
  const env = { PROVIDERS_FILE: join(cli.folder, 'providers.json') };
  const { stdout } = await cli.call(['providers', 'list'], { env });
  expect(stdout).toMatch(new RegExp(`^${id} +PROVIDERS_FILE `, 'm'));
  expect(stdout).toMatch(new RegExp(`^${id} +store \\(hidden\\) `, 'm'));
  const shown = await cli.json(['providers', 'show', id], { env });
  expect(shown).toEqual({ id, origin: 'PROVIDERS_FILE', record: { id, issuer: other.url, client_id: 'of-file' } });
  const refused = await cli.call(['providers', 'update', `${id}-b`, '--label', 'x'], { env });
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining('is in PROVIDERS_FILE (providers.json): change it there.'),
  ]);
});
