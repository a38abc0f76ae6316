import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../shared/base/config-error.ts';
import { hostBodyLimitBytes } from '../../../shared/http/form.ts';
import { openService } from '../../../shared/serving/service.ts';
import * as settingsSchema from '../../../shared/settings/settings.schema.json';
import { readSettings } from '../../../shared/settings/settings.ts';
import { ownKey } from '../../support/assertions.ts';
import { job, web } from '../../support/clients.ts';
import { temporaryFile, testKeyRing } from '../../support/server.ts';

const valid = {
  ISSUER: 'https://issuer.example',
  STORE: 'memory',
  CLIENTS_FILE: 'clients.json',
  KEYS_FILE: 'keys.json',
};
const azure = { WEBSITE_SITE_NAME: 'tessera' };

function problems(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    readSettings(environment);
    return [];
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems;
    throw thrown;
  }
}

describe('settings', () => {
  it('are read from the environment', () => {
    expect(
      readSettings({
        ...azure,
        ...valid,
        SIGNING_ALG: 'PS256',
        TRUSTED_PROXIES: '0',
        SESSION_LIFETIME: '604800',
        SESSION_IDLE_TIME: '3600',
        PASSWORD_GRANT: 'true',
        SUPPORT_URL: 'mailto:help@a.example',
      }),
    ).toEqual({
      issuer: 'https://issuer.example',
      store: 'memory',
      clientsFile: 'clients.json',
      keys: { file: 'keys.json' },
      rotation: { periodSeconds: 7_776_000, publicationSeconds: 86_400 },
      signingAlg: 'PS256',
      trustedProxies: 0,
      sessionLifetime: 604_800,
      sessionIdleTime: 3600,
      hasPasswordGrant: true,
      signIn: 'directory',
      supportUrl: 'mailto:help@a.example',
      brand: { name: 'Tessera' },
      isInAzure: true,
    });
  });

  it('are all reported as missing in one error, in Azure and elsewhere', () => {
    expect(problems(azure)).toEqual(problems({}));
    expect(problems({})).toEqual(['ISSUER is missing', 'STORE is missing', 'KEYS, KEYS_FILE or KEY_VAULT is missing']);
  });

  it('need CLIENTS_FILE where the store has no clients', () => {
    const { CLIENTS_FILE: _, ...without } = valid;
    expect(problems({ ...without, STORE: 'memory' })).toEqual(['CLIENTS_FILE is missing, with STORE=memory']);
    const storage = 'UseDevelopmentStorage=true';
    expect(readSettings({ ...without, STORE: 'table', GRANTS_STORAGE: storage }).clientsFile).toBeUndefined();
  });

  it('count as missing if they are empty', () => {
    expect(problems({ ...azure, ...valid, KEYS_FILE: '' })).toEqual(['KEYS, KEYS_FILE or KEY_VAULT is missing']);
  });

  it('refuse two key rings', () => {
    expect(problems({ ...valid, KEYS: '{}' })).toEqual(['KEYS and KEYS_FILE must not both be set']);
  });

  describe('of the table store', () => {
    const uri = { GRANTS_STORAGE__tableServiceUri: 'https://grants.table.core.windows.net' };
    const table = { ...valid, STORE: 'table' };

    it('are a connection string, or the address of a service that knows the app', () => {
      expect(readSettings({ ...table, GRANTS_STORAGE: 'UseDevelopmentStorage=true' }).store).toEqual({
        connectionString: 'UseDevelopmentStorage=true',
      });
      expect(readSettings({ ...table, ...uri }).store).toEqual({
        tableServiceUri: 'https://grants.table.core.windows.net',
      });
    });

    it('are one of the two', () => {
      expect(problems(table)).toEqual([
        'GRANTS_STORAGE or GRANTS_STORAGE__tableServiceUri is missing, with STORE=table',
      ]);
      expect(problems({ ...table, ...uri, GRANTS_STORAGE: 'a' })).toEqual([
        'GRANTS_STORAGE and GRANTS_STORAGE__tableServiceUri must not both be set',
      ]);
    });

    const client = '11111111-2222-3333-4444-555555555555';
    it.each<[string, Record<string, string>, object]>([
      ['the name of an account', { accountName: 'grants' }, {}],
      [
        'with the identity of the app alone',
        { accountName: 'grants', credential: 'managedIdentity' },
        { credential: 'managedidentity' },
      ],
      [
        'with a user-assigned identity',
        { accountName: 'grants', credential: 'managedidentity', clientId: client },
        { credential: 'managedidentity', clientId: client },
      ],
      [
        'with one that is looked for',
        { tableServiceUri: uri.GRANTS_STORAGE__tableServiceUri, clientId: client },
        { clientId: client },
      ],
      ['in other letters', { ACCOUNTNAME: 'grants', clientid: client }, { clientId: client }],
    ])('are an identity-based connection, as the Functions host reads one: %s', (_, members, identity) => {
      const expected = { tableServiceUri: 'https://grants.table.core.windows.net', ...identity };
      for (const separator of ['__', ':']) {
        const named = Object.entries(members).map(([name, value]) => [`GRANTS_STORAGE${separator}${name}`, value]);
        expect(readSettings({ ...table, ...Object.fromEntries(named) }).store).toEqual(expected);
      }
    });

    it.each<[string, Record<string, string>, readonly string[]]>([
      [
        'an account beside a connection string',
        { GRANTS_STORAGE: 'a', GRANTS_STORAGE__accountName: 'grants' },
        ['GRANTS_STORAGE and GRANTS_STORAGE__accountName must not both be set'],
      ],
      [
        'an account and an address',
        { ...uri, GRANTS_STORAGE__accountName: 'grants' },
        ['GRANTS_STORAGE__tableServiceUri and GRANTS_STORAGE__accountName must not both be set'],
      ],
      [
        'an identity for nothing',
        { GRANTS_STORAGE__clientId: client },
        ['GRANTS_STORAGE__tableServiceUri or GRANTS_STORAGE__accountName is missing, with GRANTS_STORAGE__clientId'],
      ],
      [
        'another credential',
        { ...uri, GRANTS_STORAGE__credential: 'clientsecret' },
        ['GRANTS_STORAGE__credential must be managedidentity'],
      ],
      [
        'an account that cannot be',
        { GRANTS_STORAGE__accountName: 'https://grants.table.core.windows.net' },
        ['GRANTS_STORAGE__accountName must be the name of a storage account'],
      ],
      [
        'an identity by its name',
        { ...uri, GRANTS_STORAGE__clientId: 'tokens' },
        ['GRANTS_STORAGE__clientId must be the client id of an identity, a GUID'],
      ],
      [
        'a member of other connections',
        { ...uri, GRANTS_STORAGE__clientSecret: 'hunter2' },
        [
          'GRANTS_STORAGE__clientSecret is not read here; the members of GRANTS_STORAGE are tableServiceUri, accountName, credential, clientId',
        ],
      ],
    ])('refuse what contradicts itself: %s', (_, environment, expected) => {
      expect(problems({ ...table, ...environment })).toEqual(expected);
    });

    it('may wait while the store is memory', () => {
      expect(readSettings({ ...valid, ...uri }).store).toBe('memory');
    });

    it.each(['http://grants.example', 'grants.example', 'https://grants.example?sig=x'])('refuse %s', (address) => {
      expect(problems({ ...table, GRANTS_STORAGE__tableServiceUri: address })).toEqual([
        'GRANTS_STORAGE__tableServiceUri must be the https URL of a table service',
      ]);
    });
  });

  it('trust the one proxy that Azure has in front of an app, where they say nothing else', () => {
    for (const TRUSTED_PROXIES of [undefined, '', '1'])
      expect(readSettings({ ...valid, TRUSTED_PROXIES }).trustedProxies).toBe(1);
    expect(readSettings({ ...valid, TRUSTED_PROXIES: '10' }).trustedProxies).toBe(10);
  });

  it.each(['-1', '11', '1.5', '01', ' 1', 'one', '1e1'])('refuse %j trusted proxies', (TRUSTED_PROXIES) => {
    expect(problems({ ...valid, TRUSTED_PROXIES })).toEqual(['TRUSTED_PROXIES must be a number from 0 to 10']);
  });

  describe('of the brand', () => {
    it('are a name, a logo and a colour, each of which can be left out', () => {
      const logo = 'https://cdn.example:8443/a/logo;v=1,2.svg?size=2';
      const set = { BRAND_NAME: 'Ačgārnā Ærø 航空', BRAND_LOGO_URL: logo, BRAND_COLOUR: '#FFd400' };
      expect(readSettings({ ...valid, ...set }).brand).toEqual({ name: 'Ačgārnā Ærø 航空', logo, colour: '#FFd400' });
      expect(readSettings({ ...valid, BRAND_COLOUR: '#000000' }).brand).toEqual({ name: 'Tessera', colour: '#000000' });
      expect(readSettings({ ...valid, BRAND_NAME: '', BRAND_LOGO_URL: '', BRAND_COLOUR: '' }).brand).toEqual({
        name: 'Tessera',
      });
      expect(readSettings({ ...valid, BRAND_NAME: '航'.repeat(60) }).brand.name).toHaveLength(60);
    });

    it.each(['x'.repeat(61), ' ', 'two\nlines', 'bell\u0007'])('refuse the name %j', (BRAND_NAME) => {
      expect(problems({ ...valid, BRAND_NAME })).toEqual(['BRAND_NAME must be a name of at most 60 characters']);
    });

    it.each([
      'http://cdn.example/logo.svg',
      'https://cdn.example',
      'https://user:secret@cdn.example/logo.svg',
      'https://cdn.example/logo.svg#a',
      'https://cdn.example/a b.svg',
      'https://cdn.example;a/logo.svg',
      'https://a,b/logo.svg',
      'data:image/png;base64,AAAA',
      '/logo.svg',
    ])('refuse the logo %s', (BRAND_LOGO_URL) => {
      expect(problems({ ...valid, BRAND_LOGO_URL })).toEqual([
        'BRAND_LOGO_URL must be the https URL of an image, without credentials or fragment',
      ]);
    });

    it('refuse a logo whose port there is not', () => {
      expect(problems({ ...valid, BRAND_LOGO_URL: 'https://cdn.example:99999/a.svg' })).toEqual([
        'BRAND_LOGO_URL must be a URL',
      ]);
    });

    it.each(['red', '#fff', '#12345g', 'ffd400', '#ffd400ff', '#ffd400;}'])('refuse the colour %s', (BRAND_COLOUR) => {
      expect(problems({ ...valid, BRAND_COLOUR })).toEqual(['BRAND_COLOUR must be a colour as #rrggbb']);
    });
  });

  it.each(['https://help.example', 'https://help.example/new?project=7', 'mailto:help@help.example'])(
    'send who needs help to %s',
    (SUPPORT_URL) => {
      expect(readSettings({ ...valid, SUPPORT_URL }).supportUrl).toBe(SUPPORT_URL);
    },
  );

  it('show no support link without SUPPORT_URL', () => {
    for (const SUPPORT_URL of [undefined, ''])
      expect(readSettings({ ...valid, SUPPORT_URL }).supportUrl).toBeUndefined();
  });

  it.each([
    'http://help.example',
    'help.example',
    'help@help.example',
    'mailto:',
    'mailto:help',
    'mailto:help@help.example?cc=other@help.example',
    'https://me:secret@help.example',
    'https://help.example#new',
    'https://help.example/a b',
    'https://[',
    'javascript:alert(1)',
  ])('refuse the support address %s', (SUPPORT_URL) => {
    const [problem, ...others] = problems({ ...valid, SUPPORT_URL });
    expect(problem).toMatch(
      /^SUPPORT_URL must be (?:an https URL without credentials or fragment, or mailto: and an address|a URL)$/,
    );
    expect(others).toEqual([]);
  });

  describe('of telemetry', () => {
    const connection = 'InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://in.example';

    it('send nothing anywhere by themselves: Azure sets the connection string for its own host', () => {
      const host = { APPLICATIONINSIGHTS_CONNECTION_STRING: connection, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' };
      expect(readSettings({ ...valid, ...host }).telemetry).toBeUndefined();
      expect(readSettings({ ...valid, ...host, TELEMETRY: 'otlp' }).telemetry).toEqual({ to: 'otlp' });
      expect(readSettings({ ...valid, ...host, TELEMETRY: 'azure-monitor' }).telemetry).toEqual({
        to: 'azure-monitor',
        connectionString: connection,
      });
    });

    it('report what is missing or wrong, without quoting a connection string', () => {
      const TELEMETRY = 'azure-monitor';
      expect(problems({ ...valid, TELEMETRY })).toEqual([
        'APPLICATIONINSIGHTS_CONNECTION_STRING is missing, with TELEMETRY=azure-monitor',
      ]);
      expect(problems({ ...valid, TELEMETRY, APPLICATIONINSIGHTS_CONNECTION_STRING: 'hunter2' })).toEqual([
        'APPLICATIONINSIGHTS_CONNECTION_STRING must have an InstrumentationKey, with TELEMETRY=azure-monitor',
      ]);
      expect(problems({ ...valid, TELEMETRY: 'yes', OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' })).toEqual([
        'TELEMETRY must be otlp or azure-monitor',
        'OTEL_EXPORTER_OTLP_ENDPOINT must be a URL',
      ]);
    });
  });

  describe('of OpenTelemetry', () => {
    const otlp = { ...valid, TELEMETRY: 'otlp' };

    it('turn off the signals that are sent', () => {
      for (const OTEL_SDK_DISABLED of ['true', 'TRUE', ' true ']) {
        expect(readSettings({ ...otlp, OTEL_SDK_DISABLED }).telemetry).toBeUndefined();
      }
      expect(readSettings({ ...otlp, OTEL_SDK_DISABLED: 'false' }).telemetry).toEqual({ to: 'otlp' });
      const traces = { ...otlp, OTEL_TRACES_EXPORTER: 'none' };
      expect(readSettings(traces).telemetry).toEqual({ to: 'otlp', isWithoutTraces: true });
      expect(readSettings({ ...otlp, OTEL_METRICS_EXPORTER: 'None' }).telemetry).toEqual({
        to: 'otlp',
        isWithoutMetrics: true,
      });
      expect(readSettings({ ...traces, OTEL_METRICS_EXPORTER: 'none' }).telemetry).toBeUndefined();
    });

    it.each([
      ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'http/json'],
      ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/protobuf', 'http/json'],
      ['OTEL_EXPORTER_OTLP_METRICS_COMPRESSION', 'zstd', 'gzip or none'],
      ['OTEL_TRACES_EXPORTER', 'otlp,console', 'otlp or none'],
      ['OTEL_METRICS_EXPORTER', 'prometheus', 'otlp or none'],
      ['OTEL_LOGS_EXPORTER', 'otlp', 'none'],
      ['OTEL_PROPAGATORS', 'tracecontext,b3', 'tracecontext and baggage'],
    ])('refuse by its name what this build cannot do: %s=%s', (name, value, possible) => {
      const refused = [`${name} must be ${possible}: this build does nothing else`];
      expect(problems({ ...otlp, [name]: value })).toEqual(refused);
      // Without telemetry, these variables are not checked.
      expect(problems({ ...valid, [name]: value })).toEqual([]);
      expect(problems({ ...otlp, [name]: value, OTEL_SDK_DISABLED: 'true' })).toEqual([]);
    });

    it('take what this build does anyway', () => {
      const usual = {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_TRACES_EXPORTER: 'otlp',
        OTEL_METRICS_EXPORTER: 'OTLP',
        OTEL_LOGS_EXPORTER: 'none',
        OTEL_PROPAGATORS: 'tracecontext, baggage',
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      };
      expect(problems({ ...otlp, ...usual })).toEqual([]);
    });

    it('refuse an exporter of OTLP where Azure Monitor is meant', () => {
      const APPLICATIONINSIGHTS_CONNECTION_STRING = 'InstrumentationKey=00000000-0000-0000-0000-000000000001';
      const monitor = { ...valid, TELEMETRY: 'azure-monitor', APPLICATIONINSIGHTS_CONNECTION_STRING };
      expect(problems({ ...monitor, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toEqual([]);
      expect(problems({ ...monitor, OTEL_METRICS_EXPORTER: 'otlp' })).toEqual([
        'OTEL_METRICS_EXPORTER must be none: this build does nothing else',
      ]);
    });
  });

  describe('for a login app', () => {
    const jwks = [{ kty: 'OKP', crv: 'Ed25519', x: '_LTPqOagzSFgQfCwGyawiFJZvbCZ2sJHOdKOXiMEtXo' }];
    const handoff = {
      ...valid,
      SIGN_IN: 'handoff',
      HANDOFF_URL: 'https://login.example/start',
      HANDOFF_JWKS: JSON.stringify({ keys: jwks }),
    };
    const { HANDOFF_JWKS: _keys, ...withoutKeys } = handoff;

    it('are read with its keys, or with where they are', () => {
      const url = 'https://login.example/start';
      expect(readSettings(handoff)).toMatchObject({ signIn: 'handoff', handoff: { url, keys: { jwks } } });
      const jwksUri = 'https://login.example/jwks';
      expect(readSettings({ ...withoutKeys, HANDOFF_JWKS_URI: jwksUri }).handoff).toEqual({
        url,
        keys: { jwks: [], source: { jwksUri } },
      });
    });

    it('count with SIGN_IN=handoff only', () => {
      expect(readSettings({ ...handoff, SIGN_IN: 'directory', HANDOFF_JWKS: 'x' }).handoff).toBeUndefined();
      expect(problems({ ...valid, SIGN_IN: 'handoff' })).toEqual([
        'HANDOFF_URL is missing, with SIGN_IN=handoff',
        'HANDOFF_JWKS or HANDOFF_JWKS_URI is missing, with SIGN_IN=handoff',
      ]);
      expect(problems({ ...handoff, HANDOFF_JWKS_URI: 'https://login.example/jwks' })).toEqual([
        'HANDOFF_JWKS and HANDOFF_JWKS_URI must not both be set',
      ]);
    });

    const secure = 'must be https: http is allowed only for a loopback host, with an issuer on one';
    const shape =
      'must be an https URL (http only on a loopback host, with an issuer on one) without fragment or credentials';
    it.each([
      ['http://login.example/start', `HANDOFF_URL ${secure}`],
      ['http://localhost:7090/login', `HANDOFF_URL ${secure}`],
      ['https://ada:secret@login.example/', `HANDOFF_URL ${shape}, of at most 1000 characters`],
      ['https://login.example/#start', `HANDOFF_URL ${shape}, of at most 1000 characters`],
      ['javascript:alert(1)', `HANDOFF_URL ${shape}, of at most 1000 characters`],
      ['https://', `HANDOFF_URL ${shape}, of at most 1000 characters`],
      ['https://[', 'HANDOFF_URL must be a URL'],
    ])('refuse the page %s', (HANDOFF_URL, problem) => {
      expect(problems({ ...handoff, HANDOFF_URL })).toEqual([problem]);
    });

    it('may be http where both are on loopback', () => {
      const local = { ...handoff, ISSUER: 'http://localhost:7071', HANDOFF_URL: 'http://127.0.0.1:7090/login' };
      expect(problems(local)).toEqual([]);
      expect(problems({ ...withoutKeys, HANDOFF_JWKS_URI: 'http://localhost:7090/jwks' })).toEqual([
        `HANDOFF_JWKS_URI ${secure}`,
      ]);
    });

    const none = 'HANDOFF_JWKS must be a key set as JSON: {"keys":[…]}, with one public key at least';
    it.each<[name: string, set: unknown, problem: string]>([
      ['text', 'hunter2', none],
      ['a list', jwks, none],
      ['no keys', { keys: [] }, none],
      [
        'a symmetric key',
        { keys: [{ kty: 'oct', k: 'hunter2' }] },
        'HANDOFF_JWKS: key 1 is symmetric, and everyone can read it',
      ],
      [
        'a private key',
        { keys: [...jwks, { ...jwks[0], d: 'hunter2' }] },
        'HANDOFF_JWKS: key 2 has private members: replace the key, and publish the public members only',
      ],
    ])('refuse keys that are %s, without quoting them', (_name, set, problem) => {
      expect(problems({ ...handoff, HANDOFF_JWKS: JSON.stringify(set) })).toEqual([problem]);
    });
  });

  describe('that refer to a secret which was not resolved', () => {
    const check =
      "check the app's identity (keyVaultReferenceIdentity for a user-assigned one), its role Key Vault Secrets User, the firewall of the vault, and the name of the secret";
    const uri = 'https://hunter2.vault.azure.net/secrets/k/';

    it.each([
      ['ISSUER', {}],
      ['STORE', {}],
      ['KEYS', { KEYS_FILE: '' }],
      ['KEYS_FILE', {}],
      ['CLIENTS_FILE', {}],
      ['PROVIDERS_FILE', {}],
      ['GRANTS_STORAGE', { STORE: 'table' }],
      ['GRANTS_STORAGE__tableServiceUri', { STORE: 'table' }],
      ['PASSWORD_GRANT', {}],
      ['SUPPORT_URL', {}],
      ['BRAND_NAME', {}],
      ['APPLICATIONINSIGHTS_CONNECTION_STRING', { TELEMETRY: 'azure-monitor' }],
      ['OTEL_EXPORTER_OTLP_ENDPOINT', { TELEMETRY: 'otlp' }],
      ['OTEL_EXPORTER_OTLP_HEADERS', { TELEMETRY: 'otlp' }],
    ])('are named as such, and nothing else is said of them: %s', (name, others) => {
      const value = `@Microsoft.KeyVault(SecretUri=${uri})`;
      expect(problems({ ...valid, ...others, [name]: value })).toEqual([
        `${name} is a Key Vault reference that was not resolved: ${check}`,
      ]);
    });

    it.each([
      [
        `@Microsoft.KeyVault(SecretUri=${uri}`,
        ' (its ) is missing: PowerShell takes it away unless the whole setting is in quotes)',
      ],
      [` @microsoft.keyvault(VaultName=hunter2;SecretName=k) `, ''],
      [`"@Microsoft.KeyVault(SecretUri=${uri})"`, ' (it does not begin with the @)'],
      ['@Microsoft.KeyVault(VaultName=hunter2)', ' (it has neither SecretUri nor VaultName and SecretName)'],
      ['@Microsoft.KeyVault()', ' (it has neither SecretUri nor VaultName and SecretName)'],
    ])('say what is wrong with the reference itself: %s', (KEYS, flaw) => {
      expect(problems({ ...valid, KEYS_FILE: '', KEYS })).toEqual([
        `KEYS is a Key Vault reference that was not resolved${flaw}: ${check}`,
      ]);
    });

    it('are those of App Configuration too', () => {
      expect(
        problems({ ...valid, ISSUER: '@Microsoft.AppConfiguration(Endpoint=https://a.azconfig.io; Key=k)' }),
      ).toEqual([
        "ISSUER is an App Configuration reference that was not resolved: check the app's identity, its role App Configuration Data Reader, and the name of the key",
      ]);
    });

    it('stop no tokens where they are for the telemetry of the host alone', () => {
      const APPLICATIONINSIGHTS_CONNECTION_STRING = `@Microsoft.KeyVault(SecretUri=${uri})`;
      expect(problems({ ...valid, APPLICATIONINSIGHTS_CONNECTION_STRING })).toEqual([]);
    });
  });

  it.each([
    'https://issuer.example/',
    'https://issuer.example/tenant/',
    'https://issuer.example?a=b',
    'https://issuer.example#a',
    'https://me:secret@issuer.example',
    'http://issuer.example',
    'http://localhost.example',
    'https://Issuer.example',
    'https://issuer.example:443',
    'https://issuer.example/a/../b',
    'issuer.example',
    'ftp://issuer.example',
    'https://',
  ])('refuse the issuer %s', (ISSUER) => {
    expect(problems({ ...valid, ISSUER })).not.toEqual([]);
  });

  it.each([
    'https://issuer.example/tenant',
    'https://issuer.example:8443',
    'http://localhost:7071',
    'http://127.0.0.1:7071',
    'http://[::1]:7071',
  ])('take the issuer %s', (ISSUER) => {
    expect(problems({ ...valid, ISSUER })).toEqual([]);
  });

  it('stand in the sample, each of them, and the sample is valid', async () => {
    const file = join(import.meta.dirname, '..', '..', '..', 'local.settings.sample.json');
    const { FUNCTIONS_WORKER_RUNTIME, FUNCTIONS_REQUEST_BODY_SIZE_LIMIT, ...values } = JSON.parse(
      await readFile(file, 'utf8'),
    ).Values;
    expect([FUNCTIONS_WORKER_RUNTIME, FUNCTIONS_REQUEST_BODY_SIZE_LIMIT]).toEqual(['node', String(hostBodyLimitBytes)]);
    expect(Object.keys(values)).toEqual(Object.keys(settingsSchema.schema.properties));
    expect(problems(values)).toEqual([]);
  });
});

describe('the start', () => {
  const keys = async () => JSON.stringify(await testKeyRing());
  const open = async (environment: Readonly<Record<string, string>>) =>
    openService(environment).then(
      () => 'started',
      (thrown) => String(thrown),
    );

  it('refuses in Azure a store that forgets, unless every client has client_credentials alone', async () => {
    const { KEYS_FILE, ...settings } = { ...azure, ...valid, KEYS: await keys() };
    expect(await open({ ...settings, CLIENTS_FILE: await temporaryFile([job]) })).toBe('started');
    expect(await open({ ...settings, CLIENTS_FILE: await temporaryFile([job, web]) })).toMatch(
      /STORE: memory .* not web$/,
    );
  });

  const { client_secret, ...withoutSecret } = job;
  const keyed = { ...withoutSecret, token_endpoint_auth_method: 'private_key_jwt' };
  const workload = { name: 'ci', issuer: 'https://ci.example', subject: 'main', audiences: ['https://issuer.example'] };
  it.each([
    ['own keys, whose assertions work once', { ...keyed, jwks: { keys: [ownKey.jwk] } }, false],
    ['own keys at a URL', { ...keyed, jwks_uri: 'https://app.example/jwks' }, false],
    ['tokens that are bound to a key, whose proofs work once', { ...job, dpop_bound_access_tokens: true }, false],
    ['the tokens of a platform, which may be sent again', { ...keyed, federated_credentials: [workload] }, true],
  ])('with a store that forgets in Azure, a client with %s', async (_what, client, isServed) => {
    const { KEYS_FILE, ...settings } = { ...azure, ...valid, KEYS: await keys() };
    const outcome = await open({ ...settings, CLIENTS_FILE: await temporaryFile([client]) });
    if (isServed) expect(outcome).toBe('started');
    else expect(outcome).toMatch(/STORE: memory .*, not nightly-report$/);
  });

  it('accepts any client with a table store, and does not quote an invalid connection string', async () => {
    const { KEYS_FILE, ...settings } = { ...azure, ...valid, STORE: 'table', KEYS: await keys() };
    const both = { ...settings, CLIENTS_FILE: await temporaryFile([job, web]) };
    const good = 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net';
    expect(await open({ ...both, GRANTS_STORAGE: good })).toBe('started');
    expect(await open({ ...both, GRANTS_STORAGE__tableServiceUri: 'https://a.table.core.windows.net' })).toBe(
      'started',
    );
    expect(await open({ ...both, GRANTS_STORAGE: 'AccountKey=hunter2' })).toBe(
      'ConfigError: Tessera cannot start, its settings are wrong: GRANTS_STORAGE must be a connection string with a table endpoint',
    );
  });

  const azuriteKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
  const development = `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${azuriteKey}`;
  const noHttp =
    'ConfigError: Tessera cannot start, its settings are wrong: GRANTS_STORAGE must use https: http is for a table service of this machine, and with a loopback issuer for the account devstoreaccount1 of an Azurite';
  const noEndpoint =
    'ConfigError: Tessera cannot start, its settings are wrong: GRANTS_STORAGE must be a connection string with a table endpoint';
  it.each([
    ['UseDevelopmentStorage=true', 'started', 'started'],
    [`${development};TableEndpoint=http://127.0.0.1:10002/devstoreaccount1`, 'started', 'started'],
    [`${development};TableEndpoint=http://localhost:10002/devstoreaccount1`, 'started', 'started'],
    [`${development};TableEndpoint=http://azurite:10002/devstoreaccount1`, noHttp, 'started'],
    [`${development};EndpointSuffix=core.windows.net`, noHttp, 'started'],
    ['DefaultEndpointsProtocol=http;AccountName=a;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net', noHttp, noHttp],
    ['DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0;TableEndpoint=http://a.example', noHttp, noHttp],
    ['TableEndpoint=http://a.table.core.windows.net;SharedAccessSignature=sv=hunter2', noHttp, noHttp],
    ['TableEndpoint=https://a.table.core.windows.net;SharedAccessSignature=sv=hunter2', 'started', 'started'],
    [
      'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0;TableEndpoint=a.example',
      noEndpoint,
      noEndpoint,
    ],
    [
      'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0;TableEndpoint=ftp://a.example',
      noEndpoint,
      noEndpoint,
    ],
  ])(
    'takes http to a table service where nothing can listen in, in Azure and elsewhere: %s',
    async (GRANTS_STORAGE, inPublic, onLoopback) => {
      const { KEYS_FILE, ...settings } = { ...valid, STORE: 'table', KEYS: await keys(), GRANTS_STORAGE };
      const table = { ...settings, CLIENTS_FILE: await temporaryFile([job]) };
      for (const platform of [azure, {}]) {
        expect(await open({ ...table, ...platform })).toBe(inPublic);
        expect(await open({ ...table, ...platform, ISSUER: 'http://localhost:7071' })).toBe(onLoopback);
      }
    },
  );

  it.each([
    ['/run/secrets/keys.json', 'it is the path of a file, and not the key ring as JSON; a path is set as KEYS_FILE'],
    ['.data\\keys.json', 'it is the path of a file, and not the key ring as JSON; a path is set as KEYS_FILE'],
    ['C:\\ring', 'it is the path of a file, and not the key ring as JSON; a path is set as KEYS_FILE'],
    ['hunter2.json', 'it is the path of a file, and not the key ring as JSON; a path is set as KEYS_FILE'],
    ['https://v.vault.azure.net/secrets/hunter2', 'it is a URL, and not the key ring as JSON'],
    [
      '{signing:[{kid:hunter2}]}',
      'it has lost its quotes, which a shell takes away; put the whole JSON in single quotes, or use KEYS_FILE',
    ],
    ['{\\"signing\\":[]}', 'its quotes have backslashes before them; set the JSON as it is in the file'],
    ['\'{"signing":[]}\'', 'it has quotes around the JSON; set the JSON as it is in the file'],
    ['eyJzaWduaW5nIjpbXX0=', 'it is encoded (base64); set the JSON as it is in the file'],
  ])('says what stands in KEYS instead of a key ring: %s', async (KEYS, problem) => {
    const { KEYS_FILE, ...settings } = { ...valid, CLIENTS_FILE: await temporaryFile([job]) };
    expect(await open({ ...settings, KEYS })).toBe(
      `ConfigError: Tessera cannot start, its settings are wrong: KEYS: ${problem}`,
    );
  });

  it('reads a key ring with a byte order mark before it', async () => {
    const { KEYS_FILE, ...settings } = { ...valid, CLIENTS_FILE: await temporaryFile([job]) };
    expect(await open({ ...settings, KEYS: `\uFEFF${await keys()}` })).toBe('started');
    const file = await temporaryFile(Buffer.from(`\uFEFF${await keys()}`, 'utf16le'));
    expect(await open({ ...settings, KEYS_FILE: file })).toBe('started');
  });

  it('names the file that it cannot read, and repeats nothing of one that is no JSON', async () => {
    const { KEYS_FILE, ...settings } = { ...valid, KEYS: await keys() };
    expect(await open({ ...settings, CLIENTS_FILE: '/nowhere/clients.json' })).toMatch(
      /CLIENTS_FILE: \/nowhere\/clients.json cannot be read \(ENOENT\)/,
    );
    const broken = await temporaryFile('[\n{"client_secret": "hunter2 hunter2"\n]');
    expect(await open({ ...settings, CLIENTS_FILE: broken })).toMatch(/is not valid JSON/);
    expect(await open({ ...settings, CLIENTS_FILE: broken })).not.toMatch(/hunter2/);
  });

  it('reports problems of the keys and of the clients together', async () => {
    const settings = { ...valid, CLIENTS_FILE: await temporaryFile([{}]), KEYS_FILE: await temporaryFile({}) };
    expect(await open(settings)).toMatch(
      /KEYS_FILE: \S+ signing is missing; KEYS_FILE: \S+ sealing is missing; CLIENTS_FILE: record 1: client_id is missing$/,
    );
  });

  it('makes no key ring in Azure', async () => {
    const settings = { ...azure, ...valid, KEYS_FILE: '/nowhere/keys.json', CLIENTS_FILE: await temporaryFile([job]) };
    expect(await open(settings)).toMatch(/KEYS_FILE: \/nowhere\/keys.json cannot be read \(ENOENT\)/);
  });

  it('refuses a ring with a retired key of unknown date, or a next key that cannot sign', async () => {
    const ring = await testKeyRing();
    const settings = { ...valid, KEYS_FILE: '', CLIENTS_FILE: await temporaryFile([job]) };
    const changed = (change: object) => {
      const [first, ...others] = ring.signing;
      return JSON.stringify({ ...ring, signing: [{ ...first, kid: 'changed', ...change }, ...others, first] });
    };
    expect(await open({ ...settings, KEYS: changed({ status: 'next' }) })).toBe('started');
    expect(await open({ ...settings, KEYS: changed({ status: 'next', key: { kty: 'EC' } }) })).toMatch(
      /KEYS: a key cannot be used/,
    );
    expect(await open({ ...settings, KEYS: changed({ status: 'retired' }) })).toMatch(/must have retired_at/);
  });

  it('refuses a ring without an active key for SIGNING_ALG or for a client’s id tokens', async () => {
    const ring = await testKeyRing();
    const KEYS = JSON.stringify({ ...ring, signing: ring.signing.filter(({ alg }) => alg === 'EdDSA') });
    const { KEYS_FILE, ...settings } = { ...valid, KEYS, CLIENTS_FILE: await temporaryFile([job, web]) };
    const message = await open(settings);
    expect(message).toMatch(/no active signing key for ES256/);
    expect(message).toMatch(/no active signing key for RS256/);
  });
});
