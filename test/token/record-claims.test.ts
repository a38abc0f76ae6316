// Claims of client and user records in access tokens (RFC 9068 §2.2.3.1), and what introspection says of them.
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { expect, it } from 'vitest';
import { readClient } from '../../shared/clients/read-client.ts';
import { changeUser, findUser } from '../../shared/users/user-store.ts';
import { redeem, refresh } from '../support/grants.ts';
import { basic, expectRefusal, postForm, postToken } from '../support/request.ts';
import { app, appSecret } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

const telling = {
  ...app,
  client_id: 'telling',
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  claims: { plan: 'gold', 'https://app.example/limits': { calls: 7 } },
  access_token_claims: ['groups', 'email', 'preferred_username', 'department', 'unknown', 'toString'],
};
const asking = { ...telling, client_id: 'asking', consent: true };

const server = useServer({ clients: [telling, asking] });

const asClient = (client_id: string) => ({ client_id, client_secret: appSecret, redirect_uri: app.redirect_uris[0] });
const authorization = { Authorization: basic('telling', appSecret) };
const profile = { groups: ['engineers'], email: 'ada@people.example', claims: { department: 'Analysis', secret: 1 } };

it('the access tokens of a client have its claims and those about the user that its record names', async () => {
  const { store } = server.service;
  const { subject } = await addTestUser(store, 'ada', profile);
  const code = await server.issueCode('telling', { subject, scope: ['openid', 'reports.read'] });
  const { json } = await redeem(server, code, asClient('telling'));
  const own = {
    plan: 'gold',
    'https://app.example/limits': { calls: 7 },
    groups: ['engineers'],
    email: 'ada@people.example',
    preferred_username: 'ada',
    department: 'Analysis',
  };
  const { iss, aud, sub, client_id, iat, exp, jti, scope, auth_time, ...others } = decodeJwt(json.access_token);
  expect([sub, client_id, others]).toEqual([subject, 'telling', own]);
  for (const name of Object.keys(own)) expect(decodeJwt(json.id_token)).not.toHaveProperty([name]);
  const introspected = await postForm(server, '/introspect', { token: json.access_token }, authorization);
  expect(introspected.json).toEqual({
    ...{ active: true, iss, aud, sub, client_id, iat, exp, jti, scope, auth_time, token_type: 'Bearer' },
    ...own,
  });
  const stored = await findUser('ada', store);
  if (!stored) throw new Error('ada is not there');
  await changeUser({ ...stored.record, groups: ['writers'], claims: {} }, stored.revision, store);
  const renewed = await refresh(server, json.refresh_token, { ...asClient('telling'), redirect_uri: undefined });
  const claims = decodeJwt(renewed.json.access_token);
  expect([claims.groups, claims.department]).toEqual([['writers'], undefined]);
});

it('a client that acts for itself has its own claims alone', async () => {
  const form = { grant_type: 'client_credentials', scope: 'reports.read' };
  const { json } = await postToken(server, form, authorization);
  const claims = decodeJwt(json.access_token);
  expect(claims).toMatchObject({ plan: 'gold', sub: 'telling' });
  expect(claims).not.toHaveProperty('groups');
});

it('a client that asks for consent gets only the claims whose scope the user has granted', async () => {
  const { subject } = await addTestUser(server.service.store, 'grace', profile);
  const told = async (...scope: string[]) => {
    const code = await server.issueCode('asking', { subject, scope: ['openid', ...scope] });
    const claims = decodeJwt((await redeem(server, code, asClient('asking'))).json.access_token);
    return telling.access_token_claims.filter((name) => Object.hasOwn(claims, name));
  };
  expect(await told()).toEqual([]);
  expect(await told('email')).toEqual(['email']);
  expect(await told('profile')).toEqual(['preferred_username', 'department']);
});

it('a claim that does not fit in 4,096 bytes is left out whole, and the others stay', async () => {
  const groups = Array.from({ length: 100 }, (_, index) => `group-${index}-${'x'.repeat(40)}`);
  const { subject } = await addTestUser(server.service.store, 'annie', { groups });
  const { json } = await redeem(server, await server.issueCode('telling', { subject }), asClient('telling'));
  const claims = decodeJwt(json.access_token);
  expect([claims.groups, claims.preferred_username]).toEqual([undefined, 'annie']);
});

it('a user who is removed gets no access token with claims', async () => {
  const code = await server.issueCode('telling', { subject: 'u_0123456789012345678901', scope: ['reports.read'] });
  expectRefusal(await redeem(server, code, asClient('telling')), 'GrantRevoked', 'sign in again');
});

function problemsOf(members: object): readonly string[] {
  const read = readClient({ ...app, client_id: 'x', ...members });
  return 'problems' in read ? read.problems : [];
}

it('a record is refused whose claims would change what a token says by itself', () => {
  const rows: readonly (readonly [members: object, problem: string])[] = [
    ...[
      'iss',
      'sub',
      'aud',
      'exp',
      'iat',
      'nonce',
      'acr',
      'amr',
      'sid',
      'scope',
      'client_id',
      'cnf',
      'act',
      'active',
    ].map(
      (name) =>
        [{ claims: { [name]: 'x' } }, `claims must not contain ${name}, which this server sets itself`] as const,
    ),
    [{ claims: JSON.parse('{"__proto__":{"sub":"x"}}') }, 'claims must not contain __proto__'],
    [{ claims: { groups: ['admins'] } }, 'claims must not contain groups, which comes from the record of each user'],
    [{ claims: { long: 'x'.repeat(2000) } }, 'claims has 2011 bytes as JSON; the limit is 2000'],
    [{ claims: [] }, 'claims must be a JSON object'],
    [{ access_token_claims: ['sub'] }, 'access_token_claims must not contain sub, which this server sets itself'],
    [{ claims: { plan: 1 }, access_token_claims: ['plan'] }, 'claims and access_token_claims both contain plan'],
    [{ access_token_claims: ['groups', 'groups'] }, 'access_token_claims must be claims about the user, each once'],
  ];
  for (const [members, problem] of rows) expect(problemsOf(members).join()).toContain(problem);
});

it('whatever claims a record has, they replace none of a token', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[\x21-\x7e]{1,12}$/), fc.jsonValue(), { maxKeys: 5 }), (claims) => {
      const isRefused = problemsOf({ claims }).length > 0;
      const own = ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'scope', 'client_id', 'auth_time', 'cnf', 'act', 'idp'];
      if (own.some((name) => Object.hasOwn(claims, name))) expect(isRefused).toBe(true);
    }),
  );
});
