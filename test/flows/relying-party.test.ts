// openid-client as the relying party: how it handles every kind of request and response. What OpenID Connect requires of
// the responses is tested in openid-connect.test.ts.

import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { expectSince } from '../cli/since.ts';
import { anyErrorUri } from '../support/error-uri.ts';
import { openPerson, type Person, type Place } from '../support/person.ts';
import type { TestServer } from '../support/server.ts';
import { appClients, appSecret, site, startSignIn } from '../support/sign-in.ts';
import { adaPassword } from '../support/users.ts';
import { type Begun, begin, discover } from './relying-party.ts';

let server: TestServer;
beforeAll(async () => {
  // The library uses the real time, and compares the issuer with the URL that it was given.
  server = await startSignIn({ clients: [...appClients, site], clock: systemClock, isIssuerUrl: true });
});
afterAll(() => server.close());

function visitor(): Person {
  return openPerson(server.url, [server]);
}

async function signInAt({ url }: Begun, person: Person): Promise<Place> {
  const page = await person.open(url.href);
  return person.submit(page, 'Sign in', { username: 'ada', password: adaPassword });
}

describe('an app', () => {
  it('signs a user in, rejects another user, and refreshes until it revokes its token', async () => {
    const before = Date.now();
    const app = await discover(server, 'app');
    const { configuration } = app;
    const begun = await begin(app, { scope: 'openid profile email reports.read', max_age: '3600' });
    const back = await signInAt(begun, visitor());
    const tokens = await openid.authorizationCodeGrant(configuration, back.url, { ...begun.checks, maxAge: 3_600 });

    const claims = tokens.claims();
    expect(claims).toMatchObject({ iss: server.url, aud: 'app', nonce: begun.checks.expectedNonce });
    expect(claims?.sub).toMatch(/^u_/);
    expectSince(before, Number(claims?.auth_time));

    const subject = claims?.sub ?? '';
    expect(await openid.fetchUserInfo(configuration, tokens.access_token, subject)).toEqual({
      sub: subject,
      name: 'Ada Lovelace',
      preferred_username: 'ada',
      updated_at: expect.any(Number),
      email: 'ada@app.example',
      email_verified: false,
    });
    // The library rejects the response for another user.
    await expect(openid.fetchUserInfo(configuration, tokens.access_token, 'u_other')).rejects.toThrow();

    const refreshed = await openid.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    expect(refreshed.claims()).toMatchObject({ sub: subject, auth_time: claims?.auth_time });
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    const { access_token: access, refresh_token: refresh = '' } = refreshed;
    expect(await openid.tokenIntrospection(configuration, access)).toMatchObject({ active: true, sub: subject });
    await openid.tokenRevocation(configuration, refresh);
    for (const token of [access, refresh])
      expect(await openid.tokenIntrospection(configuration, token)).toEqual({ active: false });
    await expect(openid.refreshTokenGrant(configuration, refresh)).rejects.toMatchObject({
      error: 'invalid_grant',
      error_description: expect.stringMatching(/^AADSTS50173: /),
    });
    await expect(openid.fetchUserInfo(configuration, access, subject)).rejects.toMatchObject({ status: 401 });
  });
});

describe('a session', () => {
  it('gives the app the same user without a page, and asks for the password when it exceeds max_age', async () => {
    const app = await discover(server, 'app');
    const person = visitor();
    const first = await begin(app);
    const tokens = await openid.authorizationCodeGrant(
      app.configuration,
      (await signInAt(first, person)).url,
      first.checks,
    );
    const silent = await begin(app, { prompt: 'none', id_token_hint: tokens.id_token ?? '' });
    const again = await openid.authorizationCodeGrant(
      app.configuration,
      (await person.open(silent.url.href)).url,
      silent.checks,
    );
    expect(again.claims()).toMatchObject({ sub: tokens.claims()?.sub, auth_time: tokens.claims()?.auth_time });
    const fresh = await begin(app, { max_age: '0' });
    expect((await person.open(fresh.url.href)).status).toBe(200);
    const anew = await openid.authorizationCodeGrant(app.configuration, (await signInAt(fresh, person)).url, {
      ...fresh.checks,
      maxAge: 10,
    });
    expect(Number(anew.claims()?.auth_time)).toBeGreaterThanOrEqual(Number(tokens.claims()?.auth_time));
  });
});

describe('other kinds of clients', () => {
  it('a native app may listen on any port, and needs no secret', async () => {
    const redirectUri = 'http://127.0.0.1:53219/callback';
    const app = await discover(server, 'desktop', { authentication: openid.None(), redirectUri });
    const begun = await begin(app);
    const { url } = await signInAt(begun, visitor());
    expect(`${url.origin}${url.pathname}`).toBe(redirectUri);
    const tokens = await openid.authorizationCodeGrant(app.configuration, url, begun.checks);
    expect(tokens.claims()?.aud).toBe('desktop');
    const refreshed = await openid.refreshTokenGrant(app.configuration, tokens.refresh_token ?? '');
    await openid.tokenRevocation(app.configuration, refreshed.refresh_token ?? '');
  });

  it('a browser-based app reads its code from the fragment', async () => {
    const app = await discover(server, 'spa', {
      authentication: openid.None(),
      redirectUri: 'https://spa.example/callback',
    });
    const begun = await begin(app, { response_mode: 'fragment' });
    const { url } = await signInAt(begun, visitor());
    expect(url.search).toBe('');
    const callback = new URL(`${app.redirectUri}?${url.hash.slice(1)}`);
    const tokens = await openid.authorizationCodeGrant(app.configuration, callback, begun.checks);
    expect(tokens.claims()?.aud).toBe('spa');
  });

  it('an app without PKCE is protected by the nonce', async () => {
    const app = await discover(server, 'classic');
    const [expectedNonce, expectedState] = [openid.randomNonce(), openid.randomState()];
    const url = openid.buildAuthorizationUrl(app.configuration, {
      redirect_uri: app.redirectUri,
      scope: 'openid',
      nonce: expectedNonce,
      state: expectedState,
    });
    const back = await signInAt({ url, checks: {} }, visitor());
    const tokens = await openid.authorizationCodeGrant(app.configuration, back.url, { expectedNonce, expectedState });
    expect(tokens.claims()?.nonce).toBe(expectedNonce);
  });

  it('an app that registered another algorithm for its id tokens accepts only that one', async () => {
    const asSite = {
      authentication: openid.ClientSecretBasic(appSecret),
      redirectUri: 'https://site.example/callback',
    };
    const app = await discover(server, 'site', { ...asSite, alg: 'ES256' });
    const [first, second] = [await begin(app, { scope: 'openid email' }), await begin(app, { scope: 'openid email' })];
    const person = visitor();
    const back = await signInAt(first, person);
    const tokens = await openid.authorizationCodeGrant(app.configuration, back.url, first.checks);
    const subject = tokens.claims()?.sub ?? '';
    const refreshed = await openid.refreshTokenGrant(app.configuration, tokens.refresh_token ?? '');
    for (const { access_token } of [tokens, refreshed]) {
      const told = await openid.fetchUserInfo(app.configuration, access_token, subject);
      expect(told).toEqual({ sub: subject, email: 'ada@app.example', email_verified: false });
    }
    await openid.tokenRevocation(app.configuration, refreshed.access_token);
    for (const { access_token } of [tokens, refreshed]) {
      const told = openid.fetchUserInfo(app.configuration, access_token, subject);
      await expect(told).rejects.toMatchObject({ status: 401 });
    }
    const { configuration } = await discover(server, 'site', asSite);
    const { url } = await person.open(second.url.href);
    await expect(openid.authorizationCodeGrant(configuration, url, second.checks)).rejects.toMatchObject({
      code: 'OAUTH_INVALID_RESPONSE',
    });
  });

  it('an app that asks for consent gets the allowed scope', async () => {
    const app = await discover(server, 'asking');
    const [person, begun] = [visitor(), await begin(app)];
    const back = await person.submit(await signInAt(begun, person), 'Allow');
    const tokens = await openid.authorizationCodeGrant(app.configuration, back.url, begun.checks);
    expect(tokens.scope?.split(' ')).toEqual(expect.arrayContaining(['openid', 'reports.read']));
  });
});

describe('the response to an app', () => {
  it.each([
    ['nobody is signed in, and no page may be shown', 'app', { prompt: 'none' }, 'login_required', 50058],
    ['the scope is not allowed for the client', 'app', { scope: 'openid payments.write' }, 'invalid_scope', 70011],
    ['the response type is not supported', 'app', { response_type: 'token' }, 'unsupported_response_type', 70005],
    ['it sends a request object', 'app', { request: 'e30.e30.' }, 'request_not_supported', 990008],
  ] as const)(
    'when %s is an error of the library, with error number and trace ids',
    async (_when, clientId, more, error, number) => {
      const app = await discover(server, clientId);
      const begun = await begin(app, more);
      const { url } = await visitor().open(begun.url.href);
      const thrown = await openid
        .authorizationCodeGrant(app.configuration, url, begun.checks)
        .catch((refused: unknown) => refused);
      expect(thrown).toBeInstanceOf(openid.AuthorizationResponseError);
      expect(thrown).toMatchObject({
        error,
        error_description: expect.stringMatching(new RegExp(`^AADSTS${number}: .* Trace ID: [0-9a-f-]{36} `)),
      });
      const cause = Object.fromEntries((thrown as openid.AuthorizationResponseError).cause);
      expect(cause).toMatchObject({
        error_uri: expect.stringMatching(anyErrorUri(number, server.url)),
        iss: server.url,
      });
    },
  );

  it('is access_denied when the user refuses', async () => {
    const app = await discover(server, 'asking');
    const [person, begun] = [visitor(), await begin(app, { prompt: 'consent' })];
    const { url } = await person.submit(await signInAt(begun, person), 'Deny');
    await expect(openid.authorizationCodeGrant(app.configuration, url, begun.checks)).rejects.toMatchObject({
      name: 'AuthorizationResponseError',
      error: 'access_denied',
      error_description: expect.stringMatching(/^AADSTS65004: /),
    });
  });

  it('is accepted only from this server, for this request and with its verifier', async () => {
    const app = await discover(server, 'app');
    const [begun, other] = [await begin(app), await begin(app)];
    const { url } = await signInAt(begun, visitor());
    const without = new URL(url);
    without.searchParams.delete('iss');
    const elsewhere = new URL(url);
    elsewhere.searchParams.set('iss', 'https://evil.example');
    for (const callback of [without, elsewhere]) {
      await expect(openid.authorizationCodeGrant(app.configuration, callback, begun.checks)).rejects.toMatchObject({
        code: 'OAUTH_INVALID_RESPONSE',
      });
    }
    const { expectedState, expectedNonce, pkceCodeVerifier } = other.checks;
    const redeem = (checks: openid.AuthorizationCodeGrantChecks) =>
      openid.authorizationCodeGrant(app.configuration, url, { ...begun.checks, ...checks });
    await expect(redeem({ ...(expectedState && { expectedState }) })).rejects.toMatchObject({
      code: 'OAUTH_INVALID_RESPONSE',
    });
    await expect(redeem({ ...(pkceCodeVerifier && { pkceCodeVerifier }) })).rejects.toMatchObject({
      error: 'invalid_grant',
      error_description: expect.stringMatching(/^AADSTS501481: /),
    });
    await expect(redeem({ ...(expectedNonce && { expectedNonce }) })).rejects.toMatchObject({
      code: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
    });
    // The previous attempt used up the code.
    await expect(redeem({})).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});
