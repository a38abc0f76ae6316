// PKCE or an OpenID Connect nonce binds a code to the browser that requested it (RFC 9700 §2.1.1, §4.5, §4.8).
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorName } from '../../shared/errors/catalogue.ts';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { redeem } from '../support/grants.ts';
import type { Person } from '../support/person.ts';
import { expectRefusal, expectTokens } from '../support/request.ts';
import { type TestServer, verifier } from '../support/server.ts';
import {
  app,
  appSecret,
  authorizePath,
  desktop,
  expectCode,
  personAt,
  signIn,
  startSignIn,
} from '../support/sign-in.ts';

const strict = { ...app, client_id: 'strict', require_pkce: true };
const lax = { ...app, client_id: 'lax', require_pkce: false };
/** A connector that sends neither PKCE nor a nonce. */
const bare = { ...app, client_id: 'bare', require_nonce: false };
const bareApi = { ...bare, client_id: 'bare-api', scope: 'reports.read' };
const api = { ...app, client_id: 'api', scope: 'reports.read' };
const spa = { ...desktop, client_id: 'spa', redirect_uris: app.redirect_uris };

let server: TestServer;
let person: Person;
beforeAll(async () => {
  server = await startSignIn({ clients: [app, strict, lax, bare, bareApi, api, spa] });
  person = personAt(server);
  expectCode(await signIn(person));
});
afterAll(() => server.close());

type Query = Parameters<typeof authorizePath>[0];
const noPkce = { code_challenge: undefined, code_challenge_method: undefined };
const neither = { ...noPkce, nonce: undefined };
const openid = 'openid reports.read';

describe('a client with a secret', () => {
  it.each<[what: string, changes: Query]>([
    ['PKCE and a nonce', { client_id: 'app' }],
    ['PKCE alone', { client_id: 'app', nonce: undefined }],
    ['PKCE alone, by its record', { client_id: 'strict', nonce: undefined }],
    ['a nonce with openid', { client_id: 'app', ...noPkce }],
    ['a nonce with openid, by its record', { client_id: 'lax', ...noPkce }],
    ['neither, by its record', { client_id: 'bare', ...neither }],
    ['neither and no openid, by its record', { client_id: 'bare-api', ...neither, scope: 'reports.read' }],
  ])('gets a code for %s', async (_what, changes) => {
    expectCode(await person.open(authorizePath(changes)));
  });

  it.each<[what: string, changes: Query, row: ErrorName]>([
    ['neither', { client_id: 'app', ...neither }, 'MissingParameter'],
    ['a nonce that is empty', { client_id: 'app', ...noPkce, nonce: '' }, 'MissingParameter'],
    ['a nonce without openid', { client_id: 'app', ...noPkce, scope: 'reports.read' }, 'MissingParameter'],
    ['a nonce without any scope', { client_id: 'app', ...noPkce, scope: undefined }, 'MissingParameter'],
    ['a nonce, where its record asks for PKCE', { client_id: 'strict', ...noPkce }, 'MissingCodeChallenge'],
    ['a nonce, where it may not have openid', { client_id: 'api', ...noPkce, scope: openid }, 'MissingCodeChallenge'],
    ['a method without a challenge', { client_id: 'bare', code_challenge: undefined }, 'MissingCodeChallenge'],
    ['plain PKCE', { client_id: 'bare', code_challenge_method: 'plain' }, 'InvalidCodeChallenge'],
  ])('is refused for %s', async (_what, changes, row) => {
    const { url } = await person.open(authorizePath(changes));
    expect([url.searchParams.get('code'), url.searchParams.get('error')]).toEqual([null, catalogue[row].error]);
    expect(server.log.at(-1)).toMatchObject({ error_codes: [catalogue[row].number] });
  });
});

describe('a public client', () => {
  it('needs PKCE, even if it sends a nonce', async () => {
    for (const changes of [noPkce, neither, { ...noPkce, scope: 'reports.read' }]) {
      const { url } = await person.open(authorizePath({ client_id: 'spa', scope: openid, ...changes }));
      expect(url.searchParams.get('error')).toBe('invalid_request');
      expect(server.log.at(-1)).toMatchObject({ error_codes: [catalogue.MissingCodeChallenge.number] });
    }
    expectCode(await person.open(authorizePath({ client_id: 'spa' })));
  });
});

describe('a code that was issued without a challenge', () => {
  const asApp = { client_secret: appSecret, redirect_uri: app.redirect_uris[0] };

  it.each([['app'], ['bare']])(
    'is exchanged by %s without a verifier, and refused with one (RFC 9700 §4.8.2)',
    async (client_id) => {
      const code = expectCode(await person.open(authorizePath({ client_id, ...noPkce })));
      const form = { ...asApp, client_id };
      const downgraded = await redeem(server, code, { ...form, code_verifier: verifier });
      expectRefusal(downgraded, 'MalformedRequest', /A code_verifier was sent, but/);
      const answer = await redeem(server, code, { ...form, code_verifier: undefined });
      expectTokens(answer, openid, { refreshToken: true, idToken: true });
      expect(decodeJwt(answer.json.id_token).nonce).toBe('the-nonce');
    },
  );

  it('is refused once its client must send a challenge', async () => {
    const code = await server.issueCode('strict', { challenge: undefined, nonce: 'n' } as object);
    const form = { ...asApp, client_id: 'strict', code_verifier: undefined };
    expectRefusal(await redeem(server, code, form), 'VerifierMismatch', /this client requires one/);
  });
});
