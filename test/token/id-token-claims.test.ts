// With id_token_claims in its record, a client gets the claims of /userinfo in the ID token (OpenID Connect Core §5.4).
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { OperatorStore } from '../../cli/deployment/operator-store.ts';
import { changeStoredUser } from '../../cli/users/change-user.ts';
import { changeUser, findUser } from '../../shared/users/user-store.ts';
import { redeem, refresh } from '../support/grants.ts';
import { basic, expectRefusal, expectTokens, postToken, send, type TestAnswer } from '../support/request.ts';
import { app, appSecret } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';
import { adaPassword, addTestUser, userRecord } from '../support/users.ts';

const telling = {
  ...app,
  client_id: 'telling',
  grant_types: ['authorization_code', 'refresh_token', 'password'],
  scope: 'openid profile email groups reports.read',
  id_token_claims: true,
};

const server = useServer({ clients: [app, telling], environment: { PASSWORD_GRANT: 'true' } });

const all = ['openid', 'profile', 'email', 'reports.read'];
const asClient = (client_id: string) => ({ client_id, client_secret: appSecret, redirect_uri: app.redirect_uris[0] });

async function signIn(subject: string, scope: readonly string[] = all, client = 'telling'): Promise<TestAnswer> {
  return redeem(server, await server.issueCode(client, { subject, scope }), asClient(client));
}

/** The answer of /userinfo, and the user's claims in the ID token. */
async function toldBy({ json }: TestAnswer): Promise<{ userinfo: object; idToken: object }> {
  const { json: userinfo } = await send(server, '/userinfo', {
    headers: { Authorization: `Bearer ${json.access_token}` },
  });
  const { iss, aud, iat, exp, auth_time, at_hash, ...idToken } = decodeJwt(json.id_token);
  return { userinfo, idToken };
}

describe('the id token of a client that asks for claims', () => {
  it('has the claims of the granted scopes, for a code and for each refresh', async () => {
    const members = { name: 'Ada Lovelace', email: 'ada@app.example', email_verified: true };
    const { subject } = await addTestUser(server.service.store, 'ada', members);
    const redeemed = await signIn(subject);
    expectTokens(redeemed, all.join(' '), { refreshToken: true, idToken: true });
    const { userinfo, idToken } = await toldBy(redeemed);
    expect(idToken).toEqual({
      sub: subject,
      name: 'Ada Lovelace',
      preferred_username: 'ada',
      updated_at: 1_795_246_200,
      email: 'ada@app.example',
      email_verified: true,
    });
    expect(userinfo).toEqual(idToken);
    const renewed = await refresh(server, redeemed.json.refresh_token, asClient('telling'));
    expect((await toldBy(renewed)).idToken).toEqual(idToken);
    const narrowed = await refresh(server, renewed.json.refresh_token, {
      ...asClient('telling'),
      scope: 'openid email',
    });
    expect((await toldBy(narrowed)).idToken).toEqual({
      sub: subject,
      email: 'ada@app.example',
      email_verified: true,
    });
  });

  it('has the groups with the scope groups, and the claims of the operator with profile', async () => {
    const claims = { department: 'Analysis', 'https://app.example/levels': [1, 2] };
    const { subject } = await addTestUser(server.service.store, 'dorothy', { groups: ['engineers', 'admins'], claims });
    const profile = { preferred_username: 'dorothy', updated_at: 1_795_246_200 };
    const rows = [
      [['openid', 'groups'], { groups: ['engineers', 'admins'] }],
      [['openid', 'profile'], { ...profile, ...claims }],
      [['openid', 'email', 'reports.read'], { email_verified: undefined }],
    ] as const;
    for (const [scope, told] of rows) {
      const { userinfo, idToken } = await toldBy(await signIn(subject, scope));
      expect(userinfo).toEqual({ sub: subject, ...told });
      expect(idToken).toEqual(userinfo);
    }
    const { subject: other } = await addTestUser(server.service.store, 'katherine');
    expect((await toldBy(await signIn(other, ['openid', 'groups']))).idToken).toEqual({ sub: other, groups: [] });
  });

  it('has all groups or none: too many are only at /userinfo', async () => {
    const groups = Array.from({ length: 60 }, (_, index) => `group-${index}-${'x'.repeat(30)}`);
    const { subject } = await addTestUser(server.service.store, 'annie', { groups });
    const { userinfo, idToken } = await toldBy(await signIn(subject, ['openid', 'groups', 'profile']));
    expect(userinfo).toMatchObject({ groups });
    expect(Object.keys(idToken).sort()).toEqual(['preferred_username', 'sub', 'updated_at']);
  });

  it('has the current claims of the user, and leaves out unknown ones', async () => {
    const { store } = server.service;
    const { subject } = await addTestUser(store, 'grace');
    const { json } = await signIn(subject, ['openid', 'email']);
    expect(Object.keys(decodeJwt(json.id_token))).not.toContain('email_verified');
    const stored = await findUser('grace', store);
    if (!stored) throw new Error('grace is not there');
    await changeUser({ ...stored.record, email: 'grace@app.example' }, stored.revision, store);
    const renewed = await refresh(server, json.refresh_token, asClient('telling'));
    expect(decodeJwt(renewed.json.id_token)).toMatchObject({ email: 'grace@app.example', email_verified: false });
  });

  it('has the claims with the password grant too', async () => {
    await addTestUser(server.service.store, 'joan', { name: 'Joan Clarke' });
    const form = { grant_type: 'password', username: 'joan', password: adaPassword, scope: 'openid profile' };
    const answer = await postToken(server, form, { Authorization: basic('telling', appSecret) });
    expect(decodeJwt(answer.json.id_token)).toMatchObject({ name: 'Joan Clarke', preferred_username: 'joan' });
  });

  it('leaves to /userinfo the scope whose claims have no room in 2,048 bytes', async () => {
    const { subject } = await addTestUser(server.service.store, '\u{1d4d0}'.repeat(200), {
      username: '\u{10450}'.repeat(200),
      name: '\u{1f600}'.repeat(200),
      email: `${'\u{1f600}'.repeat(60)}@${'\u{1f600}'.repeat(190)}`,
    });
    const { userinfo, idToken } = await toldBy(await signIn(subject));
    expect(userinfo).toHaveProperty('email');
    expect(Object.keys(idToken).sort()).toEqual(['name', 'preferred_username', 'sub', 'updated_at']);
  });

  it.each([
    ['disabled', { disabled: true }],
    ['removed', undefined],
  ])('is not issued for a user who is %s, and the code stays unused', async (what, change) => {
    const user = userRecord(`user-${what}`);
    if (change) await addTestUser(server.service.store, user.username, { ...user, ...change });
    const code = await server.issueCode('telling', { subject: user.subject, scope: all });
    expectRefusal(await redeem(server, code, asClient('telling')), 'GrantRevoked', /The user must sign in again/);
    if (!change) return;
    await changeStoredUser(user.username, { store: server.service.store } as OperatorStore, { disabled: false });
    expect((await redeem(server, code, asClient('telling'))).status).toBe(200);
  });
});

it('an id token has no claims of a user without the record of the client, nor without profile and email', async () => {
  const { subject } = await addTestUser(server.service.store, 'mary', { name: 'Mary' });
  expect((await toldBy(await signIn(subject, all, 'app'))).idToken).toEqual({ sub: subject });
  expect((await toldBy(await signIn(subject, ['openid', 'reports.read']))).idToken).toEqual({ sub: subject });
});
