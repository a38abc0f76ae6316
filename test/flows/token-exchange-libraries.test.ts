// Token exchange by client libraries that others wrote, against a running server, with and without DPoP.
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { apiSecret } from '../support/clients.ts';
import { accessTokenType, billingApi, exchangeClients, reportsApi, tokenExchange } from '../support/exchanges.ts';
import { signIn } from '../support/grants.ts';
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
  expect(tokens).toEqual({
    access_token: expect.any(String),
    issued_token_type: accessTokenType,
    token_type: 'bearer',
    expires_in: 3600,
    scope: 'mail.send',
  });
});
