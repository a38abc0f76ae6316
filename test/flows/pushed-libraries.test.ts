// Pushed and signed authorization requests as client libraries make them, against a running server, without a mock.
import { type CryptoKey, importPKCS8 } from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { pushing } from '../support/par.ts';
import { openPerson, type Place } from '../support/person.ts';
import { requestKey, signing, strictlySigning } from '../support/request-objects.ts';
import type { TestServer } from '../support/server.ts';
import { appClients, appSecret, startSignIn } from '../support/sign-in.ts';
import { adaPassword } from '../support/users.ts';
import { discover } from './relying-party.ts';

const redirectUri = 'https://app.example/callback';

let server: TestServer;
let privateKey: CryptoKey;
beforeAll(async () => {
  const pem = requestKey.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  privateKey = await importPKCS8(pem, requestKey.alg);
  // The libraries use the real time, and compare the issuer with the URL that they were given.
  server = await startSignIn({
    clients: [...appClients, pushing, signing, strictlySigning],
    clock: systemClock,
    isIssuerUrl: true,
  });
});
afterAll(() => server.close());

/** A user in a new browser signs in, and allows what the app asks for. */
async function visit(url: URL): Promise<Place> {
  const person = openPerson(server.url, [server]);
  const page = await person.open(url.href);
  const next = await person.submit(page, 'Sign in', { username: 'ada', password: adaPassword });
  return next.url.pathname === '/consent' ? person.submit(next, 'Allow') : next;
}

/** The parameters of a sign-in, and what the app checks when the user comes back. */
async function parameters(more: Readonly<Record<string, string>> = {}) {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const [expectedNonce, expectedState] = [openid.randomNonce(), openid.randomState()];
  const sent = {
    redirect_uri: redirectUri,
    scope: 'openid reports.read',
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    nonce: expectedNonce,
    state: expectedState,
    ...more,
  };
  return { sent, checks: { pkceCodeVerifier, expectedNonce, expectedState, idTokenExpected: true } };
}

describe('openid-client', () => {
  it.each(['app', 'pushing'])(
    'signs a user in at the client %s with buildAuthorizationUrlWithPAR',
    async (clientId) => {
      const { configuration } = await discover(server, clientId);
      expect(configuration.serverMetadata().require_pushed_authorization_requests).toBe(false);
      const { sent, checks } = await parameters();
      const url = await openid.buildAuthorizationUrlWithPAR(configuration, sent);
      expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
      const back = await visit(url);
      const tokens = await openid.authorizationCodeGrant(configuration, back.url, checks);
      expect(tokens.claims()).toMatchObject({ iss: server.url, aud: clientId, nonce: checks.expectedNonce });
    },
  );

  it.each(['signing', 'strictly-signing'])(
    'signs a user in at the client %s with buildAuthorizationUrlWithJAR',
    async (clientId) => {
      const { configuration } = await discover(server, clientId);
      const begun = await parameters();
      const url = await openid.buildAuthorizationUrlWithJAR(configuration, begun.sent, privateKey);
      expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request']);
      const tokens = await openid.authorizationCodeGrant(configuration, (await visit(url)).url, begun.checks);
      expect(tokens.claims()).toMatchObject({ aud: clientId, nonce: begun.checks.expectedNonce });
      // Pushed as well, as its documentation shows.
      const both = await parameters({ max_age: '3600', resource: 'https://reports.example' });
      const { searchParams } = await openid.buildAuthorizationUrlWithJAR(configuration, both.sent, privateKey);
      const pushed = await openid.buildAuthorizationUrlWithPAR(configuration, searchParams);
      expect([...pushed.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
      const again = await openid.authorizationCodeGrant(configuration, (await visit(pushed)).url, both.checks);
      expect(again.claims()).toMatchObject({ aud: clientId, nonce: both.checks.expectedNonce });
    },
  );

  it('gets the error of a refused request with its code and description', async () => {
    const { configuration } = await discover(server, 'app');
    await expect(
      openid.buildAuthorizationUrlWithPAR(configuration, { redirect_uri: 'https://evil.example/' }),
    ).rejects.toMatchObject({ error: 'invalid_request', error_description: expect.stringContaining('AADSTS70004') });
  });
});

describe('oauth4webapi', () => {
  it('pushes a request and processes every answer up to the tokens', async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(server.url);
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const client = { client_id: 'pushing' };
    const authentication = oauth.ClientSecretBasic(appSecret);
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const parameters = {
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid reports.read',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
    };
    const answer = await oauth.pushedAuthorizationRequest(as, client, authentication, parameters, insecure);
    const { request_uri, expires_in } = await oauth.processPushedAuthorizationResponse(as, client, answer);
    expect(expires_in).toBe(90);
    const url = new URL(as.authorization_endpoint ?? '');
    url.search = new URLSearchParams({ ...client, request_uri }).toString();
    const callback = oauth.validateAuthResponse(as, client, (await visit(url)).url, state);
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      authentication,
      callback,
      redirectUri,
      verifier,
      insecure,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response);
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'openid reports.read' });
  });
  it('issues a request object with several resources, and processes the answer', async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(server.url);
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    expect(as.request_parameter_supported).toBe(true);
    const client = { client_id: 'signing' };
    const state = oauth.generateRandomState();
    const { sent } = await parameters({ state, response_type: 'code' });
    const query = new URLSearchParams(sent);
    for (const resource of signing.resource) query.append('resource', resource);
    const request = await oauth.issueRequestObject(as, client, query, privateKey);
    const url = new URL(as.authorization_endpoint ?? '');
    url.search = new URLSearchParams({ ...client, request }).toString();
    expect(oauth.validateAuthResponse(as, client, (await visit(url)).url, state).get('code')).toMatch(/./);
  });
});
