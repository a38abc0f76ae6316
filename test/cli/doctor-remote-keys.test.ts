import { exportJWK, generateKeyPair } from 'jose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkRemoteKeys } from '../../cli/doctor/check-remote-keys.ts';
import type { Finding } from '../../cli/doctor/finding.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { exchangeClients } from '../support/exchanges.ts';
import { type OtherServer, openOtherServer } from '../support/other-server.ts';

const jwk = { ...(await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey)), kid: 'good' };
const discovery = '/.well-known/openid-configuration';

let server: OtherServer;
beforeEach(async () => {
  server = await openOtherServer();
});
afterEach(() => server.close());

/** Of clients that each trust an issuer, on loopback like this one. */
function check(...issuers: readonly string[]): Promise<readonly Finding[]> {
  const [gateway] = exchangeClients;
  const clients = issuers.map((issuer, index) => {
    const rule = { subject_token: { issuer, audience: 'api://a' }, resource: 'https://billing.example', scope: 'read' };
    const client = readClient({ ...gateway, client_id: `api-${index}`, token_exchange: [rule] });
    if ('problems' in client) throw new Error(client.problems.join());
    return client;
  });
  return checkRemoteKeys('http://127.0.0.1:7071', clients);
}

function publish(...keys: readonly unknown[]): void {
  server.publish({ [discovery]: { issuer: server.url, jwks_uri: `${server.url}/jwks` }, '/jwks': { keys } });
}

it('counts the usable keys of an issuer, which it fetches once for all clients', async () => {
  publish(jwk, { ...jwk, kid: 'other', use: 'enc' });
  expect(await check(...Array(5).fill(server.url))).toEqual([
    { check: 'clients', is: 'ok', what: `${server.url} publishes 1 usable key (api-0, api-1, api-2, 2 more)` },
  ]);
  expect(server.requests).toEqual([discovery, '/jwks']);
});

it('says which keys cannot be used, and why', async () => {
  publish(jwk, { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'short' });
  expect(await check(server.url)).toEqual([
    {
      check: 'clients',
      is: 'hint',
      what: `${server.url} publishes 1 usable key: the key short does not have 2048 to 8192 bits (n) (api-0)`,
      todo: 'replace the keys that cannot be used: what they sign is refused',
    },
  ]);
});

it('finds that no key can be used', async () => {
  publish({ ...jwk, crv: 'P-521', kid: `long${'x'.repeat(200)}` });
  const [finding] = await check(server.url);
  expect(finding).toMatchObject({
    is: 'wrong',
    what: `${server.url}/jwks has no usable key: the key long${'x'.repeat(76)}... is not an EC key on P-256, an RSA key or an Ed25519 key (kty, crv) (api-0)`,
    todo: expect.stringContaining('EC P-256'),
  });
});

it.each<[string, () => string, string, string]>([
  [
    'is unreachable',
    () => 'http://127.0.0.1:9',
    `/.well-known/openid-configuration cannot be fetched (ECONNREFUSED)`,
    'check the name',
  ],
  [
    'is at a special address',
    () => 'https://10.0.0.1',
    `${discovery} has a host with a special-use address`,
    'only servers',
  ],
  ['has no metadata', () => server.url, '/.well-known/oauth-authorization-server answers 404', 'check the URL'],
  [
    'has another name',
    () => `${server.url}/`,
    `.well-known/openid-configuration is the metadata of another issuer`,
    'write the issuer exactly',
  ],
])('says how to fix an issuer that %s', async (name, issuerOf, reason, todo) => {
  if (name === 'has another name') publish(jwk);
  const issuer = issuerOf();
  const [finding] = await check(issuer);
  expect(finding).toMatchObject({
    is: 'wrong',
    what: `${issuer}${reason} (api-0)`,
    todo: expect.stringContaining(todo),
  });
});

/** A client that proves itself with a key. */
const keyClient = {
  client_id: 'key-client',
  token_endpoint_auth_method: 'private_key_jwt',
  grant_types: ['client_credentials'],
  resource: ['https://api.example'],
  scope: 'read',
};

function checkRecord(record: object): Promise<readonly Finding[]> {
  const client = readClient(record);
  if ('problems' in client) throw new Error(client.problems.join());
  return checkRemoteKeys('http://127.0.0.1:7071', [client]);
}

it('fetches the keys of clients and of the issuers of their platforms, unless the record has them', async () => {
  publish(jwk);
  const credential = { name: 'a', issuer: server.url, subject: 's', audiences: ['a'] };
  const credentials = [credential, { ...credential, name: 'b', issuer: 'https://10.0.0.1', jwks: { keys: [jwk] } }];
  const jwks_uri = `${server.url}/jwks`;
  expect(await checkRecord({ ...keyClient, jwks_uri, federated_credentials: credentials })).toEqual([
    { check: 'clients', is: 'ok', what: `${jwks_uri} publishes 1 usable key (key-client)` },
    { check: 'clients', is: 'ok', what: `${server.url} publishes 1 usable key (key-client)` },
  ]);
});

it('finds that a client publishes no key for its algorithm', async () => {
  publish(jwk);
  const jwks_uri = `${server.url}/jwks`;
  const [finding] = await checkRecord({ ...keyClient, jwks_uri, token_endpoint_auth_signing_alg: 'RS256' });
  expect(finding).toEqual({
    check: 'clients',
    is: 'wrong',
    what: `${jwks_uri} has no key for RS256 (key-client)`,
    todo: 'publish such a key, or change token_endpoint_auth_signing_alg',
  });
});

it('asks no loopback host for an issuer on the internet, and nobody for a wrong issuer', async () => {
  publish(jwk);
  const [gateway] = exchangeClients;
  const rule = {
    subject_token: { issuer: server.url, audience: 'a' },
    resource: 'https://billing.example',
    scope: 'read',
  };
  const client = readClient({ ...gateway, token_exchange: [rule] });
  if ('problems' in client) throw new Error(client.problems.join());
  expect(await checkRemoteKeys('https://tokens.example', [client])).toMatchObject([
    { is: 'wrong', what: expect.stringContaining('does not begin with https://') },
  ]);
  expect(await checkRemoteKeys('tokens', [client])).toEqual([]);
  expect(server.requests).toEqual([]);
});
