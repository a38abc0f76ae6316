import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { passwordAuthentication } from '../../shared/base/authentication.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { idTokenClaims } from '../../token/claims.ts';
import { clients, native, web, webSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { expectTokens, postAsJob, postToken, send, type TestAnswer } from '../support/request.ts';
import { issuer, type TestServer, verifier } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';
import { verifyToken } from './verify.ts';

const signedWith = ['ES256', 'RS256', 'PS256', 'EdDSA'].map((alg) => ({
  ...native,
  client_id: `native-${alg}`,
  id_token_signed_response_alg: alg,
}));
/** Its record lost `openid` after its users had agreed to it. */
const withdrawn = { ...native, client_id: 'withdrawn', scope: 'reports.read' };

/** Clients whose access tokens are valid for a minute, and for a day. */
const hasty = { ...native, client_id: 'hasty', access_token_lifetime: 60 };
const lasting = { ...native, client_id: 'lasting', access_token_lifetime: 86_400 };
/** A client whose grant ends within the hour. */
const brief = { ...native, client_id: 'brief', grant_types: ['authorization_code'], access_token_lifetime: 600 };

let clock: TestClock;
const server = useServer(() => {
  clock = testClock();
  return { clients: [...clients, ...signedWith, withdrawn, hasty, lasting, brief], clock };
});

const scope = ['openid', 'reports.read'];

async function redeem(clientId: string, agreement: Parameters<TestServer['issueCode']>[1]): Promise<TestAnswer> {
  return postToken(server, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code: await server.issueCode(clientId, agreement),
    code_verifier: verifier,
    ...(clientId === web.client_id && { client_secret: webSecret }),
  });
}

/** OpenID Connect Core §3.1.3.6. */
function leftHalf(hash: 'sha256' | 'sha512', accessToken: string): string {
  const bytes = createHash(hash).update(accessToken).digest();
  return bytes.subarray(0, bytes.length / 2).toString('base64url');
}

describe('an id token', () => {
  it('is issued with a code when openid is granted: RS256, and all its claims', async () => {
    const now = clock.now() / 1000;
    const answer = await redeem('web', { scope, nonce: 'n-0S6_WzA2Mj', authTime: now - 20 });
    expectTokens(answer, 'openid reports.read', { refreshToken: true, idToken: true });
    const { payload, protectedHeader } = await verifyToken(server, answer.json.id_token, {
      typ: 'JWT',
      alg: 'RS256',
      audience: 'web',
    });
    expect(protectedHeader).toEqual({ typ: 'JWT', alg: 'RS256', kid: expect.any(String) });
    expect(payload).toEqual({
      iss: issuer,
      aud: 'web',
      sub: 'u_ada',
      iat: now,
      exp: now + 3600,
      auth_time: now - 20,
      nonce: 'n-0S6_WzA2Mj',
      at_hash: leftHalf('sha256', answer.json.access_token),
    });
  });

  it.each([
    ['hasty', 3600],
    ['lasting', 3600],
    ['brief', 660],
  ])('of %s is good for %i seconds: an hour, but not past the end of the grant', async (audience, seconds) => {
    const { json } = await redeem(audience, { scope });
    const { payload } = await verifyToken(server, json.id_token, { typ: 'JWT', alg: 'RS256', audience });
    expect(payload.exp).toBe(clock.now() / 1000 + seconds);
  });

  it('has the claims that metadata lists, apart from those about the user', async () => {
    const metadata = (await send(server, '/.well-known/openid-configuration')).json;
    const { json } = await redeem('web', { scope, nonce: 'n', ...passwordAuthentication });
    expect(Object.keys(decodeJwt(json.id_token)).sort()).toEqual(metadata.claims_supported.slice(0, 10).sort());
  });

  it('has no nonce when the authorization request had none', async () => {
    const { json } = await redeem('web', { scope });
    const { payload } = await verifyToken(server, json.id_token, { typ: 'JWT', alg: 'RS256', audience: 'web' });
    expect(payload).not.toHaveProperty('nonce');
  });

  it.each([
    ['ES256', 'sha256'],
    ['RS256', 'sha256'],
    ['PS256', 'sha256'],
    ['EdDSA', 'sha512'],
  ] as const)('is signed with %s for a client that registered it, and hashes with %s', async (alg, hash) => {
    const audience = `native-${alg}`;
    const { json } = await redeem(audience, { scope });
    const { payload, protectedHeader } = await verifyToken(server, json.id_token, { typ: 'JWT', alg, audience });
    expect(protectedHeader.alg).toBe(alg);
    expect(payload.at_hash).toBe(leftHalf(hash, json.access_token));
    // SIGNING_ALG still decides the algorithm of the access token.
    await verifyToken(server, json.access_token, {
      typ: 'at+jwt',
      alg: 'ES256',
      audience: 'https://reports.example',
    });
  });

  it('has the at_hash of the example in OpenID Connect Core, appendix A.3', () => {
    const client = readClient(web);
    if ('problems' in client) throw new Error(client.problems.join());
    const userGrant = { id: 'g', endsAt: 0, authTime: 0, idToken: {}, spend: async () => ({}) };
    const authorization = { subject: 'u_ada', scope, audience: 'https://reports.example', userGrant };
    const issuance = { issuer, client, jkt: undefined, authorization, issuedAt: 0, expiresAt: 1 };
    expect(idTokenClaims(issuance, userGrant, 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y').at_hash).toBe(
      '77QmUPtjPfzWtF2AnpK9RQ',
    );
  });

  it('is issued again with a refresh: same subject and sign-in, no nonce', async () => {
    const authTime = clock.now() / 1000;
    const { json } = await redeem('native', { scope, nonce: 'once', authTime });
    clock.advance(40);
    const refreshed = await postToken(server, {
      grant_type: 'refresh_token',
      client_id: 'native',
      refresh_token: json.refresh_token,
    });
    expectTokens(refreshed, 'openid reports.read', { refreshToken: true, idToken: true });
    const { payload } = await verifyToken(server, refreshed.json.id_token, {
      typ: 'JWT',
      alg: 'RS256',
      audience: 'native',
    });
    expect(payload).toEqual({
      iss: issuer,
      aud: 'native',
      sub: 'u_ada',
      iat: authTime + 40,
      exp: authTime + 40 + 3600,
      auth_time: authTime,
      at_hash: leftHalf('sha256', refreshed.json.access_token),
    });
  });

  it('is rejected as an access token by a strict verifier', async () => {
    const { json } = await redeem('web', { scope });
    const strict = { typ: 'at+jwt', alg: 'RS256', audience: 'web' } as const;
    await expect(verifyToken(server, json.id_token, strict)).rejects.toThrow('"typ"');
  });
});

describe('no id token', () => {
  it('is issued when openid is not granted', async () => {
    expectTokens(await redeem('web', { scope: ['reports.read'], nonce: 'n' }), 'reports.read', { refreshToken: true });
  });

  it('is issued when a refresh narrows openid away', async () => {
    const { json } = await redeem('native', { scope });
    const form = { grant_type: 'refresh_token', client_id: 'native', refresh_token: json.refresh_token };
    expectTokens(await postToken(server, { ...form, scope: 'reports.read' }), 'reports.read', { refreshToken: true });
  });

  it('is issued when the client has lost openid', async () => {
    expectTokens(await redeem('withdrawn', { scope }), 'reports.read', { refreshToken: true });
  });

  it('is issued for client_credentials', async () => {
    expectTokens(await postAsJob(server, { scope: 'openid reports.read' }), 'reports.read');
  });
});
