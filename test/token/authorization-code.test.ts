import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCode } from '../../shared/tokens/authorization-code.ts';
import { type FailingKeys, failingKeys } from '../shared/keys/failing-keys.ts';
import { native, webSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { brief, grantClients, noChallenge, redeem } from '../support/grants.ts';
import { expectRefusal, expectTokens, postToken } from '../support/request.ts';
import { openTestService, startServer, type TestServer, verifier } from '../support/server.ts';
import { verifyToken } from './verify.ts';

const fullScope = 'reports.read reports.write';
const redirectUri = 'https://web.example/callback';
const otherVerifier = `${verifier.slice(0, -1)}A`;

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

/** Expects that the code can still be redeemed by the client to which it was issued. */
async function expectUsable(code: string): Promise<void> {
  expectTokens(await redeem(server, code), fullScope, { refreshToken: true });
}

describe('a valid code', () => {
  it('is exchanged for tokens, with the challenge and verifier of RFC 7636 appendix B', async () => {
    const answer = await redeem(server, await server.issueCode('web'));
    expectTokens(answer, fullScope, { refreshToken: true });
    const token = { typ: 'at+jwt', alg: 'ES256', audience: 'https://reports.example' } as const;
    const { payload } = await verifyToken(server, answer.json.access_token, token);
    expect(payload).toMatchObject({ sub: 'u_ada', client_id: 'web', auth_time: clock.now() / 1000 });
  });

  it('is exchanged by a public client that sends its client_id', async () => {
    const code = await server.issueCode('native');
    const [redirect_uri] = native.redirect_uris;
    const answer = await redeem(server, code, { client_id: 'native', client_secret: undefined, redirect_uri });
    expectTokens(answer, fullScope, { refreshToken: true });
  });

  it('returns no refresh token to a client that may not refresh', async () => {
    const code = await server.issueCode(brief.client_id);
    expectTokens(await redeem(server, code, { client_id: brief.client_id }), fullScope);
  });

  it('returns the part of the agreed scope that the client may still have', async () => {
    const agreement = { scope: ['reports.read', 'gone'], resources: ['https://gone.example', 'https://files.example'] };
    const answer = await redeem(server, await server.issueCode('web', agreement));
    expectTokens(answer, 'reports.read', { refreshToken: true });
    const token = { typ: 'at+jwt', alg: 'ES256', audience: 'https://files.example' } as const;
    await verifyToken(server, answer.json.access_token, token);
  });
});

describe('a code that may not be redeemed', () => {
  it('is refused from its 60th second on, and not before', async () => {
    const [young, old] = [await server.issueCode('web'), await server.issueCode('web')];
    clock.advance(59);
    await expectUsable(young);
    clock.advance(1);
    expectRefusal(await redeem(server, old), 'GrantExpired', 'has expired');
  });

  it('is refused for another client, and stays usable', async () => {
    const code = await server.issueCode('web');
    const others = [{ client_id: brief.client_id }, { client_id: native.client_id, client_secret: undefined }];
    for (const other of others) {
      expectRefusal(await redeem(server, code, other), 'InvalidGrant', 'not issued to this client');
    }
    await expectUsable(code);
  });

  const differing = [
    'https://web.example/callback/',
    'https://web.example/Callback',
    'https://WEB.example/callback',
    'https://web.example/call%62ack',
    'https://web.example:443/callback',
    'http://web.example/callback',
    'https://web.example/callback?',
    'https://web.example/callback#',
    'https://web.example/callback\u00e9',
    'urn:web',
  ];
  it.each(differing)('is refused with the redirect_uri %s, and stays usable', async (redirect_uri) => {
    for (const agreement of [{}, noChallenge]) {
      const code = await server.issueCode('web', agreement);
      const code_verifier = agreement === noChallenge ? undefined : verifier;
      const answer = await redeem(server, code, { redirect_uri, code_verifier });
      expectRefusal(answer, 'RedirectUriMismatch', 'redirect_uri');
      expectTokens(await redeem(server, code, { code_verifier }), fullScope, { refreshToken: true });
    }
  });

  it('is refused when the parameters of the redirect_uri are in another order', async () => {
    const code = await server.issueCode('web', { redirectUri: `${redirectUri}?a=1&b=2` });
    const swapped = await redeem(server, code, { redirect_uri: `${redirectUri}?b=2&a=1` });
    expectRefusal(swapped, 'RedirectUriMismatch', 'does not match the one');
    const same = await redeem(server, code, { redirect_uri: `${redirectUri}?a=1&b=2` });
    expectTokens(same, fullScope, { refreshToken: true });
  });

  it('needs no redirect_uri when it has a challenge', async () => {
    const answer = await redeem(server, await server.issueCode('web'), { redirect_uri: undefined });
    expectTokens(answer, fullScope, { refreshToken: true });
  });

  it('needs the redirect_uri of the authorization request when it has no challenge', async () => {
    const without = { redirect_uri: undefined, code_verifier: undefined };
    const sent = await server.issueCode('web', noChallenge);
    expectRefusal(await redeem(server, sent, without), 'RedirectUriMismatch', 'is missing');
    const unsent = await server.issueCode('web', { ...noChallenge, isRedirectUriSent: false });
    expectTokens(await redeem(server, unsent, without), fullScope, { refreshToken: true });
  });

  it('is refused without the verifier of its challenge, and stays usable', async () => {
    const code = await server.issueCode('web');
    for (const code_verifier of [undefined, '']) {
      expectRefusal(await redeem(server, code, { code_verifier }), 'VerifierMismatch', 'is missing');
    }
    await expectUsable(code);
  });

  it('is refused with another verifier, and stays usable', async () => {
    const code = await server.issueCode('web');
    const challengeItself = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
    for (const code_verifier of [otherVerifier, `${verifier}A`, verifier.toLowerCase(), challengeItself]) {
      expectRefusal(await redeem(server, code, { code_verifier }), 'VerifierMismatch', 'does not match');
    }
    await expectUsable(code);
  });

  it.each([
    ['42 characters', verifier.slice(0, 42)],
    ['129 characters', verifier.repeat(3)],
    ['a blank', `${verifier} `],
    ['a line end', `${verifier}\n`],
    ['a character that is not allowed', `${verifier}+`],
    ['characters beyond ASCII', `${verifier}é`],
  ])('is refused as invalid_request with a verifier of %s, and stays usable', async (_what, code_verifier) => {
    const code = await server.issueCode('web');
    expectRefusal(await redeem(server, code, { code_verifier }), 'MalformedRequest', 'code_verifier is malformed');
    await expectUsable(code);
  });

  it('is refused with a verifier when it has no challenge, and stays usable', async () => {
    const code = await server.issueCode('web', noChallenge);
    expectRefusal(await redeem(server, code), 'MalformedRequest', 'had no code_challenge');
    expectTokens(await redeem(server, code, { code_verifier: undefined }), fullScope, { refreshToken: true });
  });

  it.each([
    ['plain', verifier],
    ['', verifier],
    ['s256', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'],
    ['S512', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'],
    ['S256', ''],
    ['S256', 'E9Melhoa'],
  ])('is refused when its challenge is by the method "%s" with the value "%s"', async (method, value) => {
    const code = await server.issueCode('web', { challenge: { method, value } });
    expectRefusal(await redeem(server, code), 'VerifierMismatch', 'does not match');
    const without = await redeem(server, code, { code_verifier: undefined });
    expectRefusal(without, 'VerifierMismatch', 'is missing');
  });

  it.each(['authorization_code', 'refresh_token'])(
    'is refused as invalid_request when nobody says which client asks: %s',
    async (grant_type) => {
      const form = { grant_type, code: 'x', refresh_token: 'x' };
      expectRefusal(await postToken(server, form), 'MissingParameter', 'client_id');
    },
  );

  it('is refused when it is missing', async () => {
    expectRefusal(await redeem(server, ''), 'MissingParameter', 'must contain the parameter code.');
  });
});

describe('a failed check', () => {
  const failures: readonly [what: string, changes: Record<string, string>, row: Parameters<typeof expectRefusal>[1]][] =
    [
      ['a resource that was not agreed to', { resource: 'https://audit.example' }, 'InvalidResource'],
      ['a resource that is none', { resource: 'files' }, 'InvalidResource'],
      ['another verifier', { code_verifier: otherVerifier }, 'VerifierMismatch'],
      ['another redirect_uri', { redirect_uri: `${redirectUri}/` }, 'RedirectUriMismatch'],
      ['a wrong secret', { client_secret: `${webSecret}x` }, 'InvalidClient'],
      ['another client', { client_id: 'strict' }, 'InvalidGrant'],
    ];
  it.each(failures)('leaves the code usable: %s', async (_what, changes, row) => {
    const code = await server.issueCode('web');
    expectRefusal(await redeem(server, code, changes), row, /./);
    await expectUsable(code);
  });

  it.each(['published', 'refresh'] as const)('leaves the code usable: the %s signer is down', async (what) => {
    const code = await server.issueCode('web');
    keys.fail(what);
    expectRefusal(await redeem(server, code), 'SigningUnavailable', 'No token can be signed');
    keys.fail('nothing');
    await expectUsable(code);
  });

  it('leaves the code usable: the client has lost the whole scope', async () => {
    const code = await server.issueCode('web', { scope: ['gone'] });
    expectRefusal(await redeem(server, code), 'InvalidScope', 'No scope is allowed for this resource.');
    const { id } = await readCode(code, server.service);
    expect((await server.service.store.read(id)).rows).toEqual([]);
  });
});

describe('a client that needs PKCE', () => {
  it('gets no tokens for a code without a challenge, and the code stays valid', async () => {
    const form = {
      grant_type: 'authorization_code',
      client_id: 'native',
      redirect_uri: native.redirect_uris[0] ?? '',
      code: await server.issueCode('native', noChallenge),
    };
    expectRefusal(await postToken(server, form), 'VerifierMismatch', 'The authorization request had no code_challenge');
    expectRefusal(await postToken(server, form), 'VerifierMismatch', 'The authorization request had no code_challenge');
  });
});
