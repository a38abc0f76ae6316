import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redeem } from '../support/grants.ts';
import type { Person } from '../support/person.ts';
import { expectTokens } from '../support/request.ts';
import { issuer, type TestServer } from '../support/server.ts';
import {
  app,
  appSecret,
  authorizePath,
  expectCode,
  expectRedirectHeaders,
  personAt,
  signIn,
  startSignIn,
} from '../support/sign-in.ts';

const own = { ...app, client_id: 'own', redirect_uris: ['https://app.example/callback?tenant=7&x=%2F'] };

let server: TestServer;
let person: Person;
beforeAll(async () => {
  server = await startSignIn({ clients: [app, own] });
  person = personAt(server);
  expectCode(await signIn(person));
});
afterAll(() => server.close());

describe('the redirect to the app', () => {
  it('has code, state and issuer in the query (RFC 6749 §4.1.2, RFC 9207 §2)', async () => {
    const place = await person.open(authorizePath());
    expectCode(place);
  });

  it('has them in the fragment with response_mode=fragment', async () => {
    const place = await person.open(authorizePath({ response_mode: 'fragment' }));
    expectRedirectHeaders(place);
    expect(place.url.search).toBe('');
    const members = new URLSearchParams(place.url.hash.slice(1));
    expect([...members.keys()]).toEqual(['code', 'state', 'iss']);
    expect(members.get('iss')).toBe(issuer);
  });

  it('keeps the query that the redirect URI has (RFC 6749 §3.1.2)', async () => {
    const place = await person.open(authorizePath({ client_id: 'own', redirect_uri: own.redirect_uris[0] }));
    expect(place.url.href).toMatch(
      /^https:\/\/app\.example\/callback\?tenant=7&x=%2F&code=[^&]+&state=the-state-of-the-app&iss=https%3A%2F%2Fissuer\.example$/,
    );
  });

  it('goes to the only registered URI when the request names none and has no openid (RFC 6749 §3.1.2.3)', async () => {
    const place = await person.open(authorizePath({ redirect_uri: undefined, scope: 'reports.read' }));
    const code = expectCode(place);
    expectTokens(
      await redeem(server, code, { client_id: 'app', client_secret: appSecret, redirect_uri: undefined }),
      'reports.read',
      {
        refreshToken: true,
      },
    );
  });

  it('returns any state unchanged, and none when the request had none', async () => {
    const state = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(state, async (text) => {
        const place = await person.open(authorizePath({ state: text }));
        expect(place.url.searchParams.getAll('state')).toEqual([text]);
        expect([...place.url.searchParams.keys()]).toEqual(['code', 'state', 'iss']);
      }),
      { numRuns: 60 },
    );
    const without = await person.open(authorizePath({ state: undefined }));
    expect([...without.url.searchParams.keys()]).toEqual(['code', 'iss']);
  });

  it('has room for the state and the nonce of ASP.NET Core, with a long return address', async () => {
    // It keeps verifier, correlation and address in the state, encrypted; the nonce has the time and 96 more characters.
    const place = await person.open(
      authorizePath({
        redirect_uri: app.redirect_uris[0],
        scope: 'openid profile email reports.read',
        state: 's'.repeat(2048),
        nonce: `639308860630292534.${'n'.repeat(96)}`,
      }),
    );
    expect([...place.url.searchParams.keys()]).toEqual(['code', 'state', 'iss']);
  });

  it('has at most 4096 characters', async () => {
    const short = await person.open(authorizePath({ state: 's' }));
    const room = 4096 - short.url.href.length;
    const longest = await person.open(authorizePath({ state: 's'.repeat(room + 1) }));
    expect(longest.url.href).toHaveLength(4096);
    expect(longest.url.searchParams.has('code')).toBe(true);
    const state = 's'.repeat(room + 2);
    const longer = await person.open(authorizePath({ state }));
    expect([longer.url.searchParams.get('error'), longer.url.searchParams.get('state')]).toEqual([
      'invalid_request',
      state,
    ]);
    expect(server.log.at(-1)).toMatchObject({ error_codes: [990007] });
    // A user who must sign in first gets the error before the sign-in page, at exactly the same limit.
    const page = await personAt(server).open(authorizePath({ state }));
    expect(page.url.searchParams.get('state')).toBe(state);
    expect((await signIn(personAt(server), authorizePath({ state: 's'.repeat(room + 1) }))).url.href).toHaveLength(
      4096,
    );
  });
});

/** RFC 9700 §2.1 and §4.1: similar URIs must not be accepted. */
describe('a redirect URI that is not the registered one, character by character', () => {
  it.each([
    'https://app.example/callback/',
    'https://app.example/Callback',
    'https://APP.example/callback',
    'https://app.example:443/callback',
    'https://app.example:8443/callback',
    'http://app.example/callback',
    'https://app.example/callback?',
    'https://app.example/callback?x=1',
    'https://app.example/callback#',
    'https://app.example/callback#x',
    'https://app.example/callback/../callback',
    'https://app.example/%63allback',
    'https://app.example//callback',
    'https://app.example.evil.example/callback',
    'https://app.example@evil.example/callback',
    'https://evil.example/https://app.example/callback',
    'https://app.example\\@evil.example/callback',
    '//app.example/callback',
    '/callback',
    ' https://app.example/callback',
    'https://app.example/callback\n',
    'javascript:alert(1)',
    'data:text/html,x',
  ])('%j is not redirected to', async (redirect_uri) => {
    const place = await person.open(authorizePath({ redirect_uri }));
    expect([place.status, place.headers.get('location')]).toEqual([400, null]);
    expect(server.log.at(-1)).toMatchObject({ error_codes: [70004] });
  });
});
