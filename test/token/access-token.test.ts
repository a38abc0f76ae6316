import { decodeProtectedHeader } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { clients, job } from '../support/clients.ts';
import { testClock } from '../support/clock.ts';
import { expectTokens, postAsJob, postToken } from '../support/request.ts';
import { issuer, type ServerOptions, startServer, type TestServer, testKeyRing, verifier } from '../support/server.ts';
import { verifyToken } from './verify.ts';

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function start(options: ServerOptions = {}): Promise<TestServer> {
  const server = await startServer({ clients, ...options });
  servers.push(server);
  return server;
}

const audience = 'https://reports.example';
const now = testClock().now() / 1000;

describe('an access token', () => {
  it('has the header and the claims of RFC 9068, and no others', async () => {
    const server = await start();
    const { json } = await postAsJob(server);
    const { payload, protectedHeader } = await verifyToken(server, json.access_token, {
      typ: 'at+jwt',
      alg: 'ES256',
      audience,
    });
    const { signing } = await testKeyRing();
    expect(protectedHeader).toEqual({
      typ: 'at+jwt',
      alg: 'ES256',
      kid: signing.find(({ alg }) => alg === 'ES256')?.kid,
    });
    expect(payload).toEqual({
      iss: issuer,
      aud: audience,
      sub: job.client_id,
      client_id: job.client_id,
      iat: now,
      exp: now + json.expires_in,
      jti: expect.stringMatching(/^20261121-[\w-]{22}$/),
      scope: 'reports.read',
    });
  });

  it('of a user has the user as subject, the time of the sign-in, and a jti with the grant id', async () => {
    const server = await start();
    const { json } = await postToken(server, {
      grant_type: 'authorization_code',
      client_id: 'native',
      code: await server.issueCode('native', { authTime: now - 20 }),
      code_verifier: verifier,
    });
    const { payload } = await verifyToken(server, json.access_token, { typ: 'at+jwt', alg: 'ES256', audience });
    expect(payload).toEqual({
      iss: issuer,
      aud: audience,
      sub: 'u_ada',
      client_id: 'native',
      iat: now,
      exp: now + 3600,
      jti: expect.stringMatching(/^[0-9a-f]-\d{8}-[\w-]{22}\.[\w-]{22}$/),
      scope: 'reports.read reports.write',
      auth_time: now - 20,
    });
  });

  it.each(['ES256', 'RS256', 'PS256', 'EdDSA'])('is signed with %s when SIGNING_ALG says so', async (alg) => {
    const server = await start({ environment: { SIGNING_ALG: alg } });
    const answer = await postAsJob(server);
    expectTokens(answer, 'reports.read');
    const { protectedHeader } = await verifyToken(server, answer.json.access_token, { typ: 'at+jwt', alg, audience });
    expect(protectedHeader.alg).toBe(alg);
  });

  it('is refused by a strict verifier that expects anything else', async () => {
    const server = await start();
    const { access_token } = (await postAsJob(server)).json;
    const right = { typ: 'at+jwt', alg: 'ES256', audience } as const;
    const [head, claims, signature = ''] = access_token.split('.');
    const forged = [head, claims, signature.replace(/^./, signature.startsWith('A') ? 'B' : 'A')].join('.');
    await expect(verifyToken(server, access_token, right)).resolves.toBeDefined();
    await expect(verifyToken(server, access_token, { ...right, typ: 'JWT' })).rejects.toThrow('"typ"');
    await expect(verifyToken(server, access_token, { ...right, alg: 'RS256' })).rejects.toThrow('"alg"');
    await expect(verifyToken(server, access_token, { ...right, audience: 'https://audit.example' })).rejects.toThrow(
      '"aud"',
    );
    await expect(verifyToken(server, access_token, { ...right, iss: `${issuer}/` })).rejects.toThrow('"iss"');
    await expect(verifyToken(server, forged, right)).rejects.toThrow('signature verification failed');
  });

  it('expires after the lifetime that its client has', async () => {
    const clock = testClock();
    const server = await start({ clock, clients: [{ ...job, access_token_lifetime: 60 }] });
    const { access_token } = (await postAsJob(server)).json;
    const expected = { typ: 'at+jwt', alg: 'ES256', audience } as const;
    clock.advance(59);
    await expect(verifyToken(server, access_token, expected)).resolves.toBeDefined();
    clock.advance(1);
    await expect(verifyToken(server, access_token, expected)).rejects.toThrow('"exp"');
  });

  it('is not accepted as a refresh token, nor a refresh token as an access token', async () => {
    const server = await start();
    const { json } = await postToken(server, {
      grant_type: 'authorization_code',
      client_id: 'native',
      code: await server.issueCode('native'),
      code_verifier: verifier,
    });
    expect(decodeProtectedHeader(json.refresh_token)).toMatchObject({ typ: 'refresh+jwt', alg: 'HS256' });
    await expect(verifyToken(server, json.refresh_token, { typ: 'at+jwt', alg: 'HS256', audience })).rejects.toThrow();
    const form = { grant_type: 'refresh_token', client_id: 'native', refresh_token: json.access_token };
    expect((await postToken(server, form)).json).toMatchObject({ error: 'invalid_grant', error_codes: [70000] });
  });
});
