import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { apiSecret, web, webSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { grantClients, introspect, introspectAsApi, redeem, refresh, revoke, signIn } from '../support/grants.ts';
import {
  basic,
  expectIntrospection,
  expectRefusal,
  expectRevoked,
  jobBasic,
  postAsJob,
  postForm,
} from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';
import { signAgain, strangeTokens } from './strange-tokens.ts';

/** A resource server of another resource. */
const filesApi = {
  client_id: 'files-api',
  client_secret: apiSecret,
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: [],
  introspects: ['https://files.example'],
};
const asFilesApi = { client_id: filesApi.client_id, client_secret: apiSecret };

/** A resource server registered for /userinfo, an audience of the tokens for every API. */
const nosy = {
  ...filesApi,
  client_id: 'nosy',
  client_secret: webSecret,
  introspects: ['https://issuer.example/userinfo'],
};

let clock: TestClock;
const server = useServer(() => {
  clock = testClock();
  return { clients: [...grantClients, filesApi, nosy], clock };
});

const isNow = () => clock.now() / 1000;
const introspectAsJob = (token: string) => postForm(server, '/introspect', { token }, { Authorization: jobBasic });

/** The expected description of a new access token of `web`. */
function accessMembers(accessToken: string, changes: object = {}): object {
  return {
    iss: issuer,
    sub: 'u_ada',
    client_id: 'web',
    scope: 'reports.read reports.write',
    aud: 'https://reports.example',
    iat: isNow(),
    exp: isNow() + 3600,
    auth_time: isNow(),
    jti: decodeJwt(accessToken).jti,
    token_type: 'Bearer',
    ...changes,
  };
}

function refreshMembers(changes: object = {}): object {
  return {
    iss: issuer,
    sub: 'u_ada',
    client_id: 'web',
    scope: 'reports.read reports.write',
    iat: isNow(),
    exp: isNow() + 1_209_600,
    auth_time: isNow(),
    ...changes,
  };
}

let accessToken: string;
let refreshToken: string;
beforeEach(async () => {
  ({ accessToken, refreshToken } = await signIn(server));
});

describe('an access token of a user', () => {
  it('is described in full to its client and to the resource server it is for', async () => {
    const members = accessMembers(accessToken);
    expectIntrospection(await introspect(server, accessToken), members);
    expectIntrospection(await introspectAsApi(server, accessToken), members);
  });

  it('is inactive for any other caller', async () => {
    for (const changes of [asFilesApi, { client_id: 'strict' }]) {
      expectIntrospection(await introspect(server, accessToken, changes), undefined);
    }
    expectIntrospection(await introspectAsJob(accessToken), undefined);
  });

  it('is described to the resource server of the requested resource, and not to that of the default', async () => {
    const code = await server.issueCode('web', { scope: ['reports.read'] });
    const { json } = await redeem(server, code, { resource: 'https://files.example' });
    const members = accessMembers(json.access_token, { aud: 'https://files.example', scope: 'reports.read' });
    expectIntrospection(await introspect(server, json.access_token, asFilesApi), members);
    expectIntrospection(await introspectAsApi(server, json.access_token), undefined);
  });

  it('that is also valid for /userinfo is described to the resource server of its resource', async () => {
    const code = await server.issueCode('web', { scope: ['openid', 'reports.read'] });
    const { access_token } = (await redeem(server, code)).json;
    const aud = ['https://reports.example', 'https://issuer.example/userinfo'];
    const members = accessMembers(access_token, { aud, scope: 'openid reports.read' });
    expectIntrospection(await introspectAsApi(server, access_token), members);
    expectIntrospection(await introspect(server, access_token), members);
    expectIntrospection(await introspect(server, access_token, asFilesApi), undefined);
  });

  it('is inactive for callers whose only link to it is /userinfo', async () => {
    const code = await server.issueCode('web', { scope: ['openid', 'reports.read'] });
    const { access_token } = (await redeem(server, code)).json;
    expectIntrospection(await introspect(server, access_token, { client_id: nosy.client_id }), undefined);
  });

  it('is active until its last second, and not after it', async () => {
    const members = accessMembers(accessToken);
    clock.advance(3599);
    expectIntrospection(await introspectAsApi(server, accessToken), members);
    clock.advance(1);
    expectIntrospection(await introspectAsApi(server, accessToken), undefined);
    expectIntrospection(await introspect(server, accessToken), undefined);
  });

  it('stays active when the grant is refreshed', async () => {
    const members = accessMembers(accessToken);
    await refresh(server, refreshToken);
    expectIntrospection(await introspectAsApi(server, accessToken), members);
  });

  it.each(['access token', 'refresh token'])('is inactive when the grant is revoked by its %s', async (by) => {
    const { json } = await refresh(server, refreshToken);
    expectRevoked(await revoke(server, by === 'access token' ? accessToken : refreshToken));
    for (const token of [accessToken, json.access_token]) {
      expectIntrospection(await introspectAsApi(server, token), undefined);
      expectIntrospection(await introspect(server, token), undefined);
    }
  });

  it('is inactive when its grant ended by reuse', async () => {
    await refresh(server, refreshToken);
    clock.advance(31);
    await refresh(server, refreshToken);
    expectIntrospection(await introspectAsApi(server, accessToken), undefined);
  });
});

describe('a refresh token', () => {
  it('is described to its own client, with only its stored members', async () => {
    expectIntrospection(await introspect(server, refreshToken), refreshMembers());
  });

  it('is inactive for any other caller, the resource server included', async () => {
    expectIntrospection(await introspectAsApi(server, refreshToken), undefined);
    expectIntrospection(await introspect(server, refreshToken, { client_id: 'strict' }), undefined);
    expectIntrospection(await introspectAsJob(refreshToken), undefined);
  });

  it('is active while its generation is live, and introspection does not count as reuse', async () => {
    const { json } = await refresh(server, refreshToken);
    const members = refreshMembers();
    for (const pause of [0, 31]) {
      clock.advance(pause);
      expectIntrospection(await introspect(server, refreshToken), undefined);
      expectIntrospection(await introspect(server, json.refresh_token), members);
    }
    expect(server.log.at(-1)).toHaveProperty('event', 'request');
  });

  it('is inactive when it has expired, although its generation is live', async () => {
    const members = refreshMembers();
    clock.advance(1_209_599);
    expectIntrospection(await introspect(server, refreshToken), members);
    clock.advance(1);
    expectIntrospection(await introspect(server, refreshToken), undefined);
  });

  it('is inactive when its grant is revoked', async () => {
    expectRevoked(await revoke(server, accessToken));
    expectIntrospection(await introspect(server, refreshToken), undefined);
  });

  it('that the store does not know, because its rows were restored to an earlier state, is active as at /token', async () => {
    const { json } = await refresh(server, refreshToken);
    const { grant_id: id } = decodeJwt<{ grant_id: string }>(refreshToken);
    await server.service.store.commit(id, [{ remove: 'gen.1' }, { insert: 'gen.0', values: {} }]);
    expectIntrospection(await introspect(server, json.refresh_token), refreshMembers());
  });
});

describe('a token of a client that acts for itself', () => {
  it('is described in full to the client and the resource server, until it is revoked', async () => {
    const { json } = await postAsJob(server);
    const token = json.access_token;
    const members = accessMembers(token, {
      sub: 'nightly-report',
      client_id: 'nightly-report',
      scope: 'reports.read',
      auth_time: undefined,
    });
    expectIntrospection(await introspectAsJob(token), members);
    expectIntrospection(await introspectAsApi(server, token), members);
    expectRevoked(await postForm(server, '/revoke', { token }, { Authorization: jobBasic }));
    expectIntrospection(await introspectAsJob(token), undefined);
    expectIntrospection(await introspectAsApi(server, token), undefined);
  });

  it('stays active when another token of the same client is revoked', async () => {
    const [first, second] = [await postAsJob(server), await postAsJob(server)];
    expectRevoked(await postForm(server, '/revoke', { token: first.json.access_token }, { Authorization: jobBasic }));
    expect((await introspectAsApi(server, second.json.access_token)).json.active).toBe(true);
  });

  it('is inactive when it has expired', async () => {
    const { json } = await postAsJob(server);
    clock.advance(3600);
    expectIntrospection(await introspectAsJob(json.access_token), undefined);
  });
});

describe('the hint', () => {
  it.each(['access_token', 'refresh_token', 'id_token', '', 'é'])('%j changes nothing', async (hint) => {
    const changes = { token_type_hint: hint };
    expectIntrospection(await introspect(server, accessToken, changes), accessMembers(accessToken));
    expectIntrospection(await introspect(server, refreshToken, changes), refreshMembers());
    expectIntrospection(await introspect(server, 'x', changes), undefined);
  });
});

describe('the caller must be a client with a secret:', () => {
  it.each([
    ['nobody', { client_id: undefined, client_secret: undefined }, 'MissingCredentials'],
    ['a client without its secret', { client_secret: undefined }, 'MissingCredentials'],
    ['a client with a wrong secret', { client_secret: 'x'.repeat(32) }, 'InvalidClient'],
    ['an unknown client', { client_id: 'nobody' }, 'InvalidClient'],
    ['a public client', { client_id: 'native', client_secret: undefined }, 'MissingCredentials'],
    ['a public client with a secret', { client_id: 'native' }, 'InvalidClient'],
  ] as const)('%s is refused with a challenge', async (_name, changes, row) => {
    const code = await server.issueCode('native');
    const own = await redeem(server, code, {
      client_id: 'native',
      client_secret: undefined,
      redirect_uri: 'http://127.0.0.1/callback',
    });
    for (const token of [accessToken, own.json.access_token, own.json.refresh_token, 'x']) {
      // The challenge is compared by expectRefusal.
      expectRefusal(await introspect(server, token, changes), row, '', { isCrossOrigin: false });
    }
  });

  it('using the method it is registered for', async () => {
    const headers = { Authorization: basic(web.client_id, webSecret) };
    const answer = await postForm(server, '/introspect', { token: accessToken }, headers);
    expectRefusal(answer, 'InvalidClient', 'Client authentication failed', { isCrossOrigin: false });
  });

  it('not with a token instead', async () => {
    const headers = { Authorization: `Bearer ${accessToken}` };
    const answer = await postForm(server, '/introspect', { token: accessToken }, headers);
    expectRefusal(answer, 'InvalidClient', 'must use the scheme Basic', { isCrossOrigin: false });
  });
});

describe('a string that is not a token of this server is not active:', () => {
  it.each(Object.entries(strangeTokens))('%s', async (_name, make) => {
    const token = await make({ server, accessToken, refreshToken });
    for (const token_type_hint of ['access_token', 'refresh_token']) {
      expectIntrospection(await introspect(server, token, { token_type_hint }), undefined);
    }
    expectIntrospection(await introspectAsApi(server, token), undefined);
  });

  it('while the same claims signed with the same key are a token', async () => {
    const token = await signAgain({ accessToken });
    expectIntrospection(await introspectAsApi(server, token), accessMembers(accessToken));
  });
});

it('logs who asked and what was answered, and not the token', async () => {
  await introspectAsApi(server, accessToken);
  expect(server.log.at(-1)).toMatchObject({ endpoint: 'introspect', client_id: 'reports-api', active: true });
  await introspectAsApi(server, 'x');
  expect(server.log.at(-1)).toMatchObject({ endpoint: 'introspect', client_id: 'reports-api', active: false });
  expect(JSON.stringify(server.log)).not.toContain(accessToken);
});
