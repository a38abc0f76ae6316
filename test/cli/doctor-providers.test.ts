import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkProviders } from '../../cli/doctor/check-providers.ts';
import type { Finding } from '../../cli/doctor/finding.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { openKeyRing } from '../../shared/keys/key-ring.ts';
import { readKeyRing } from '../../shared/keys/key-ring-record.ts';
import type { Keys } from '../../shared/keys/keys.ts';
import type { ProviderRecord } from '../../shared/providers/provider-record.ts';
import { addProvider } from '../../shared/providers/provider-store.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { type OtherServer, openOtherServer } from '../support/other-server.ts';
import { temporaryFile, testKeyRing } from '../support/server.ts';

const own = 'http://127.0.0.1:7071';
const discovery = '/.well-known/openid-configuration';

let server: OtherServer;
beforeEach(async () => {
  server = await openOtherServer();
});
afterEach(() => server.close());

async function keysFor(issuer: string): Promise<Keys> {
  const record = readKeyRing(await testKeyRing());
  if ('problems' in record) throw new Error(record.problems.join());
  const ring = await openKeyRing(record, issuer);
  return { current: async () => ring };
}

interface Given {
  readonly stored?: readonly ProviderRecord[];
  readonly file?: readonly object[];
  readonly keys?: Keys;
  readonly method?: string;
}

async function check({ stored = [], file, keys, method = 'directory' }: Given): Promise<readonly Finding[]> {
  const store = memoryStore(systemClock);
  const right = await keysFor(own);
  for (const record of stored) await addProvider(record, { store, keys: right });
  const providersFile = file && (await temporaryFile(file));
  const settings = { store: { connectionString: '' }, clientsFile: undefined, providersFile };
  return checkProviders({ store, settings }, { ISSUER: own, SIGN_IN: method }, keys ?? right);
}

function publish(members: Readonly<Record<string, unknown>> = {}, keys: readonly unknown[] = [{ kty: 'RSA' }]): void {
  const { url } = server;
  const endpoints = { authorization_endpoint: `${url}/auth`, token_endpoint: `${url}/token`, jwks_uri: `${url}/jwks` };
  server.publish({ [discovery]: { issuer: url, ...endpoints, ...members }, '/jwks': { keys } });
}

const corp = () => ({ id: 'corp', issuer: server.url, client_id: 'a', client_secret: 'a-secret' });

it('finds metadata and keys, and says which redirect URI to register', async () => {
  publish();
  const github = { id: 'github', type: 'github', client_id: 'a', client_secret: 'a' } as const;
  expect(await check({ stored: [corp(), github], file: [{ ...corp(), id: 'filed' }] })).toEqual([
    {
      check: 'providers',
      is: 'ok',
      what: `corp: ${server.url} answers with its metadata and keys; its redirect URI is ${own}/callback/corp`,
    },
    {
      check: 'providers',
      is: 'ok',
      what: `filed: ${server.url} answers with its metadata and keys; its redirect URI is ${own}/callback/filed`,
    },
    {
      check: 'providers',
      is: 'ok',
      what: `github: https://github.com; its redirect URI is ${own}/callback/github`,
    },
  ]);
});

it('finds nothing to say without providers, unless there is no other way to sign in', async () => {
  expect(await check({})).toEqual([]);
  expect(await check({ method: 'providers' })).toEqual([
    {
      check: 'providers',
      is: 'wrong',
      what: 'SIGN_IN is providers, and there is no provider: nobody can sign in',
      todo: 'run providers add, or set SIGN_IN to directory',
    },
  ]);
});

it.each([
  ['of another issuer', { issuer: 'https://else.example' }, 'is the metadata of https://else.example'],
  ['without keys', { jwks_uri: undefined }, 'has no jwks_uri'],
  [
    'without a way to authenticate',
    { token_endpoint_auth_methods_supported: ['none'] },
    'does not let clients authenticate by client_secret_basic or client_secret_post, but by none',
  ],
])('finds a provider %s', async (_what, members, problem) => {
  publish(members);
  const [finding, ...others] = await check({ stored: [corp()] });
  expect([finding, others]).toEqual([
    { check: 'providers', is: 'wrong', what: expect.stringContaining(problem), todo: expect.any(String) },
    [],
  ]);
});

it('finds a provider that does not answer, and one without keys, and goes on with the others', async () => {
  publish({}, []);
  const findings = await check({ stored: [corp(), { ...corp(), id: 'gone', issuer: 'http://127.0.0.1:9' }] });
  expect(findings.map(({ is, what }) => `${is} ${what}`)).toEqual([
    'wrong corp: it publishes no keys',
    `wrong gone: http://127.0.0.1:9${discovery} cannot be fetched (ECONNREFUSED)`,
  ]);
});

it('finds a secret that the service cannot decrypt, and does not look without a key ring', async () => {
  publish();
  const other = await check({ stored: [corp()], keys: await keysFor('https://other.example') });
  expect(other).toMatchObject([
    { is: 'wrong', what: expect.stringContaining('no key of the key ring decrypts client_secret for this ISSUER') },
  ]);
  const keys = { current: () => Promise.reject(new Error('no ring')) };
  expect(await check({ stored: [corp()], keys })).toMatchObject([{ is: 'ok' }]);
});

it('finds a file that the service would not start with', async () => {
  expect(await check({ file: [{ id: 'corp' }] })).toMatchObject([
    { check: 'providers', is: 'wrong', what: expect.stringContaining('client_id is missing'), todo: 'fix the file' },
  ]);
});
