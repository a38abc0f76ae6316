// Token exchange by client libraries that others wrote, against a running server, with and without DPoP.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { Provider } from 'oidc-provider';
import * as openid from 'openid-client';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { newTestKey } from '../support/assertions.ts';
import { apiSecret } from '../support/clients.ts';
import {
  accessTokenType,
  billingApi,
  exchangeClients,
  exchangeToken,
  reportsApi,
  tokenExchange,
} from '../support/exchanges.ts';
import { signIn } from '../support/grants.ts';
import { startServer } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';

const server = useServer({ clients: exchangeClients, clock: systemClock, isIssuerUrl: true });

const configured = (clientId: string) =>
  openid.discovery(new URL(server.url), clientId, undefined, openid.ClientSecretBasic(apiSecret), {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  });

const ofSubject = (token: string) => ({ subject_token: token, subject_token_type: accessTokenType });

describe('openid-client', () => {
  it('exchanges a token along a chain of APIs', async () => {
    const { accessToken } = await signIn(server);
    const reports = await configured(reportsApi.client_id);
    const first = await openid.genericGrantRequest(reports, tokenExchange, {
      ...ofSubject(accessToken),
      ...{ resource: 'https://billing.example', scope: 'billing.read' },
    });
    expect(first).toMatchObject({ token_type: 'bearer', issued_token_type: accessTokenType, scope: 'billing.read' });
    const billing = await configured(billingApi.client_id);
    const second = await openid.genericGrantRequest(billing, tokenExchange, ofSubject(first.access_token));
    expect(decodeJwt(second.access_token)).toMatchObject({
      ...{ sub: 'u_ada', aud: 'https://ledger.example', act: { sub: 'billing-api', act: { sub: 'reports-api' } } },
    });
  });

  it('tells an API why a token is not exchanged', async () => {
    const refused = openid.genericGrantRequest(await configured('reports-api'), tokenExchange, ofSubject('nonsense'));
    await expect(refused).rejects.toMatchObject({ status: 400, error: 'invalid_request' });
  });

  it('binds the new token to its own key with DPoP, and not to that of the old one', async () => {
    const { accessToken } = await signIn(server);
    const reports = await configured(reportsApi.client_id);
    const bound = async (configuration: openid.Configuration, token: string) => {
      const keys = await openid.randomDPoPKeyPair('ES256');
      const DPoP = openid.getDPoPHandle(configuration, keys);
      const parameters = ofSubject(token);
      const tokens = await openid.genericGrantRequest(configuration, tokenExchange, parameters, { DPoP });
      return { tokens, jkt: await DPoP.calculateThumbprint() };
    };
    const first = await bound(reports, accessToken);
    expect([first.tokens.token_type, decodeJwt(first.tokens.access_token).cnf]).toEqual(['dpop', { jkt: first.jkt }]);
    const billing = await configured(billingApi.client_id);
    const second = await bound(billing, first.tokens.access_token);
    expect(decodeJwt(second.tokens.access_token).cnf).toEqual({ jkt: second.jkt });
    const unbound = await openid.genericGrantRequest(billing, tokenExchange, ofSubject(first.tokens.access_token));
    expect([unbound.token_type, decodeJwt(unbound.access_token).cnf]).toEqual(['bearer', undefined]);
  });
});

it('oauth4webapi exchanges a token', async () => {
  const { accessToken } = await signIn(server);
  const issuer = new URL(server.url);
  const insecure = { [oauth.allowInsecureRequests]: true };
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
  const metadata = await oauth.processDiscoveryResponse(issuer, found);
  expect(metadata.grant_types_supported).toContain(tokenExchange);
  const client = { client_id: reportsApi.client_id };
  const answer = await oauth.genericTokenEndpointRequest(
    metadata,
    client,
    oauth.ClientSecretBasic(apiSecret),
    tokenExchange,
    new URLSearchParams([...Object.entries(ofSubject(accessToken)), ['audience', 'https://mail.example']]),
    insecure,
  );
  const tokens = await oauth.processGenericTokenEndpointResponse(metadata, client, answer);
  expect(tokens.expires_in).toBeLessThanOrEqual(3600);
  expect(tokens).toEqual({
    access_token: expect.any(String),
    issued_token_type: accessTokenType,
    token_type: 'bearer',
    // By the real clock, the subject token is a little older by now.
    expires_in: expect.any(Number),
    scope: 'mail.send',
  });
});

it('an OpenID provider that others wrote issues a token that is exchanged, and its keys are found by its metadata', async () => {
  const web = createServer();
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const idp = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const caller = { client_id: 'caller', client_secret: 'a-secret-between-caller-and-provider' };
  const key = newTestKey('RS256', 'of-the-provider');
  const provider = new Provider(idp, {
    jwks: { keys: [{ ...key.privateKey.export({ format: 'jwk' }), kid: 'of-the-provider', use: 'sig' }] },
    clients: [{ ...caller, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }],
    features: {
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          ...{ scope: 'work', audience: 'urn:gateway', accessTokenFormat: 'jwt', accessTokenTTL: 600 },
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  web.on('request', provider.callback());
  const gateway = {
    ...reportsApi,
    client_id: 'gateway',
    introspects: [],
    token_exchange: [
      {
        subject_token: { issuer: idp, audience: 'urn:gateway', scope: 'work' },
        ...{ resource: 'https://billing.example', scope: 'billing.read' },
      },
    ],
  };
  const trusting = await startServer({ clients: [gateway], clock: systemClock, isIssuerUrl: true });
  const form = { ...caller, grant_type: 'client_credentials', resource: 'urn:gateway', scope: 'work' };
  const issued = await fetch(`${idp}/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await issued.json()) as { access_token: string };
  const changes = { subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' };
  const { status, text, json } = await exchangeToken(trusting, token, changes, gateway.client_id);
  expect([status, json.scope], text).toEqual([200, 'billing.read']);
  expect(decodeJwt(json.access_token)).toMatchObject({
    ...{ sub: 'caller', idp, client_id: 'gateway', act: { sub: 'gateway' } },
    exp: decodeJwt(token).exp,
  });
  await trusting.close();
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
});
