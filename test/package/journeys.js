// What apps, an API and a user do with a deployment, by client libraries where there is one.
import assert from 'node:assert/strict';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as openid from 'openid-client';

/**
 * @typedef {{ readonly id: string, readonly secret: string }} Client
 * @typedef {object} Parties
 * @property {string} issuer
 * @property {Client} job
 * @property {Client} app
 * @property {Client} api
 * @property {{ readonly username: string, readonly password: string }} user
 */

const audience = 'https://reports.example';

/** @type {Readonly<Record<string, (parties: Parties) => Promise<void>>>} */
export const journeys = {
  async health({ issuer }) {
    for (const path of ['/health/live', '/health/ready']) assert.equal((await fetch(issuer + path)).status, 200, path);
  },

  async 'a token for a job, which an API verifies'({ issuer, job, api }) {
    const { access_token } = await openid.clientCredentialsGrant(await discover(issuer, job), {
      scope: 'reports.read',
    });
    const payload = await verify(issuer, access_token);
    assert.deepEqual([payload.sub, payload.client_id, payload.scope], [job.id, job.id, 'reports.read']);
    const state = await openid.tokenIntrospection(await discover(issuer, api), access_token);
    assert.deepEqual([state.active, state.sub], [true, job.id]);
  },

  async 'a sign-in, refreshed until it is revoked'({ issuer, app, api, user }) {
    const configuration = await discover(issuer, app);
    const tokens = await signIn(configuration, user);
    const subject = tokens.claims()?.sub ?? '';
    assert.match(subject, /^u_/);
    const { preferred_username } = await openid.fetchUserInfo(configuration, tokens.access_token, subject);
    assert.equal(preferred_username, undefined, 'the scope has no profile');

    const refreshed = await openid.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
    assert.equal((await verify(issuer, refreshed.access_token)).sub, subject);
    await openid.tokenRevocation(configuration, refreshed.refresh_token ?? '');
    await assert.rejects(openid.refreshTokenGrant(configuration, refreshed.refresh_token ?? ''), isInvalidGrant);
    const state = await openid.tokenIntrospection(await discover(issuer, api), refreshed.access_token);
    assert.deepEqual(state, { active: false });
  },

  async 'a used code and another verifier, which get nothing'({ issuer, app, user }) {
    const configuration = await discover(issuer, app);
    const { back, checks } = await authorize(configuration, user);
    await assert.rejects(
      openid.authorizationCodeGrant(configuration, back, {
        ...checks,
        pkceCodeVerifier: openid.randomPKCECodeVerifier(),
      }),
      isInvalidGrant,
    );
    const again = await authorize(configuration, user);
    await openid.authorizationCodeGrant(configuration, again.back, again.checks);
    await assert.rejects(openid.authorizationCodeGrant(configuration, again.back, again.checks), isInvalidGrant);
  },

  async 'errors with their pages'({ issuer, job }) {
    const refused = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${job.id}:another-secret`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    assert.deepEqual([refused.status, refused.headers.get('cache-control')], [401, 'no-store']);
    assert.match(refused.headers.get('www-authenticate') ?? '', /^Basic /);
    const { error, error_uri } = /** @type {Record<string, string>} */ (await refused.json());
    assert.equal(error, 'invalid_client');
    for (const language of ['en', 'lv', 'nb']) {
      const page = await fetch(String(error_uri), { headers: { Accept: 'text/html', 'Accept-Language': language } });
      assert.deepEqual([page.status, page.headers.get('content-language')], [200, language]);
      assert.match(await page.text(), /^<!doctype html>/);
    }
  },
};

const isInvalidGrant = { error: 'invalid_grant' };

/** @param {string} issuer @param {Client} client */
function discover(issuer, { id, secret }) {
  // Otherwise it relies on TLS, which this server does not have.
  const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks];
  return openid.discovery(new URL(issuer), id, {}, openid.ClientSecretBasic(secret), { execute });
}

/** As an API does. @param {string} issuer @param {string} token */
async function verify(issuer, token) {
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(`${issuer}/jwks`)), {
    issuer,
    audience,
    typ: 'at+jwt',
    algorithms: ['ES256'],
  });
  return payload;
}

/** @param {openid.Configuration} configuration @param {Parties['user']} user */
async function signIn(configuration, user) {
  const { back, checks } = await authorize(configuration, user);
  return openid.authorizationCodeGrant(configuration, back, checks);
}

/** The user signs in on the page. @param {openid.Configuration} configuration @param {Parties['user']} user */
async function authorize(configuration, user) {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const [expectedNonce, expectedState] = [openid.randomNonce(), openid.randomState()];
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: 'https://app.example/callback',
    scope: 'openid',
    resource: audience,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    nonce: expectedNonce,
    state: expectedState,
  });
  const checks = { pkceCodeVerifier, expectedNonce, expectedState, idTokenExpected: true };
  return { back: await fillIn(url, { ...user }), checks };
}

/** As a browser: the form of a page, its cookies, and where it leads. @param {URL} start @param {Record<string, string>} fields */
async function fillIn(start, fields) {
  /** @type {Map<string, string>} */
  const cookies = new Map();
  let url = start;
  /** @type {RequestInit} */
  let init = {};
  for (;;) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, ...(cookie && { cookie }) },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location !== null) {
      url = new URL(location, url);
      init = {};
      if (url.origin !== start.origin) return url;
      continue;
    }
    const page = await response.text();
    assert.equal(response.status, 200, page);
    const form =
      [...page.matchAll(/<form [\s\S]*?<\/form>/g)].map(([each]) => each).find((each) => each.includes('password')) ??
      '';
    const body = new URLSearchParams();
    for (const [, name = '', value = ''] of form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
      body.set(name, plain(value));
    }
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    url = new URL(plain(/ action="([^"]*)"/.exec(form)?.[1] ?? ''), url);
    init = { method: 'POST', body, headers: { Origin: start.origin, 'Sec-Fetch-Site': 'same-origin' } };
  }
}

function plain(/** @type {string} */ source) {
  return source.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
