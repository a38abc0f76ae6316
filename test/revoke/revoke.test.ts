import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { tokenPartition } from '../../shared/store/partition.ts';
import { signAgain, strangeTokens } from '../introspect/strange-tokens.ts';
import { web, webSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { brief, grantClients, redeem, refresh, refreshClaims, revoke, signIn } from '../support/grants.ts';
import {
  basic,
  expectRefusal,
  expectRevoked,
  expectTokens,
  jobBasic,
  postAsJob,
  postForm,
  type TestAnswer,
} from '../support/request.ts';
import { useServer } from '../support/use-server.ts';

/** Seconds: the default lifetime of a refresh token. */
const refreshTokenLifetime = 14 * 86_400;

const scope = 'reports.read reports.write';

let clock: TestClock;
const server = useServer(() => {
  clock = testClock();
  return { clients: grantClients, clock };
});

async function expectAlive(refreshToken: string, changes = {}): Promise<void> {
  expectTokens(await refresh(server, refreshToken, changes), scope, { refreshToken: true });
}

async function expectEnded(refreshToken: string, changes = {}): Promise<void> {
  expectRefusal(await refresh(server, refreshToken, changes), 'GrantRevoked', 'has been revoked');
}

describe('a revocation ends the grant', () => {
  let accessToken: string;
  let refreshToken: string;
  beforeEach(async () => {
    ({ accessToken, refreshToken } = await signIn(server));
  });

  it('by its refresh token', async () => {
    expectRevoked(await revoke(server, refreshToken));
    await expectEnded(refreshToken);
  });

  it('by its access token', async () => {
    expectRevoked(await revoke(server, accessToken));
    await expectEnded(refreshToken);
  });

  it('by an access token from before a refresh', async () => {
    const { json } = await refresh(server, refreshToken);
    expectRevoked(await revoke(server, accessToken));
    await expectEnded(json.refresh_token);
  });

  it('by a refresh token that was exchanged, without being logged as reuse', async () => {
    const { json } = await refresh(server, refreshToken);
    clock.advance(31);
    expectRevoked(await revoke(server, refreshToken));
    expect(server.log.at(-1)).toHaveProperty('event', 'request');
    await expectEnded(json.refresh_token);
  });

  it('by an expired refresh token, whose grant is still valid', async () => {
    clock.advance(refreshTokenLifetime - 1);
    const { json } = await refresh(server, refreshToken);
    clock.advance(31);
    expectRevoked(await revoke(server, refreshToken));
    await expectEnded(json.refresh_token);
  });

  it('by an expired access token, whose grant is still valid', async () => {
    clock.advance(3600);
    expectRevoked(await revoke(server, accessToken));
    await expectEnded(refreshToken);
  });

  it('twice is not an error, by either token', async () => {
    for (const token of [refreshToken, refreshToken, accessToken]) expectRevoked(await revoke(server, token));
    await expectEnded(refreshToken);
  });

  it('and does not affect other grants', async () => {
    const other = await signIn(server);
    expectRevoked(await revoke(server, refreshToken));
    await expectAlive(other.refreshToken);
  });

  it('with the secret in the header when the client is registered for that', async () => {
    const { json } = await postAsJob(server);
    expectRevoked(await postForm(server, '/revoke', { token: json.access_token }, { Authorization: jobBasic }));
  });

  it('also of a client that may not refresh', async () => {
    const as = { client_id: brief.client_id };
    const code = await server.issueCode(brief.client_id);
    const { json } = await redeem(server, code, as);
    const { jti = '' } = decodeJwt(json.access_token);
    expectRevoked(await revoke(server, json.access_token, as));
    const { rows } = await server.service.store.read(jti.split('.')[0] ?? '');
    expect(rows.map(({ name }) => name).sort()).toEqual(['code', 'gen.0']);
  });

  it('logs the client and the kind of the token, and not the token', async () => {
    await revoke(server, accessToken);
    expect(server.log.at(-1)).toMatchObject({
      endpoint: 'revoke',
      status: 200,
      client_id: 'web',
      token: 'access_token',
    });
    await revoke(server, 'x');
    expect(server.log.at(-1)).toMatchObject({ endpoint: 'revoke', status: 200, client_id: 'web', token: 'unknown' });
    expect(JSON.stringify(server.log)).not.toContain(accessToken);
  });
});

describe('the hint', () => {
  const hints = ['access_token', 'refresh_token', 'id_token', 'saml2', '', '"\\é'];

  it.each(hints)('%j hides no token, right or wrong', async (token_type_hint) => {
    for (const kind of ['accessToken', 'refreshToken'] as const) {
      const tokens = await signIn(server);
      expectRevoked(await revoke(server, tokens[kind], { token_type_hint }));
      await expectEnded(tokens.refreshToken);
    }
    expectRevoked(await revoke(server, 'unknown', { token_type_hint }));
  });
});

describe('a token of a client that acts for itself', () => {
  it('is stored as revoked until the end of the day on which it expires', async () => {
    const { json } = await postAsJob(server);
    const { jti = '', exp = 0 } = decodeJwt(json.access_token);
    const as = (token: string) => postForm(server, '/revoke', { token }, { Authorization: jobBasic });
    const rows = async () => (await server.service.store.read(tokenPartition(jti))).rows.map(({ name }) => name);
    for (let times = 0; times < 2; times += 1) {
      expectRevoked(await as(json.access_token));
      expect(await rows()).toEqual(['revoked']);
    }
    const day = new Date(exp * 1000).toISOString().slice(0, 10).replaceAll('-', '');
    await server.service.store.sweep(day, 10_000);
    expect(await rows()).toEqual(['revoked']);
    await server.service.store.sweep(String(Number(day) + 1), 10_000);
    expect(await rows()).toEqual([]);
  });

  it('is not stored when it has expired', async () => {
    const { json } = await postAsJob(server);
    clock.advance(3600);
    expectRevoked(await postForm(server, '/revoke', { token: json.access_token }, { Authorization: jobBasic }));
    const { jti = '' } = decodeJwt(json.access_token);
    expect((await server.service.store.read(tokenPartition(jti))).rows).toEqual([]);
  });
});

describe('a public client', () => {
  const asNative = { client_id: 'native', client_secret: undefined };

  it('revokes its own tokens', async () => {
    const { accessToken, refreshToken } = await signIn(server, 'strict');
    const own = await signInAsNative();
    await expectAlive(own.json.refresh_token, asNative);
    expectRevoked(await revoke(server, own.json.access_token, asNative));
    await expectEnded(own.json.refresh_token, asNative);
    for (const token of [accessToken, refreshToken]) {
      expectRefusal(await revoke(server, token, asNative), 'TokenOfAnotherClient', 'was issued to another client');
    }
    await expectAlive(refreshToken, { client_id: 'strict' });
  });

  async function signInAsNative(): Promise<TestAnswer> {
    return redeem(server, await server.issueCode('native'), { ...asNative, redirect_uri: 'http://127.0.0.1/callback' });
  }
});

describe("another client's token", () => {
  it('is refused and stays valid, whatever its kind', async () => {
    const { accessToken, refreshToken } = await signIn(server);
    const { json } = await postAsJob(server);
    for (const token of [accessToken, refreshToken, json.access_token]) {
      for (const token_type_hint of ['access_token', 'refresh_token']) {
        const answer = await revoke(server, token, { client_id: 'strict', token_type_hint });
        expectRefusal(answer, 'TokenOfAnotherClient', 'The token was issued to another client. It was not revoked');
        expect(answer.json.error).toBe('unauthorized_client');
      }
    }
    await expectAlive(refreshToken);
    const { jti = '' } = decodeJwt(json.access_token);
    expect((await server.service.store.read(tokenPartition(jti))).rows).toEqual([]);
  });
});

describe('client authentication, as at /token', () => {
  it.each([
    ['no credentials', { client_secret: undefined }, 'MissingCredentials'],
    ['a wrong secret', { client_secret: 'x'.repeat(32) }, 'InvalidClient'],
    ['an unknown client', { client_id: 'nobody' }, 'InvalidClient'],
    ['an unknown public client', { client_id: 'nobody', client_secret: undefined }, 'MissingCredentials'],
    ['a public client with a secret', { client_id: 'native' }, 'InvalidClient'],
    ['no client at all', { client_id: undefined, client_secret: undefined }, 'MissingParameter'],
    ['an assertion', { client_secret: undefined, client_assertion: 'x' }, 'MissingParameter'],
  ] as const)('%s is refused, and nothing is revoked', async (_name, changes, row) => {
    const { refreshToken } = await signIn(server);
    expectRefusal(await revoke(server, refreshToken, changes), row, '');
    await expectAlive(refreshToken);
  });

  it('accepts only the method that the client is registered for', async () => {
    const { refreshToken } = await signIn(server);
    const headers = { Authorization: basic(web.client_id, webSecret) };
    const answer = await postForm(server, '/revoke', { token: refreshToken }, headers);
    expectRefusal(answer, 'InvalidClient', 'Client authentication failed');
    await expectAlive(refreshToken);
  });
});

describe('a string that is not a token of this server revokes nothing, and is not an error:', () => {
  it.each(Object.entries(strangeTokens))('%s', async (_name, make) => {
    const { accessToken, refreshToken } = await signIn(server);
    const token = await make({ server, accessToken, refreshToken });
    for (const token_type_hint of ['access_token', 'refresh_token']) {
      expectRevoked(await revoke(server, token, { token_type_hint }));
      expect(server.log.at(-1)).toMatchObject({ token: 'unknown' });
    }
    await expectAlive(refreshToken);
  });

  it('while the same claims signed with the same key are a token', async () => {
    const { accessToken, refreshToken } = await signIn(server);
    expectRevoked(await revoke(server, await signAgain({ accessToken })));
    await expectEnded(refreshToken);
  });
});

describe('a code', () => {
  it('that was not redeemed is left alone', async () => {
    const code = await server.issueCode('web');
    for (const token_type_hint of ['authorization_code', 'refresh_token']) {
      expectRevoked(await revoke(server, code, { token_type_hint }));
    }
    expectTokens(await redeem(server, code), scope, { refreshToken: true });
  });

  it('that was redeemed ends nothing', async () => {
    const { code, refreshToken } = await signIn(server);
    expectRevoked(await revoke(server, code));
    await expectAlive(refreshToken);
  });
});

it('writes nothing for a grant whose last day has passed', async () => {
  const { accessToken, refreshToken } = await signIn(server);
  const { grant_id } = refreshClaims(refreshToken);
  clock.advance(91 * 86_400);
  await server.service.store.sweep('20990101', 10_000);
  for (const token of [accessToken, refreshToken]) expectRevoked(await revoke(server, token));
  expect((await server.service.store.read(grant_id)).rows).toEqual([]);
});
