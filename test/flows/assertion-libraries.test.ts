// Libraries that prove a client without a secret, and an OpenID provider that others wrote as the platform of a workload.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfidentialClientApplication, ProtocolMode } from '@azure/msal-node';
import { auth } from '@modelcontextprotocol/sdk/client/auth.js';
import { PrivateKeyJwtProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { type CryptoKey, decodeJwt, importJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import { Provider } from 'oidc-provider';
import * as openidClient from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { keyed, newTestKey, postAssertion, signAssertion, type TestKey } from '../support/assertions.ts';
import { networkTo } from '../support/msal-network.ts';
import { expectTokens } from '../support/request.ts';
import { issuer, startServer, type TestServer } from '../support/server.ts';

const ecKey = newTestKey('ES256', 'ec');
// Current libraries name it as RFC 9864 does.
const keys = [ecKey, newTestKey('EdDSA', 'ed'), newTestKey('PS256', 'rsa')];
const client = { ...keyed, jwks: { keys: keys.map(({ jwk }) => jwk) } };

async function signingKeyOf({ privateKey, alg }: TestKey): Promise<CryptoKey> {
  return (await importJWK(privateKey.export({ format: 'jwk' }), alg)) as CryptoKey;
}

describe('a client with its own key', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ clients: [client], clock: systemClock, isIssuerUrl: true });
  });
  afterAll(() => server.close());

  it.each(keys)('gets a token with openid-client and $alg', async (key) => {
    const authentication = openidClient.PrivateKeyJwt({ key: await signingKeyOf(key), kid: key.kid ?? '' });
    const configuration = await openidClient.discovery(new URL(server.url), client.client_id, {}, authentication, {
      execute: [openidClient.allowInsecureRequests],
    });
    const tokens = await openidClient.clientCredentialsGrant(configuration, { scope: 'reports.read' });
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'reports.read' });
    await openidClient.tokenRevocation(configuration, tokens.access_token);
    expect(await openidClient.tokenIntrospection(configuration, tokens.access_token)).toEqual({ active: false });
  });

  it('gets a token with oauth4webapi', async () => {
    const url = new URL(server.url);
    const insecure = { [oauth.allowInsecureRequests]: true };
    const found = await oauth.discoveryRequest(url, insecure);
    const metadata = await oauth.processDiscoveryResponse(url, found);
    expect(metadata.token_endpoint_auth_signing_alg_values_supported).toContain('ES256');
    const authentication = oauth.PrivateKeyJwt({ key: await signingKeyOf(ecKey), kid: 'ec' });
    const response = await oauth.clientCredentialsGrantRequest(
      metadata,
      { client_id: client.client_id },
      authentication,
      {},
      insecure,
    );
    const tokens = await oauth.processClientCredentialsResponse(metadata, { client_id: client.client_id }, response);
    expect(tokens.scope).toBe('reports.read');
  });

  it('gets a token with the PrivateKeyJwtProvider of the MCP SDK', async () => {
    const api = createServer((request, response) => {
      const resource = { resource: url, authorization_servers: [server.url] };
      const isMetadata = request.url?.startsWith('/.well-known/oauth-protected-resource');
      response.writeHead(isMetadata ? 200 : 404, { 'Content-Type': 'application/json' }).end(JSON.stringify(resource));
    });
    const url = `${await listen(api)}/`;
    const local = await startServer({
      clients: [{ ...client, resource: [url] }],
      clock: systemClock,
      isIssuerUrl: true,
    });
    server.close();
    server = local;
    const provider = new PrivateKeyJwtProvider({
      clientId: client.client_id,
      privateKey: ecKey.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      algorithm: 'ES256',
      expectedIssuer: local.url,
    });
    expect(await auth(provider, { serverUrl: url })).toBe('AUTHORIZED');
    expect(decodeJwt(provider.tokens()?.access_token ?? '')).toMatchObject({ sub: client.client_id, aud: url });
    await close(api);
  });
});

describe('msal-node', () => {
  it('gets a token with an assertion that its callback makes', async () => {
    const server = await startServer({ clients: [client], clock: systemClock });
    const application = new ConfidentialClientApplication({
      auth: {
        clientId: client.client_id,
        authority: issuer,
        knownAuthorities: [new URL(issuer).host],
        protocolMode: ProtocolMode.OIDC,
        clientAssertion: () => signAssertion(Math.floor(Date.now() / 1000), { key: ecKey }),
      },
      system: { networkClient: networkTo(server) },
    });
    const tokens = await application.acquireTokenByClientCredential({ scopes: ['reports.read'] });
    expect(decodeJwt(tokens?.accessToken ?? '')).toMatchObject({ sub: client.client_id, scope: 'reports.read' });
    await server.close();
  });
});

describe('an OpenID provider that others wrote', () => {
  it('is the platform of a workload, whose token is found good by the metadata of the provider', async () => {
    const web = createServer();
    const platform = await listen(web);
    const server = await startServer({
      clients: [
        {
          ...keyed,
          jwks: undefined,
          federated_credentials: [
            { name: 'provider', issuer: platform, subject: 'workload', audiences: ['urn:tessera'] },
          ],
        },
      ],
      clock: systemClock,
      isIssuerUrl: true,
    });
    const secret = 'a-secret-between-workload-and-platform';
    const signing = newTestKey('RS256', 'of-the-provider');
    const provider = new Provider(platform, {
      jwks: { keys: [{ ...signing.privateKey.export({ format: 'jwk' }), kid: 'of-the-provider', use: 'sig' }] },
      clients: [
        {
          client_id: 'workload',
          client_secret: secret,
          grant_types: ['client_credentials'],
          redirect_uris: [],
          response_types: [],
        },
      ],
      features: {
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({
            scope: '',
            audience: 'urn:tessera',
            accessTokenFormat: 'jwt',
            accessTokenTTL: 3600,
            jwt: { sign: { alg: 'RS256' } },
          }),
        },
      },
    });
    web.on('request', provider.callback());
    const response = await fetch(`${platform}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'workload',
        client_secret: secret,
        resource: 'urn:tessera',
      }),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    expectTokens(await postAssertion(server, token, { client_id: keyed.client_id }), 'reports.read');
    await server.close();
    await close(web);
  });
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
}
