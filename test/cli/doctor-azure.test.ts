// What doctor knows of Azure: the settings of an app as az prints them, roles, and what the platform answers itself.
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSeenFromHere } from '../../cli/doctor/app-settings.ts';
import { checkNames } from '../../cli/doctor/check-names.ts';
import type { Finding } from '../../cli/doctor/finding.ts';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/base/clock.ts';
import * as settingsSchema from '../../shared/settings/settings.schema.json';
import { startTestAzurite } from '../support/azurite.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { openKeyVaultStandIn } from '../support/key-vault-stand-in.ts';
import { startServer, type TestServer, temporaryFile, testKeyRing } from '../support/server.ts';

let azurite: Azurite;
let cli: CommandLine;
let server: TestServer;
let settings: Record<string, string>;

beforeAll(async () => {
  azurite = await startTestAzurite();
  const keys = { KEYS: JSON.stringify(await testKeyRing()) };
  server = await startServer({ clock: systemClock, isIssuerUrl: true, environment: keys });
  settings = { ISSUER: server.url, STORE: 'table', GRANTS_STORAGE: azurite.connectionString, ...keys };
  // What is set here must not count.
  cli = await openCommandLine({ ISSUER: 'https://elsewhere.example', STORE: 'memory' });
});
afterAll(async () => {
  await Promise.all([server.close(), cli.close(), azurite.close()]);
});

/** As az prints them. */
async function listed(values: Readonly<Record<string, string>>): Promise<string> {
  return temporaryFile(Object.entries(values).map(([name, value]) => ({ name, slotSetting: false, value })));
}

async function findingsFor(values: Readonly<Record<string, string>>): Promise<readonly Finding[]> {
  const ran = await cli.call(['doctor', '--app-settings', await listed(values), '--json']);
  for (const value of Object.values(values))
    if (value.length > 60) expect(ran.stdout + ran.stderr).not.toContain(value);
  return JSON.parse(ran.stdout);
}

const complaints = (findings: readonly Finding[]) =>
  findings.filter(({ is }) => is !== 'ok').map(({ is, what, todo }) => `${is}: ${what} → ${todo}`);

describe('doctor --app-settings', () => {
  it('checks the settings of an app in place of those here', async () => {
    const findings = await findingsFor(settings);
    expect(complaints(findings)).toEqual([]);
    expect(findings).toContainEqual({
      check: 'issuer',
      is: 'ok',
      what: `${server.url} answers with its metadata`,
    });
  });

  it('takes a complete Key Vault reference for what it is, and names one without its closing parenthesis', async () => {
    const reference = '@Microsoft.KeyVault(SecretUri=https://a.vault.azure.net/secrets/ring/1)';
    expect(complaints(await findingsFor({ ...settings, KEYS: reference }))).toEqual([
      expect.stringMatching(/^hint: KEYS: a reference that only Azure resolves, and that is not checked here → /),
    ]);
    // Nothing is said of the ring: it may be sound.
    expect(complaints(await findingsFor({ ...settings, KEYS: reference.slice(0, -1) }))).toEqual([
      expect.stringContaining('wrong: KEYS is a Key Vault reference that was not resolved (its ) is missing'),
    ]);
    const hidden = await findingsFor({ ...settings, GRANTS_STORAGE: reference });
    expect(complaints(hidden)).toEqual([expect.stringContaining('hint: GRANTS_STORAGE: a reference')]);
  });

  it('names settings that nobody reads', async () => {
    const wrong = { KEY_VAULT__clientId: 'x', GRANTS_STORAGE__serviceUri: 'x', TRUSTED_PROXYS: '2', issuer: 'x' };
    const { GRANTS_STORAGE: _, ...others } = settings;
    const found = complaints(await findingsFor({ ...others, ...wrong }));
    expect(found).toContainEqual(
      expect.stringContaining(
        'wrong: GRANTS_STORAGE__serviceUri is not read here; the members of GRANTS_STORAGE are tableServiceUri',
      ),
    );
    expect(found).toContain(
      'wrong: KEY_VAULT__clientId is not read by Tessera → KEY_VAULT has no members: set KEY_VAULT itself',
    );
    expect(found).toContain('hint: TRUSTED_PROXYS is not read by Tessera → did you mean TRUSTED_PROXIES?');
    expect(found).toContain('wrong: issuer is not read by Tessera → did you mean ISSUER?');
  });

  it('hints at settings that are not for Flex Consumption, and at keys of the storage of the host', async () => {
    const found = complaints(
      await findingsFor({
        ...settings,
        WEBSITE_RUN_FROM_PACKAGE: '1',
        SCM_DO_BUILD_DURING_DEPLOYMENT: 'true',
        AzureWebJobsStorage: 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0',
        WEBSITE_HOSTNAME: 'func-a.azurewebsites.net',
      }),
    );
    expect(found).toEqual([
      expect.stringMatching(/^hint: ISSUER is not at the app's own host, func-a\.azurewebsites\.net → /),
      expect.stringMatching(
        /^hint: WEBSITE_RUN_FROM_PACKAGE, SCM_DO_BUILD_DURING_DEPLOYMENT: not for Flex Consumption → /,
      ),
      expect.stringMatching(/^hint: AzureWebJobsStorage has a key of its storage account → /),
    ]);
  });

  it('reads one object with the values by name, and stdin', async () => {
    const ran = await cli.run(['doctor', '--app-settings', '-', '--json'], { stdin: JSON.stringify(settings) });
    expect(complaints(JSON.parse(ran.stdout))).toEqual([]);
    expect(ran.code, ran.stderr).toBe(0);
  });

  it('misses a store that the app does not name, and does not look for it here', async () => {
    const { GRANTS_STORAGE: _, ...others } = settings;
    const found = await findingsFor(others);
    expect(complaints(found)).toEqual([
      expect.stringMatching(
        /^wrong: GRANTS_STORAGE or GRANTS_STORAGE__tableServiceUri is missing, with STORE=table → /,
      ),
    ]);
    expect(found.map(({ check }) => check)).not.toContain('store');
  });

  it('does not look for files of the app here', async () => {
    const { KEYS: _, ...others } = settings;
    const files = { KEYS_FILE: '/mounts/keys/key-ring.json', CLIENTS_FILE: '/mounts/clients.json' };
    expect(complaints(await findingsFor({ ...others, ...files }))).toEqual([
      'hint: KEYS_FILE, CLIENTS_FILE: a file of the app, which is not checked here → run doctor where that file is',
    ]);
  });

  it.each([
    ['forbidden', 'az role assignment create --role "Key Vault Secrets Officer"'],
    ['firewall', 'the firewall of the vault refuses this machine: az keyvault network-rule add'],
  ] as const)('says what is missing when the vault answers 403, %s', async (trouble, todo) => {
    const vault = await openKeyVaultStandIn();
    vault.trouble(() => trouble);
    const { KEYS: _, ...others } = settings;
    const file = await listed({ ...others, KEY_VAULT: vault.url });
    const ran = await cli.run(['doctor', '--app-settings', file, '--json'], { env: vault.environment });
    await vault.close();
    const wrong = complaints(JSON.parse(ran.stdout));
    expect(wrong).toEqual([expect.stringContaining('it answers 403 Forbidden ForbiddenBy')]);
    expect(wrong[0]).toContain(todo);
  });

  it('refuses a file that is something else', async () => {
    for (const content of ['{', { ISSUER: 1 }, 'null', [1], [{ name: 'ISSUER' }]]) {
      const ran = await cli.call(['doctor', '--app-settings', await temporaryFile(content)]);
      expect(ran.code).toBe(1);
      expect(ran.stderr).toMatch(/is not (?:what az functionapp config appsettings list prints|valid JSON)/);
    }
  });
});

it('leaves out the identity of the app, as the Functions host may spell it', () => {
  const identity = {
    'GRANTS_STORAGE:Credential': 'managedidentity',
    grants_storage__clientid: 'x',
    AZURE_CLIENT_ID: 'x',
  };
  expect(asSeenFromHere({ ...identity, GRANTS_STORAGE__accountName: 'a' })).toEqual({
    GRANTS_STORAGE__accountName: 'a',
  });
});

it('finds a member of GRANTS_STORAGE behind one underscore or a misspelt prefix', () => {
  const found = checkNames([
    'GRANTS_STORAGE_accountName',
    'GRANT_STORAGE__tableServiceUri',
    'grants_storage:accountname',
    'grants_storage',
  ]);
  expect(complaints(found)).toEqual([
    'hint: GRANTS_STORAGE_accountName is not read by Tessera → did you mean GRANTS_STORAGE__accountName?',
    'hint: GRANT_STORAGE__tableServiceUri is not read by Tessera → did you mean GRANTS_STORAGE__tableServiceUri?',
    'wrong: grants_storage is not read by Tessera → did you mean GRANTS_STORAGE?',
  ]);
});

it('takes no setting of Tessera and none of the platform for a mistake', () => {
  const ofThePlatform = [
    ...['AzureWebJobsStorage', 'AzureWebJobsStorage__credential', 'AzureWebJobsStorage__clientId'],
    ...['APPLICATIONINSIGHTS_AUTHENTICATION_STRING', 'AZURE_CLIENT_ID', 'WEBSITE_HOSTNAME', 'FUNCTIONS_WORKER_RUNTIME'],
    ...['FUNCTIONS_REQUEST_BODY_SIZE_LIMIT', 'AzureWebJobsDisableHomepage', 'PATH', 'HOME', 'SHELL', 'TERM', 'STORAGE'],
  ];
  expect(checkNames([...Object.keys(settingsSchema.schema.properties), ...ofThePlatform])).toEqual([]);
});

describe('doctor', () => {
  it.each([
    [
      'an empty list',
      {},
      'the platform answers preflights of /token, and refuses scripts of browsers (CORS)',
      'az functionapp cors add',
    ],
    [
      'credentials',
      { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true' },
      'the platform lets scripts of other origins send cookies (CORS with credentials)',
      'switch Access-Control-Allow-Credentials off',
    ],
  ])('names a platform that answers preflights itself, with %s', async (_, headers, what, todo) => {
    // As the Functions host does on Flex Consumption.
    const platform = createServer((incoming, answer) => {
      if (incoming.method === 'OPTIONS') return void answer.writeHead(204, headers).end();
      const onward = request(
        `${server.url}${incoming.url}`,
        { method: incoming.method, headers: incoming.headers },
        (got) => {
          answer.writeHead(got.statusCode ?? 500, got.headers);
          got.pipe(answer);
        },
      );
      incoming.pipe(onward);
    }).listen(0, '127.0.0.1');
    await once(platform, 'listening');
    const url = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
    const found = await findingsFor({ ...settings, ISSUER: url });
    platform.closeAllConnections();
    platform.close();
    expect(found).toContainEqual({ check: 'issuer', is: 'wrong', what, todo: expect.stringContaining(todo) });
  });

  it('does not blame the platform for an app that does not start', async () => {
    const broken = createServer((_request, answer) => void answer.writeHead(500).end()).listen(0, '127.0.0.1');
    await once(broken, 'listening');
    const url = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
    const found = await findingsFor({ ...settings, ISSUER: url });
    broken.closeAllConnections();
    broken.close();
    expect(complaints(found)).toEqual([
      expect.stringMatching(/^wrong: \S+\/\.well-known\/oauth-authorization-server answers 500 → /),
    ]);
  });

  it.each([
    ['AuthorizationPermissionMismatch', 'az role assignment create --role "Storage Table Data Contributor"'],
    ['AuthorizationFailure', 'the firewall of the storage account refuses this machine'],
  ])('says what is missing when the table service answers %s', async (code, todo) => {
    const refusing = createServer((_request, answer) => {
      answer.writeHead(403, { 'Content-Type': 'application/json' });
      answer.end(JSON.stringify({ 'odata.error': { code, message: { lang: 'en', value: 'no' } } }));
    }).listen(0, '127.0.0.1');
    await once(refusing, 'listening');
    const { port } = refusing.address() as AddressInfo;
    const storage = azurite.connectionString.replace(/127\.0\.0\.1:\d+|localhost:\d+/, `127.0.0.1:${port}`);
    const found = await findingsFor({ ...settings, GRANTS_STORAGE: storage });
    refusing.closeAllConnections();
    refusing.close();
    expect(found).toContainEqual({
      check: 'store',
      is: 'wrong',
      what: expect.stringContaining(`403 ${code}`),
      todo: expect.stringContaining(todo),
    });
  });
});
