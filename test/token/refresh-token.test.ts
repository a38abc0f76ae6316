import { decodeJwt, generateSecret, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { revokeGrant } from '../../shared/grants/grants.ts';
import { type FailingKeys, failingKeys } from '../shared/keys/failing-keys.ts';
import { native, webSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { brief, grantClients, redeem, refresh, refreshClaims, signIn } from '../support/grants.ts';
import { expectRefusal, expectTokens, postAsJob, type TestAnswer } from '../support/request.ts';
import { openTestService, startServer, type TestServer } from '../support/server.ts';
import { verifyToken } from './verify.ts';

const fullScope = 'reports.read reports.write';
const day = 86_400;

let clock: TestClock;
let keys: FailingKeys;
let server: TestServer;
beforeAll(async () => {
  clock = testClock();
  keys = await failingKeys((await openTestService()).keys);
  server = await startServer({ clients: grantClients, clock, change: (service) => ({ ...service, keys }) });
});
beforeEach(() => keys.fail('nothing'));
afterAll(() => server.close());

function expectRefreshed(answer: TestAnswer, generation: number, scope = fullScope): void {
  expectTokens(answer, scope, { refreshToken: true });
  expect(refreshClaims(answer.json.refresh_token).generation).toBe(generation);
}

/** Expects that the token was never exchanged and is still valid. */
async function expectUnused(refreshToken: string): Promise<void> {
  expectRefreshed(await refresh(server, refreshToken), refreshClaims(refreshToken).generation + 1);
  expect(server.log.at(-1)).toHaveProperty('event', 'request');
}

describe('a valid refresh token', () => {
  it('is exchanged for a new access token and its successor', async () => {
    const { refreshToken } = await signIn(server);
    const first = await refresh(server, refreshToken);
    expectRefreshed(first, 1);
    expectRefreshed(await refresh(server, first.json.refresh_token), 2);
  });

  it('returns a token of the same user, grant and sign-in', async () => {
    const { refreshToken, accessToken } = await signIn(server);
    const signedIn = clock.now() / 1000;
    clock.advance(600);
    const { json } = await refresh(server, refreshToken);
    const token = { typ: 'at+jwt', alg: 'ES256', audience: 'https://reports.example' } as const;
    const { payload } = await verifyToken(server, json.access_token, token);
    expect(payload).toMatchObject({ sub: 'u_ada', client_id: 'web', auth_time: signedIn, iat: signedIn + 600 });
    const grantOf = (jti = '') => jti.split('.')[0];
    expect(grantOf(payload.jti)).toBe(grantOf(decodeJwt(accessToken).jti));
    expect(payload.jti).not.toBe(decodeJwt(accessToken).jti);
  });

  it('has a sliding expiry: each successor has the same lifetime', async () => {
    let { refreshToken } = await signIn(server);
    for (let week = 0; week < 4; week += 1) {
      clock.advance(13 * day);
      const answer = await refresh(server, refreshToken);
      expectRefreshed(answer, week + 1);
      refreshToken = answer.json.refresh_token;
      expect(refreshClaims(refreshToken).exp).toBe(clock.now() / 1000 + 14 * day);
    }
  });

  it('never outlives its grant, nor does an access token', async () => {
    let { refreshToken } = await signIn(server);
    const endsAt = clock.now() / 1000 + 90 * day;
    for (let slept = 0; slept < 84; slept += 12) {
      clock.advance(12 * day);
      refreshToken = (await refresh(server, refreshToken)).json.refresh_token;
    }
    expect(refreshClaims(refreshToken).exp).toBe(endsAt);
    clock.advance(6 * day - 100);
    const late = await refresh(server, refreshToken);
    expectTokens(late, fullScope, { refreshToken: true, expiresIn: 100 });
    clock.advance(100);
    expectRefusal(await refresh(server, late.json.refresh_token), 'GrantExpired', 'has expired');
    expectRefusal(await refresh(server, refreshToken), 'GrantExpired', 'has expired');
  });

  it('works until the last second of its lifetime, and is refused from then on', async () => {
    const [used, late] = [await signIn(server), await signIn(server)];
    clock.advance(14 * day - 1);
    expectRefreshed(await refresh(server, used.refreshToken), 1);
    clock.advance(1);
    expectRefusal(await refresh(server, late.refreshToken), 'GrantExpired', 'has expired');
    expectRefusal(await refresh(server, late.refreshToken), 'GrantExpired', 'has expired');
  });

  it('brings a new id token, without the nonce of the sign-in', async () => {
    const code = await server.issueCode('web', { scope: ['openid', 'reports.read'], nonce: 'n-0S6' });
    const first = await redeem(server, code);
    expectTokens(first, 'openid reports.read', { refreshToken: true, idToken: true });
    expect(decodeJwt(first.json.id_token)).toMatchObject({ nonce: 'n-0S6', sub: 'u_ada' });
    const second = await refresh(server, first.json.refresh_token);
    expectTokens(second, 'openid reports.read', { refreshToken: true, idToken: true });
    expect(decodeJwt(second.json.id_token)).not.toHaveProperty('nonce');
    expect(decodeJwt(second.json.id_token)).toMatchObject({ sub: 'u_ada', aud: 'web' });
  });
});

describe('a refresh token that may not be exchanged', () => {
  it('is refused as invalid_request when it is missing', async () => {
    expectRefusal(await refresh(server, ''), 'MissingParameter', 'must contain the parameter refresh_token.');
  });

  const lookalikes: readonly [what: string, make: () => string | Promise<string>][] = [
    ['a word', () => 'unknown'],
    ['nothing in three parts', () => '..'],
    ['a very long text', () => 'A'.repeat(60_000)],
    ['characters beyond ASCII', () => 'tökén'],
    ['control characters', () => 'a\u0000b'],
    ['an access token', async () => (await signIn(server)).accessToken],
    ['a code', () => server.issueCode('web')],
    ['an access token of a job', async () => (await postAsJob(server)).json.access_token],
    ['a token cut short', async () => (await signIn(server)).refreshToken.slice(0, -4)],
    ['a token that says it is not signed', async () => unsigned((await signIn(server)).refreshToken)],
    ['a token of which one claim is changed', async () => promoted((await signIn(server)).refreshToken)],
    ['a token signed with another key', async () => forged((await signIn(server)).refreshToken)],
  ];

  function unsigned(token: string): string {
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'refresh+jwt' })).toString('base64url');
    return `${header}.${token.split('.')[1]}.`;
  }

  function promoted(token: string): string {
    const [header, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ ...decodeJwt(token), generation: 7 })).toString('base64url');
    return `${header}.${claims}.${signature}`;
  }

  async function forged(token: string): Promise<string> {
    const { sealingKid } = await server.service.keys.current();
    const header = { alg: 'HS256', typ: 'refresh+jwt', kid: sealingKid };
    return new SignJWT(decodeJwt(token)).setProtectedHeader(header).sign(await generateSecret('HS256'));
  }

  it.each(lookalikes)('is refused as invalid_grant: %s', async (_what, make) => {
    expectRefusal(await refresh(server, await make()), 'InvalidGrant', 'refresh token');
  });

  it('is refused as invalid_grant when its grant was revoked', async () => {
    const { refreshToken } = await signIn(server);
    await revokeGrant(refreshClaims(refreshToken).grant_id, server.service);
    expectRefusal(await refresh(server, refreshToken), 'GrantRevoked', 'The user must sign in again');
  });

  it('is refused as invalid_grant when it has expired', async () => {
    const { refreshToken } = await signIn(server);
    clock.advance(14 * day);
    expectRefusal(await refresh(server, refreshToken), 'GrantExpired', 'The user must sign in again');
  });

  it('is refused for another client, repeatedly, and stays valid for its own client', async () => {
    const { refreshToken } = await signIn(server);
    const others = [{ client_id: 'strict' }, { client_id: native.client_id, client_secret: undefined }];
    for (const other of others) {
      expectRefusal(await refresh(server, refreshToken, other), 'InvalidGrant', 'not issued to this client');
    }
    await expectUnused(refreshToken);
  });

  it('does not end the grant when another client presents it after its exchange', async () => {
    const { refreshToken } = await signIn(server);
    const { json } = await refresh(server, refreshToken);
    clock.advance(60);
    const stolen = await refresh(server, refreshToken, { client_id: 'strict' });
    expectRefusal(stolen, 'InvalidGrant', 'not issued to this client');
    await expectUnused(json.refresh_token);
  });

  it('is refused without the authentication of its client', async () => {
    const { refreshToken } = await signIn(server);
    const without = await refresh(server, refreshToken, { client_secret: undefined });
    expectRefusal(without, 'MissingCredentials', 'no client credentials');
    const wrong = await refresh(server, refreshToken, { client_secret: `${webSecret}x` });
    expectRefusal(wrong, 'InvalidClient', 'Client authentication failed');
    await expectUnused(refreshToken);
  });

  it('is refused for a client that may not refresh any more', async () => {
    const { refreshToken } = await signIn(server);
    const answer = await refresh(server, refreshToken, { client_id: brief.client_id });
    expectRefusal(answer, 'UnauthorizedClient', 'may not use the grant type refresh_token');
  });
});

describe('the scope of a refresh', () => {
  it('may be narrower, and the refresh token keeps all of it', async () => {
    const { refreshToken } = await signIn(server);
    const answer = await refresh(server, refreshToken, { scope: 'reports.write' });
    expectRefreshed(answer, 1, 'reports.write');
    expect(refreshClaims(answer.json.refresh_token).scope).toBe(fullScope);
  });

  it('must not be wider, and the token is not rotated then', async () => {
    const code = await server.issueCode('web', { scope: ['reports.read'] });
    const refreshToken = (await redeem(server, code)).json.refresh_token;
    for (const scope of ['reports.read reports.write', 'reports.write', 'payments.write', 'Reports.Read']) {
      expectRefusal(await refresh(server, refreshToken, { scope }), 'InvalidScope', 'Allowed: reports.read');
    }
    expectRefreshed(await refresh(server, refreshToken), 1, 'reports.read');
    expect(server.log.at(-1)).toHaveProperty('event', 'request');
  });

  it('is the original one when it is omitted, also after it was narrower', async () => {
    const { refreshToken } = await signIn(server);
    const narrow = await refresh(server, refreshToken, { scope: 'reports.read' });
    expectRefreshed(narrow, 1, 'reports.read');
    expectRefreshed(await refresh(server, narrow.json.refresh_token), 2);
  });

  it('leaves out scopes that the client has lost', async () => {
    const code = await server.issueCode('web', { scope: ['reports.read', 'gone'] });
    const { json } = await redeem(server, code);
    expectRefreshed(await refresh(server, json.refresh_token), 1, 'reports.read');
  });
});

describe('the resource of a refresh', () => {
  it('may be any resource of the grant', async () => {
    const { refreshToken } = await signIn(server);
    const answer = await refresh(server, refreshToken, { resource: 'https://files.example' });
    expectRefreshed(answer, 1);
    const token = { typ: 'at+jwt', alg: 'ES256', audience: 'https://files.example' } as const;
    await verifyToken(server, answer.json.access_token, token);
  });

  it('is refused as invalid_target when the grant does not contain it, and the token is not rotated', async () => {
    const code = await server.issueCode('web', { resources: ['https://reports.example'] });
    const refreshToken = (await redeem(server, code)).json.refresh_token;
    for (const resource of ['https://files.example', 'https://unknown.example', 'relative', 'https://a.example/#b']) {
      expectRefusal(await refresh(server, refreshToken, { resource }), 'InvalidResource', 'resource');
    }
    await expectUnused(refreshToken);
  });
});

describe('a fault before the exchange', () => {
  it.each(['published', 'refresh'] as const)('leaves the token valid: the %s signer is down', async (what) => {
    const { refreshToken } = await signIn(server);
    keys.fail(what);
    expectRefusal(await refresh(server, refreshToken), 'SigningUnavailable', 'Send the same request again');
    keys.fail('nothing');
    await expectUnused(refreshToken);
  });
});
