// What `azd up` deploys, read from what the Bicep compiler predicts: Azure itself is not asked.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { infra, membersOf, ofType, type PredictedResource, readSnapshot } from './snapshot.ts';

const everything = await readSnapshot('everything');
const byDefault = await readSnapshot('default');
const { properties: settingRows }: { properties: Readonly<Record<string, { readonly pattern?: string }>> } = JSON.parse(
  await readFile(join(infra, '..', 'shared', 'settings', 'settings.schema.json'), 'utf8'),
);
const snapshots = { default: byDefault, everything };

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const roleIds: Readonly<Record<string, string>> = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7': 'Key Vault Secrets Officer',
};

/** What the Functions host and the identity library read; the app reads what its schema of settings has. */
const readByPlatform = [
  'AZURE_CLIENT_ID',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'AzureWebJobsDisableHomepage',
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__credential',
  'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT',
];

/** Settings that Flex Consumption refuses, or ignores. */
const notOnFlex = [
  'FUNCTIONS_WORKER_RUNTIME',
  'FUNCTIONS_EXTENSION_VERSION',
  'WEBSITE_NODE_DEFAULT_VERSION',
  'WEBSITE_RUN_FROM_PACKAGE',
  'SCM_DO_BUILD_DURING_DEPLOYMENT',
];

function one(resources: readonly PredictedResource[]): PredictedResource {
  const [found, ...others] = resources;
  if (!found || others.length > 0) throw new Error(`${resources.length} resources, where one was expected`);
  return found;
}

const settingsOf = (snapshot: typeof everything) =>
  one(ofType(snapshot, 'Microsoft.Web/sites/config')).properties ?? {};

/** `who: role on what`, from the name and the scope of an assignment. */
function assignmentOf({ id, properties = {} }: PredictedResource): string {
  const { roleDefinitionId, principalId } = properties as { roleDefinitionId: string; principalId: string };
  const who = principalId === '00000000-0000-0000-0000-00000000000d' ? 'deployer' : 'app';
  const scope = /\/providers\/Microsoft\.\w+\/\w+\/([a-z]+)/.exec(id)?.[1] ?? id;
  return `${who}: ${roleIds[roleDefinitionId.split('/').at(-1) ?? ''] ?? roleDefinitionId} on ${scope}`;
}

describe.each(Object.entries(snapshots))('the snapshot %s', (_name, snapshot) => {
  it('was made without a diagnostic', () => {
    expect(snapshot.diagnostics).toEqual([]);
  });

  it('allows no shared key, no local authentication and no basic credentials', () => {
    const accounts = ofType(snapshot, 'Microsoft.Storage/storageAccounts');
    expect(accounts).toHaveLength(2);
    for (const { properties } of accounts)
      expect(properties).toMatchObject({
        allowSharedKeyAccess: false,
        allowBlobPublicAccess: false,
        minimumTlsVersion: 'TLS1_2',
        supportsHttpsTrafficOnly: true,
      });
    expect(one(ofType(snapshot, 'Microsoft.Insights/components')).properties).toMatchObject({ DisableLocalAuth: true });
    expect(
      ofType(snapshot, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies').map(({ name, properties }) => [
        name.split('/').at(-1),
        properties,
      ]),
    ).toEqual([
      ['ftp', { allow: false }],
      ['scm', { allow: false }],
    ]);
  });

  it('keeps the key ring in a vault with roles, from which nothing can be purged', () => {
    expect(one(ofType(snapshot, 'Microsoft.KeyVault/vaults')).properties).toMatchObject({
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      enablePurgeProtection: true,
    });
    expect(ofType(snapshot, 'Microsoft.KeyVault/vaults/secrets')).toEqual([]);
    expect(ofType(snapshot, 'Microsoft.Insights/diagnosticSettings').map(({ name }) => name)).toEqual(['audit']);
  });

  it('gives exactly the roles that are needed', () => {
    expect(ofType(snapshot, 'Microsoft.Authorization/roleAssignments').map(assignmentOf).sort()).toEqual([
      'app: Key Vault Secrets Officer on kv',
      'app: Monitoring Metrics Publisher on appi',
      'app: Storage Blob Data Owner on sthostkrgr',
      'app: Storage Table Data Contributor on stgrantskrgr',
      'deployer: Key Vault Secrets Officer on kv',
      'deployer: Storage Table Data Contributor on stgrantskrgr',
    ]);
  });

  it('sets only what the app or the platform reads, and nothing to nothing', () => {
    const settings = settingsOf(snapshot);
    const read = [...Object.keys(settingRows), ...readByPlatform];
    expect(Object.keys(settings).filter((name) => !read.includes(name))).toEqual([]);
    expect(Object.keys(settings).filter((name) => notOnFlex.includes(name))).toEqual([]);
    for (const [name, value] of Object.entries(settings)) expect(value, name).toMatch(/./);
    for (const [name, { pattern }] of Object.entries(settingRows)) {
      const value = settings[name];
      if (pattern && typeof value === 'string' && !value.startsWith('['))
        expect(value, name).toMatch(new RegExp(pattern, 'u'));
    }
  });

  it('has no secret in a setting, a parameter or an output', () => {
    const looksSecret = /AccountKey=|SharedAccess|sig=|Password=|-----BEGIN|listKeys|listSecrets|"d":|"secret":/i;
    for (const [path, value] of membersOf(snapshot))
      if (typeof value === 'string') expect(value, path).not.toMatch(looksSecret);
    expect(Object.keys(settingsOf(snapshot)).filter((name) => /^(KEYS|KEYS_FILE|GRANTS_STORAGE)$/.test(name))).toEqual(
      [],
    );
  });

  it('tags whatever takes tags with its environment, and the app for azd', () => {
    const tagged = snapshot.predictedResources.filter(({ tags }) => tags !== undefined);
    for (const { tags, name } of tagged) expect(tags?.['azd-env-name'], name).toBe('example');
    const tagless =
      /roleAssignments|blobServices|locks|diagnosticSettings|ZoneGroups|Policies|\/config|\/queries|Bindings/;
    const rest = snapshot.predictedResources.filter(({ tags, type }) => tags === undefined && !tagless.test(type));
    expect(rest.map(({ type }) => type)).toEqual([]);
    expect(one(ofType(snapshot, 'Microsoft.Web/sites')).tags?.['azd-service-name']).toBe('tessera');
  });

  it('runs on Flex Consumption with Node 22 and one identity, over https alone', () => {
    const { properties } = one(ofType(snapshot, 'Microsoft.Web/sites'));
    expect(properties).toMatchObject({
      httpsOnly: true,
      siteConfig: {
        ftpsState: 'Disabled',
        minTlsVersion: '1.2',
        cors: { allowedOrigins: ['*'], supportCredentials: false },
      },
      functionAppConfig: {
        runtime: { name: 'node', version: '22' },
        deployment: { storage: { authentication: { type: 'UserAssignedIdentity' } } },
        scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 40 },
      },
    });
    expect(ofType(snapshot, 'Microsoft.ManagedIdentity/userAssignedIdentities')).toHaveLength(1);
  });

  it('makes an alert for each query of an alert, and a saved query for each other', async () => {
    const files = await readdir(join(infra, 'queries'));
    const kql = (isAlert: boolean) =>
      Promise.all(
        files
          .filter((file) => file.startsWith('alert-') === isAlert)
          .map((file) => readFile(join(infra, 'queries', file), 'utf8')),
      );
    const alerts = ofType(snapshot, 'Microsoft.Insights/scheduledQueryRules').map(
      ({ properties }) => (properties as { criteria: { allOf: { query: string }[] } }).criteria.allOf[0]?.query,
    );
    expect(alerts.sort()).toEqual((await kql(true)).sort());
    const saved = ofType(snapshot, 'Microsoft.OperationalInsights/queryPacks/queries');
    expect(saved.map(({ properties }) => properties?.body).sort()).toEqual((await kql(false)).sort());
  });
});

describe('what is optional', () => {
  it('is off by default: no network, no domain, no mail, no lock', () => {
    const types = new Set(byDefault.predictedResources.map(({ type }) => type));
    for (const type of ['Network/virtualNetworks', 'Web/certificates', 'Insights/actionGroups', 'Authorization/locks'])
      expect([...types], type).not.toContain(`Microsoft.${type}`);
    expect(
      Object.keys(settingsOf(byDefault)).filter((name) => /^(SUPPORT_URL|TRUSTED_PROXIES|KEY_[RP])/.test(name)),
    ).toEqual([]);
  });

  it('closes stores and vault to all but the network, and the addresses of operators', () => {
    const open = [
      ...ofType(everything, 'Microsoft.Storage/storageAccounts'),
      ...ofType(everything, 'Microsoft.KeyVault/vaults'),
    ];
    expect(
      open.map(({ name, properties = {} }) => {
        const { publicNetworkAccess, networkAcls } = properties as {
          publicNetworkAccess: string;
          networkAcls: { defaultAction: string; bypass: string; ipRules: { value: string }[] };
        };
        const { defaultAction, bypass, ipRules } = networkAcls;
        return [
          name.replace(/-?krgr.*/, ''),
          publicNetworkAccess,
          defaultAction,
          bypass,
          ipRules.map(({ value }) => value),
        ];
      }),
    ).toEqual([
      ['sthost', 'Disabled', 'Deny', 'None', []],
      ['stgrants', 'Enabled', 'Deny', 'None', ['198.51.100.7']],
      ['kv', 'Enabled', 'Deny', 'None', ['198.51.100.7']],
    ]);
    expect(
      ofType(everything, 'Microsoft.Network/privateEndpoints').map(({ properties }) =>
        [...membersOf(properties)].flatMap(([path, value]) => (path.endsWith('/groupIds/0') ? [value] : [])),
      ),
    ).toEqual([['blob'], ['table'], ['vault']]);
  });

  it('makes the custom domain the issuer, with a certificate that Azure renews', () => {
    expect(settingsOf(everything).ISSUER).toBe('https://login.example.com');
    expect(everything.outputs.ISSUER).toBe('https://login.example.com');
    expect(one(ofType(everything, 'Microsoft.Web/certificates')).properties?.canonicalName).toBe('login.example.com');
    expect(settingsOf(byDefault).ISSUER).toMatch(/^\[format\('https:\/\/\{0\}'.*outputs\.hostName/);
  });

  it('locks the grants, mails the alerts, and takes further settings', () => {
    expect(ofType(everything, 'Microsoft.Authorization/locks').map(({ properties }) => properties?.level)).toEqual([
      'CanNotDelete',
    ]);
    for (const { properties } of ofType(everything, 'Microsoft.Insights/scheduledQueryRules'))
      expect((properties as { actions: { actionGroups: string[] } }).actions.actionGroups).toHaveLength(1);
    expect(settingsOf(everything)).toMatchObject({ BRAND_NAME: 'Example', SUPPORT_URL: 'mailto:help@example.com' });
  });
});

it('asks Azure for no key in any template', async () => {
  const files = (await readdir(infra, { recursive: true })).filter((file) => file.endsWith('.bicep'));
  expect(files.length).toBeGreaterThan(10);
  for (const file of files)
    expect(await readFile(join(infra, file), 'utf8'), file).not.toMatch(/\blist[A-Z]\w*\(|br\/public/);
});
