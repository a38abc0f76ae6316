import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { clients, job, jobSecret } from '../support/clients.ts';
import { errorUriOf } from '../support/error-uri.ts';
import { exchange } from '../support/exchange.ts';
import { basic, expectRefusal, jobBasic, postAsJob, send, type TestAnswer } from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';
import { verifyToken } from '../token/verify.ts';

const oauth = '/.well-known/oauth-authorization-server';
const openid = '/.well-known/openid-configuration';

function oauthDocument(of: string): Record<string, unknown> {
  return {
    issuer: of,
    authorization_endpoint: `${of}/authorize`,
    pushed_authorization_request_endpoint: `${of}/par`,
    require_pushed_authorization_requests: false,
    token_endpoint: `${of}/token`,
    device_authorization_endpoint: `${of}/device_authorization`,
    revocation_endpoint: `${of}/revoke`,
    introspection_endpoint: `${of}/introspect`,
    jwks_uri: `${of}/jwks`,
    scopes_supported: ['openid', 'profile', 'email', 'groups', 'offline_access'],
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: [
      ...['client_credentials', 'authorization_code', 'refresh_token'],
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    token_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'],
    revocation_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
      'none',
    ],
    revocation_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'],
    introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    introspection_endpoint_auth_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'],
    code_challenge_methods_supported: ['S256'],
    dpop_signing_alg_values_supported: ['ES256', 'PS256', 'RS256', 'EdDSA', 'Ed25519'],
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'],
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
    ui_locales_supported: ['en', 'lv', 'nb'],
  };
}

function openidDocument(of: string): Record<string, unknown> {
  return {
    ...oauthDocument(of),
    userinfo_endpoint: `${of}/userinfo`,
    end_session_endpoint: `${of}/sign-out`,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'ES256', 'PS256', 'EdDSA'],
    claims_parameter_supported: true,
    acr_values_supported: ['urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'],
    claims_supported: [
      ...['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'acr', 'amr', 'nonce', 'at_hash', 'sid'],
      ...['name', 'preferred_username', 'updated_at', 'email', 'email_verified', 'groups'],
    ],
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
  };
}

const documents = [
  [oauth, oauthDocument(issuer)],
  [openid, openidDocument(issuer)],
] as const;

const server = useServer();

function expectPublic(answer: TestAnswer): void {
  const { headers } = answer;
  expect(headers.get('content-type')).toBe('application/json');
  expect(headers.get('cache-control')).toBe('public, max-age=300');
  expect(headers.has('pragma'), `Pragma: "${headers.get('pragma')}"`).toBe(false);
  expect(headers.get('etag')).toMatch(/^"[\w-]{43}"$/);
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('access-control-allow-credentials')).toBeNull();
  expect(headers.get('x-content-type-options')).toBe('nosniff');
}

describe.each(documents)('%s', (path, document) => {
  it('is complete, with the endpoints that clients require', async () => {
    const answer = await send(server, path);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual(document);
    expect(Object.keys(answer.json)).toEqual(
      expect.arrayContaining(['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri']),
    );
  });

  it('may be cached publicly for five minutes', async () => {
    expectPublic(await send(server, path));
  });

  it('is answered with 304 and no body when it has not changed', async () => {
    const etag = (await send(server, path)).headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await send(server, path, { headers: { 'If-None-Match': known } });
      expect([answer.status, answer.text, answer.headers.get('etag')], known).toEqual([304, '', etag]);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    }
    for (const unknown of ['"other"', etag.slice(1, -1), `${etag.slice(0, -1)}x"`]) {
      expect((await send(server, path, { headers: { 'If-None-Match': unknown } })).json, unknown).toEqual(document);
    }
  });

  it('is answered to HEAD with the headers of GET and no body', async () => {
    const [get, head] = [await send(server, path), await send(server, path, { method: 'HEAD' })];
    const ofOneAnswer = ['connection', 'date', 'keep-alive', 'x-ms-request-id'];
    const own = ({ headers }: TestAnswer) => [...headers].filter(([name]) => !ofOneAnswer.includes(name));
    expect([head.status, head.text]).toEqual([200, '']);
    expect(own(head)).toEqual(own(get));
  });

  it('refuses POST', async () => {
    const answer = await send(server, path, { method: 'POST', body: '' });
    expectRefusal(answer, 'MethodNotAllowed', /: The endpoint supports GET, HEAD, not POST\.$/);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  it('has the issuer byte for byte, as the tokens and the keys do', async () => {
    const { json: metadata } = await send(server, path);
    const { json } = await postAsJob(server);
    expect(metadata.issuer).toBe(issuer);
    expect(decodeJwt(json.access_token).iss).toBe(issuer);
    const jwks = metadata.jwks_uri.slice(issuer.length);
    await verifyToken(server, json.access_token, {
      typ: 'at+jwt',
      alg: 'ES256',
      audience: 'https://reports.example',
      jwks,
    });
  });
});

describe('the Host header of a request', () => {
  const lies = [
    ['Host', 'evil.example'],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Forwarded-Proto', 'http'],
    ['X-Forwarded-Prefix', '/evil'],
    ['X-Original-URL', '/evil'],
    ['Forwarded', 'host=evil.example;proto=http'],
    ['Disguised-Host', 'evil.example'],
  ] as const;
  const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const;
  const body = 'grant_type=client_credentials';

  it.each([oauth, openid, '/jwks', '/error?error_code=70002', '/error'])('changes nothing in %s', async (path) => {
    const honest = await send(server, path);
    const lied = await exchange(server, { method: 'GET', path, headers: lies });
    expect([lied.status, lied.text]).toEqual([200, honest.text]);
    expect(lied.headers.get('etag')).toBe(honest.headers.get('etag'));
  });

  it('changes nothing in a token', async () => {
    const { json } = await exchange(server, { headers: [...lies, form, ['Authorization', jobBasic]], body });
    expect(decodeJwt(json.access_token)).toMatchObject({ iss: issuer, aud: 'https://reports.example' });
  });

  it('changes nothing in a refusal and its challenge', async () => {
    const wrong = ['Authorization', basic('evil', 'evil')] as const;
    const answer = await exchange(server, { headers: [...lies, form, wrong], body });
    expectRefusal(answer, 'InvalidClient', /: Client authentication failed/);
    expect(JSON.stringify([answer.text, ...answer.headers])).not.toContain('evil');
  });
});

describe('an issuer with a path', () => {
  const tenant = `${issuer}/tenant`;
  const below = useServer({ clients, environment: { ISSUER: tenant } });

  it.each([
    ['/.well-known/oauth-authorization-server/tenant', oauthDocument(tenant)],
    ['/tenant/.well-known/oauth-authorization-server', oauthDocument(tenant)],
    ['/.well-known/openid-configuration/tenant', openidDocument(tenant)],
    ['/tenant/.well-known/openid-configuration', openidDocument(tenant)],
  ])('has its metadata at %s', async (path, document) => {
    const answer = await send(below, path);
    expect([answer.status, answer.json]).toEqual([200, document]);
  });

  it('has its endpoints below the path', async () => {
    const { json } = await send(below, '/tenant/token', {
      method: 'POST',
      headers: { Authorization: basic(job.client_id, jobSecret) },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    await verifyToken(below, json.access_token, {
      typ: 'at+jwt',
      alg: 'ES256',
      audience: 'https://reports.example',
      iss: tenant,
      jwks: '/tenant/jwks',
    });
    expect((await send(below, '/tenant/error?error_code=70002')).status).toBe(200);
    const { json: refused } = await send(below, '/tenant/userinfo');
    expect(refused.error_uri).toBe(errorUriOf(refused, 50027, tenant));
  });

  it.each([oauth, openid, '/token', '/jwks', '/authorize', '/error', '/'])('has nothing at %s', async (path) => {
    expect((await send(below, path)).status).toBe(404);
  });
});
