// RFC 9700, the rules on codes and tokens: §2.1.1 to §2.5, §4.4 to §4.6, §4.8 to §4.10, §4.14, §4.15. A rule that other files
// show at length has a short case here, so that the list is whole.
import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { job } from '../support/clients.ts';
import { redeem, refresh } from '../support/grants.ts';
import type { Person } from '../support/person.ts';
import { proofKeyPair, proofMaker } from '../support/proofs.ts';
import { expectRefusal, postAsJob, postForm, send } from '../support/request.ts';
import { issuer, openTestService, type TestServer, verifier } from '../support/server.ts';
import {
  appClients,
  appSecret,
  authorizePath,
  desktop,
  expectCode,
  personAt,
  signIn,
  startSignIn,
} from '../support/sign-in.ts';
import { adaPassword } from '../support/users.ts';

const asApp = { client_id: 'app', client_secret: appSecret, redirect_uri: 'https://app.example/callback' };
const asClassic = { ...asApp, client_id: 'classic', code_verifier: undefined };
const withoutPkce = { client_id: 'classic', code_challenge: undefined, code_challenge_method: undefined };

let server: TestServer;
let person: Person;
beforeAll(async () => {
  server = await startSignIn({ clients: [...appClients, job] });
  person = personAt(server);
  expectCode(await signIn(person));
});
afterAll(() => server.close());

async function codeFor(changes: Parameters<typeof authorizePath>[0] = {}): Promise<string> {
  return expectCode(await person.open(authorizePath(changes)));
}

async function errorFor(changes: Parameters<typeof authorizePath>[0]): Promise<string | null> {
  const { url } = await person.open(authorizePath(changes));
  expect(url.searchParams.has('code') || url.hash !== '').toBe(false);
  return url.searchParams.get('error');
}

async function metadata(): Promise<Record<string, readonly string[] | undefined>> {
  return (await send(server, '/.well-known/openid-configuration')).json;
}

describe('§2.1.1 and §4.8: proof key for code exchange', () => {
  it('§2.1.1: public clients must use PKCE, and a record that exempts one is rejected', async () => {
    const spa = { client_id: 'spa', redirect_uri: 'https://spa.example/callback', scope: 'openid' };
    const { url } = await person.open(
      authorizePath({ ...spa, code_challenge: undefined, code_challenge_method: undefined }),
    );
    expect([url.origin, url.searchParams.get('error')]).toEqual(['https://spa.example', 'invalid_request']);
    const lax = openTestService({ clients: [{ ...desktop, require_pkce: false }] });
    await expect(lax).rejects.toThrow('require_pkce');
  });

  it('§2.1.1: confidential clients use PKCE, or the OpenID Connect nonce instead', async () => {
    expect(await errorFor({ ...withoutPkce, nonce: undefined })).toBe('invalid_request');
    expect(await errorFor({ ...withoutPkce, scope: 'reports.read' })).toBe('invalid_request');
    await codeFor(withoutPkce);
  });

  it('§2.1.1: S256 is supported, plain is not, and metadata says so', async () => {
    expect(await errorFor({ code_challenge: verifier, code_challenge_method: 'plain' })).toBe('invalid_request');
    expect((await metadata()).code_challenge_methods_supported).toEqual(['S256']);
  });

  it('§2.1.1 and §4.5.3.1: a challenge is enforced, and a wrong verifier does not use up the code', async () => {
    const code = await codeFor();
    const wrong = 'b'.repeat(43);
    expectRefusal(await redeem(server, code, { ...asApp, code_verifier: wrong }), 'VerifierMismatch', 'verifier');
    expect((await redeem(server, code, { ...asApp, code_verifier: undefined })).status).toBe(400);
    expect((await redeem(server, code, asApp)).status).toBe(200);
  });

  it('§4.8.2: a verifier is refused when the code was issued without a challenge', async () => {
    const code = await codeFor(withoutPkce);
    const answer = await redeem(server, code, { ...asClassic, code_verifier: verifier });
    expect([answer.status, answer.json.error]).toEqual([400, 'invalid_request']);
    expect((await redeem(server, code, asClassic)).status).toBe(200);
  });

  it('§4.8.2: a challenge that the client did not have to send is enforced too', async () => {
    const code = await codeFor({ client_id: 'classic' });
    const answer = await redeem(server, code, asClassic);
    expect([answer.status, answer.json.error]).toEqual([400, 'invalid_grant']);
  });
});

describe('§2.1.2: only the token endpoint issues tokens', () => {
  it.each(['token', 'id_token', 'id_token token', 'code token', 'code id_token', 'code id_token token', 'none'])(
    'the response type %s is refused',
    async (response_type) => {
      expect(await errorFor({ response_type })).toBe('unsupported_response_type');
    },
  );

  it('metadata lists code as the only response type', async () => {
    const { response_types_supported, grant_types_supported } = await metadata();
    expect(response_types_supported).toEqual(['code']);
    expect(grant_types_supported).not.toContain('implicit');
  });
});

describe('§2.2.1 and §4.10.1: sender-constrained tokens', () => {
  it('are offered with DPoP and not with mTLS, as the metadata says', async () => {
    const document = await metadata();
    expect(document.dpop_signing_alg_values_supported).toContain('ES256');
    expect(document).not.toHaveProperty('tls_client_certificate_bound_access_tokens');
    const pair = await proofKeyPair();
    const { json } = await redeem(server, await codeFor(), asApp, { DPoP: await proofMaker(server, pair)() });
    expect([json.token_type, decodeJwt(json.access_token).cnf]).toEqual(['DPoP', { jkt: pair.jkt }]);
  });
});

describe('§2.3, §4.9 and §4.10.2: an access token is limited to one resource and to the requested scope', () => {
  it('contains the resource and the scope that the app requested, and no more', async () => {
    const code = await codeFor({ scope: 'reports.read', resource: 'https://files.example' });
    const { json } = await redeem(server, code, asApp);
    expect(decodeJwt(json.access_token)).toMatchObject({ aud: 'https://files.example', scope: 'reports.read' });
    const { json: least } = await redeem(server, await codeFor({ scope: undefined }), asApp);
    expect(least.scope).toBe('reports.read');
    expect(await errorFor({ scope: 'openid payments.write' })).toBe('invalid_scope');
    expect(await errorFor({ resource: 'https://evil.example' })).toBe('invalid_target');
  });

  it('cannot be widened when the code is redeemed or the token is refreshed', async () => {
    const asked = { scope: 'reports.read', resource: 'https://files.example' };
    const more = await redeem(server, await codeFor(asked), { ...asApp, resource: 'https://reports.example' });
    expect([more.status, more.json.error]).toEqual([400, 'invalid_target']);
    const { json } = await redeem(server, await codeFor(asked), asApp);
    const wider = await refresh(server, json.refresh_token, { ...asApp, scope: 'reports.read reports.write' });
    expect([wider.status, wider.json.error]).toEqual([400, 'invalid_scope']);
  });

  it('does not open /userinfo to the holder of a token for an API', async () => {
    const { json } = await redeem(server, await codeFor({ scope: 'reports.read' }), asApp);
    const answer = await send(server, '/userinfo', { headers: { Authorization: `Bearer ${json.access_token}` } });
    expect([answer.status, answer.json.error]).toEqual([403, 'insufficient_scope']);
  });
});

describe('§2.4: the password grant', () => {
  it('is not supported unless the operator enables it', async () => {
    expect((await metadata()).grant_types_supported).not.toContain('password');
    const answer = await postForm(server, '/token', {
      grant_type: 'password',
      client_id: 'app',
      client_secret: appSecret,
      username: 'ada',
      password: adaPassword,
    });
    expect([answer.status, answer.json.error]).toEqual([400, 'unsupported_grant_type']);
  });
});

describe('§2.5: a code is bound to its client', () => {
  it('which must authenticate', async () => {
    const code = await codeFor();
    const none = await redeem(server, code, { ...asApp, client_secret: undefined });
    expect([none.status, none.json.error]).toEqual([401, 'invalid_client']);
    const wrong = await redeem(server, code, { ...asApp, client_secret: 'not-the-secret-of-the-app-000000' });
    expect([wrong.status, wrong.json.error]).toEqual([401, 'invalid_client']);
    expectRefusal(await redeem(server, code, { ...asApp, client_id: 'asking' }), 'InvalidGrant', 'client');
    expect((await redeem(server, code, asApp)).status).toBe(200);
  });
});

describe('§4.4.2: an app can tell which server sent a response', () => {
  it('every response contains iss, errors included, and metadata announces it (RFC 9207)', async () => {
    const answers = [{}, { prompt: 'none', max_age: '0' }, { scope: 'nonsense' }, { response_type: 'token' }];
    for (const changes of answers) {
      const { url } = await person.open(authorizePath(changes));
      expect(url.searchParams.getAll('iss'), url.href).toEqual([issuer]);
    }
    expect(await metadata()).toMatchObject({ issuer, authorization_response_iss_parameter_supported: true });
  });
});

describe('§4.5.3 and §4.6.1: injection of a stolen code or token', () => {
  it('PKCE: the verifier of the attacker’s session does not match, and the victim’s code stays valid', async () => {
    const stolen = await codeFor();
    const thiefs = 'x'.repeat(43);
    expectRefusal(await redeem(server, stolen, { ...asApp, code_verifier: thiefs }), 'VerifierMismatch', 'verifier');
    expect((await redeem(server, stolen, asApp)).status).toBe(200);
  });

  it('nonce: the id token contains the nonce of the victim’s session, which the app rejects', async () => {
    const { json } = await redeem(server, await codeFor({ ...withoutPkce, nonce: 'of-the-victim' }), asClassic);
    expect(decodeJwt(json.id_token)).toMatchObject({ nonce: 'of-the-victim', aud: 'classic' });
  });

  it('§4.5.3: a code must be redeemed with the redirect URI that received it', async () => {
    const code = await codeFor();
    const elsewhere = { ...asApp, redirect_uri: 'https://app.example/other' };
    expectRefusal(await redeem(server, code, elsewhere), 'RedirectUriMismatch', 'redirect_uri');
  });

  it('§4.6.1: the id token contains the hash of the access token issued with it', async () => {
    const { json } = await redeem(server, await codeFor(), asApp);
    const left = createHash('sha256').update(json.access_token).digest().subarray(0, 16);
    expect(decodeJwt(json.id_token).at_hash).toBe(left.toString('base64url'));
  });
});

describe('§4.14.2: refresh tokens', () => {
  it('are bound to their client, and reuse revokes the whole grant (see test/token)', async () => {
    const { json } = await redeem(server, await codeFor(), asApp);
    const stolen: string = json.refresh_token;
    expectRefusal(await refresh(server, stolen, { ...asApp, client_id: 'asking' }), 'InvalidGrant', 'client');
    const first = await refresh(server, stolen, asApp);
    const second = await refresh(server, first.json.refresh_token, asApp);
    expectRefusal(await refresh(server, stolen, asApp), 'RefreshTokenReused', 'revoked');
    expectRefusal(await refresh(server, second.json.refresh_token, asApp), 'GrantRevoked', 'revoked');
  });
});

describe('§4.15.1: a client cannot impersonate a user', () => {
  it('a client id cannot look like a user’s subject, and a client_credentials token identifies no user', async () => {
    const { json } = await redeem(server, await codeFor(), asApp);
    const subject = decodeJwt(json.access_token).sub ?? '';
    expect(subject).toMatch(/^u_/);
    const opening = openTestService({ clients: [{ ...job, client_id: subject }] });
    await expect(opening).rejects.toThrow('not beginning with u_');
    const own = await postAsJob(server);
    expect(decodeJwt(own.json.access_token).sub).toBe(job.client_id);
    const told = await send(server, '/userinfo', { headers: { Authorization: `Bearer ${own.json.access_token}` } });
    expect([told.status, told.json.error]).toEqual([401, 'invalid_token']);
  });
});
