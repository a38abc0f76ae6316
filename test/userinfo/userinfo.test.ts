import { decodeJwt } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import { changeUser, findUser, removeUser } from '../../shared/users/user-store.ts';
import { signAgain, strangeTokens } from '../introspect/strange-tokens.ts';
import { webSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { grantClients, redeem, refresh, revoke } from '../support/grants.ts';
import { expectCors, expectRefusal, postAsJob, postForm, send, type TestAnswer } from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

/** Only signs users in; has no resource. */
const site = {
  client_id: 'site',
  client_secret: webSecret,
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['https://site.example/callback'],
  scope: 'openid profile email',
};
const atSite = { client_id: site.client_id, redirect_uri: site.redirect_uris[0] };

const details = { name: 'Ada Lovelace', email: 'ada@people.example', email_verified: true };

let clock: TestClock;
let ada: UserRecord;
const server = useServer(() => {
  clock = testClock();
  return { clients: [...grantClients, site], clock };
});
beforeAll(async () => {
  ada = await addTestUser(server.service.store, 'Ada', details);
});

/** An access token of the client `site` for the signed-in user. */
async function tokenWith(scope: readonly string[], subject = ada.subject): Promise<TestAnswer['json']> {
  const { json } = await redeem(server, await server.issueCode('site', { scope, subject }), atSite);
  return json;
}

let token: string;
beforeEach(async () => {
  token = (await tokenWith(['openid', 'profile', 'email'])).access_token;
});

function ask(accessToken: string, scheme = 'Bearer'): Promise<TestAnswer> {
  return send(server, '/userinfo', { headers: { Authorization: `${scheme} ${accessToken}` } });
}

function askWithForm(form: Parameters<typeof postForm>[2], headers: Record<string, string> = {}): Promise<TestAnswer> {
  return postForm(server, '/userinfo', form, headers);
}

const all = () => ({
  sub: ada.subject,
  name: 'Ada Lovelace',
  preferred_username: 'ada',
  updated_at: 1_795_246_200,
  email: 'ada@people.example',
  email_verified: true,
});

function expectClaims(answer: TestAnswer, claims: object): void {
  expect(answer.json, answer.text).toEqual(claims);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.has('www-authenticate')).toBe(false);
  expectCors(answer.headers, true);
}

/** RFC 9449 §7.2: a 401 names the other scheme too. */
const dpop = 'DPoP algs="ES256 PS256 RS256 EdDSA Ed25519"';
const malformed = { isCrossOrigin: true, challenge: 'Bearer $realm, $error' };
const bare = { isCrossOrigin: true, challenge: `Bearer $realm, ${dpop}` };
const bearer = { isCrossOrigin: true, challenge: `Bearer $realm, $error, ${dpop}` };
const narrow = { isCrossOrigin: true, challenge: 'Bearer $realm, scope="openid", $error' };

describe('the answer about a user has', () => {
  it.each([
    [['openid'], ['sub']],
    [
      ['openid', 'profile'],
      ['sub', 'name', 'preferred_username', 'updated_at'],
    ],
    [
      ['openid', 'email'],
      ['sub', 'email', 'email_verified'],
    ],
    [
      ['openid', 'profile', 'email'],
      ['sub', 'name', 'preferred_username', 'updated_at', 'email', 'email_verified'],
    ],
  ])('with %o: %o (OpenID Connect Core section 5.4)', async (scope, names) => {
    const { access_token } = await tokenWith(scope);
    const told = Object.entries(all()).filter(([name]) => names.includes(name));
    expectClaims(await ask(access_token), Object.fromEntries(told));
  });

  it('no unknown claims, and no email_verified without an address', async () => {
    const { subject } = await addTestUser(server.service.store, 'bare');
    const { access_token } = await tokenWith(['openid', 'profile', 'email'], subject);
    expectClaims(await ask(access_token), { sub: subject, preferred_username: 'bare', updated_at: 1_795_246_200 });
  });

  it('email_verified false for an unverified address', async () => {
    const { subject } = await addTestUser(server.service.store, 'new', { email: 'new@people.example' });
    const { access_token } = await tokenWith(['openid', 'email'], subject);
    expectClaims(await ask(access_token), { sub: subject, email: 'new@people.example', email_verified: false });
  });

  it('the same subject as the ID token (OpenID Connect Core §5.3.2)', async () => {
    const { access_token, id_token } = await tokenWith(['openid']);
    expect((await ask(access_token)).json.sub).toBe(decodeJwt(id_token).sub);
  });

  it('the current claims', async () => {
    const { subject } = await addTestUser(server.service.store, 'moved', { name: 'Before' });
    const { access_token } = await tokenWith(['openid', 'profile'], subject);
    const stored = await findUser('moved', server.service.store);
    if (!stored) throw new Error('the user is gone');
    const changed = { ...stored.record, name: 'After', updated_at: 1_795_246_300 };
    expect(await changeUser(changed, stored.revision, server.service.store)).toBe('changed');
    const { json } = await ask(access_token);
    expect([json.name, json.updated_at]).toEqual(['After', 1_795_246_300]);
  });
});

describe('an access token is accepted', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'Bearer  '])('in the header, after %j', async (scheme) => {
    expectClaims(await ask(token, scheme), all());
  });

  it('in the header of a POST, with no body, an empty form, or a body that is not a form', async () => {
    const headers = { Authorization: `Bearer ${token}` };
    expectClaims(await send(server, '/userinfo', { method: 'POST', headers }), all());
    expectClaims(await askWithForm('', headers), all());
    const json = { ...headers, 'Content-Type': 'application/json' };
    expectClaims(
      await send(server, '/userinfo', { method: 'POST', headers: json, body: '{"access_token":"x"}' }),
      all(),
    );
  });

  it('in a form', async () => {
    expectClaims(await askWithForm({ access_token: token, other: 'x' }), all());
  });

  const once =
    'Send it once: as Authorization: Bearer, as Authorization: DPoP if it is bound to a key, or with POST as access_token in a form.';

  it.each<[string, () => Promise<TestAnswer>, string]>([
    [
      'in the URL',
      () => send(server, `/userinfo?access_token=${token}`),
      `in the URL, where others can read it. ${once}`,
    ],
    [
      'in the URL of a POST',
      () => send(server, `/userinfo?access_token=${token}`, { method: 'POST' }),
      'in the URL, where others can read it.',
    ],
    [
      'in the URL and the header',
      () => send(server, '/userinfo?access_token=', { headers: { Authorization: `Bearer ${token}` } }),
      'in the URL, where others can read it.',
    ],
    [
      'in the header and a form',
      () => askWithForm({ access_token: token }, { Authorization: `Bearer ${token}` }),
      `The access token was sent twice. ${once}`,
    ],
    ['in the header twice', () => ask(`${token}, Bearer ${token}`), 'It must be Bearer, a space and one access token.'],
    ['with a blank in it', () => ask(`${token} ${token}`), 'It must be Bearer, a space and one access token.'],
    ['never, behind its scheme', () => ask('').then(() => ask('', 'Bearer')), 'It must be Bearer, a space'],
  ])('not %s (RFC 6750 section 2)', async (_, asking, description) => {
    expectRefusal(await asking(), 'MalformedRequest', description, malformed);
  });

  it('not in a form twice', async () => {
    const answer = await askWithForm(`access_token=${token}&access_token=${token}`);
    expectRefusal(answer, 'MalformedRequest', 'The parameter access_token is repeated.', {
      isCrossOrigin: true,
    });
  });

  it.each<[string, () => Promise<TestAnswer>]>([
    ['at all', () => send(server, '/userinfo')],
    ['with a POST', () => send(server, '/userinfo', { method: 'POST' })],
    ['in an empty form', () => askWithForm('')],
    ['with a value', () => askWithForm('access_token=')],
    ['in the form of a GET', () => send(server, '/userinfo', { headers: { 'X-Access-Token': token } })],
    ['with a scheme of its own', () => ask(token, 'Basic')],
    ['with a scheme that begins alike', () => ask(token, 'BearerX')],
    [
      'in a body that is no form',
      () =>
        send(server, '/userinfo', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ access_token: token }),
        }),
    ],
  ])('not %s: the challenge tells no error (RFC 6750 section 3.1)', async (_, asking) => {
    expectRefusal(await asking(), 'InvalidAccessToken', `The request has no access token. ${once}`, bare);
  });

  it('with GET and POST only', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = await send(server, '/userinfo', { method, headers: { Authorization: `Bearer ${token}` } });
      expectRefusal(answer, 'MethodNotAllowed', 'The endpoint supports GET, POST,');
    }
  });
});

describe('a token is refused', () => {
  const over = 'The access token has expired or is revoked.';

  it('when it has expired, from its exact second', async () => {
    clock.advance(3599);
    expectClaims(await ask(token), all());
    clock.advance(1);
    expectRefusal(await ask(token), 'InvalidAccessToken', over, bearer);
  });

  it('when its grant is revoked', async () => {
    expectClaims(await ask(token), all());
    await revoke(server, token, { client_id: 'site' });
    expectRefusal(await ask(token), 'InvalidAccessToken', over, bearer);
  });

  it('when a barrier was raised against its user', async () => {
    const { subject } = await addTestUser(server.service.store, 'ended');
    const { access_token } = await tokenWith(['openid'], subject);
    expect((await ask(access_token)).status).toBe(200);
    await raiseBarrier({ subject }, server.service.store);
    clock.advance(60);
    expectRefusal(await ask(access_token), 'InvalidAccessToken', over, bearer);
    expectClaims(await ask(token), all());
  });

  it('when its user is disabled or removed, and the log says which', async () => {
    const { store } = server.service;
    const { subject } = await addTestUser(store, 'leaving');
    const { access_token } = await tokenWith(['openid'], subject);
    const stored = await findUser('leaving', store);
    if (!stored) throw new Error('the user is gone');
    await changeUser({ ...stored.record, disabled: true }, stored.revision, store);
    expectRefusal(await ask(access_token), 'InvalidAccessToken', over, bearer);
    expect(server.log.at(-1)).toMatchObject({ step: 'user', reason: 50057, subject, client_id: 'site' });

    const disabled = await findUser('leaving', store);
    await removeUser({ username: 'leaving', subject }, disabled?.revision ?? '', store);
    expectRefusal(await ask(access_token), 'InvalidAccessToken', over, bearer);
    expect(server.log.at(-1)).toMatchObject({ step: 'user', reason: 50034, subject });
  });

  it('when it does not have the scope openid, which the challenge names', async () => {
    const { json } = await redeem(server, await server.issueCode('web', { scope: ['reports.read', 'profile'] }));
    expectRefusal(
      await ask(json.access_token),
      'InsufficientScope',
      'does not have the scope openid. Ask for it',
      narrow,
    );
    // Even a token for this endpoint only.
    const { refresh_token } = await tokenWith(['openid', 'profile']);
    const other = await refresh(server, refresh_token, { client_id: 'site', scope: 'profile' });
    expect(decodeJwt(other.json.access_token)).toMatchObject({ aud: `${issuer}/userinfo`, scope: 'profile' });
    expectRefusal(await ask(other.json.access_token), 'InsufficientScope', 'does not have the scope openid.', narrow);
  });

  it('when it is only for other audiences', async () => {
    const stray = await signAgain({ accessToken: token }, {}, { aud: ['https://reports.example', issuer] });
    expectRefusal(await ask(stray), 'InvalidAccessToken', 'The access token is not for this endpoint.', bearer);
  });

  it('when it belongs to a client acting for itself, whatever its claims', async () => {
    const own = (await postAsJob(server)).json.access_token;
    const claims = { aud: `${issuer}/userinfo`, scope: 'openid', sub: ada.subject };
    for (const each of [own, await signAgain({ accessToken: own }, {}, claims)]) {
      expectRefusal(await ask(each), 'InvalidAccessToken', 'was issued to a client acting for itself', bearer);
    }
  });

  it('when it is a refresh token', async () => {
    const { refresh_token } = await tokenWith(['openid']);
    expectRefusal(await ask(refresh_token), 'InvalidAccessToken', 'not issued by this server', bearer);
  });

  it.each(Object.entries(strangeTokens))('when it is %s', async (_, make) => {
    const { refresh_token } = await tokenWith(['openid']);
    const strange = await make({ server, accessToken: token, refreshToken: refresh_token });
    const answer = await askWithForm({ access_token: strange });
    expectRefusal(answer, 'InvalidAccessToken', 'not issued by this server', bearer);
  });
});

it('writes nothing, and reads the grant and the user', async () => {
  const line = async () => {
    await ask(token);
    return server.log.at(-1);
  };
  expect(await line()).toMatchObject({
    endpoint: 'userinfo',
    outcome: 'success',
    client_id: 'site',
    scope: 'openid profile email',
    store_calls: 3,
  });
  expect(JSON.stringify(server.log)).not.toContain(token);
});

it('may be called by scripts of other origins, with the token in its header', async () => {
  const { status, headers } = await send(server, '/userinfo', {
    method: 'OPTIONS',
    headers: {
      Origin: 'https://app.example',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization',
    },
  });
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
  expect(headers.get('access-control-allow-headers')).toContain('authorization');
});
