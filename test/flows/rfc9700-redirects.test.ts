// RFC 9700, the rules on where a browser is sent and what the URL carries: §2.1, §4.1 to §4.3, §4.11 to §4.13. A rule that other
// files show at length has a short case here, so that the list is whole; rfc9700-codes and rfc9700-browser have the others.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretFieldScript } from '../../shared/html/secret-field.ts';
import { anyCharacter } from '../support/any-character.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { exchange } from '../support/exchange.ts';
import { redeem } from '../support/grants.ts';
import { linksOf } from '../support/page.ts';
import type { Person } from '../support/person.ts';
import { expectRefusal, postForm, send } from '../support/request.ts';
import { issuer, openTestService, type TestServer } from '../support/server.ts';
import { app, appSecret, authorizePath, expectCode, personAt, signIn, startSignIn } from '../support/sign-in.ts';
import { adaPassword } from '../support/users.ts';

const [registered = ''] = app.redirect_uris;
const asApp = { client_id: 'app', client_secret: appSecret, redirect_uri: registered };

let clock: TestClock;
let server: TestServer;
/** Signed in, so that the outcome depends on the request alone. */
let person: Person;
beforeAll(async () => {
  clock = testClock();
  server = await startSignIn({ clock });
  person = personAt(server);
  expectCode(await signIn(person));
});
afterAll(() => server.close());

/** Text as attackers send it: other addresses, line breaks, markup. */
const hostile = fc.oneof(
  fc.constantFrom(
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    `${registered}@evil.example`,
    `${registered}/../../evil`,
    `${registered}%2f..%2f..`,
    `${registered}%0d%0aLocation:%20https://evil.example`,
    `${registered}\r\nLocation: https://evil.example`,
    'javascript:alert(1)',
    '"><script>alert(1)</script>',
  ),
  fc.string({ maxLength: 60 }),
  fc.string({ unit: anyCharacter, maxLength: 30 }),
);

describe('§2.1 and §4.1.3: redirect URIs are compared exactly', () => {
  it('a URI that differs from the registered one by a single character receives neither code nor error', async () => {
    const at = fc.nat(registered.length);
    const character = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
    const changed = fc
      .tuple(at, character, fc.constantFrom('insert', 'replace', 'remove'))
      .map(([index, by, how]) =>
        [
          registered.slice(0, index),
          how === 'remove' ? '' : by,
          registered.slice(how === 'insert' ? index : index + 1),
        ].join(''),
      )
      .filter((uri) => uri !== registered);
    await fc.assert(
      fc.asyncProperty(changed, async (redirect_uri) => {
        const place = await person.open(authorizePath({ redirect_uri }));
        expect([place.status, place.headers.get('location')]).toEqual([400, null]);
      }),
      { numRuns: 100 },
    );
  });

  it('a client record with a pattern, a non-loopback http URI or a fragment is rejected', async () => {
    for (const uri of [
      'https://*.app.example/callback',
      'http://app.example/callback',
      'https://user@app.example/callback',
      `${registered}#x`,
    ]) {
      const opening = openTestService({ clients: [{ ...app, redirect_uris: [uri] }] });
      await expect(opening, uri).rejects.toThrow('redirect_uris');
    }
    // A star in a path is an ordinary character.
    const starred = await startSignIn({ clients: [{ ...app, redirect_uris: ['https://app.example/*'] }] });
    const place = await personAt(starred).open(authorizePath({ redirect_uri: registered }));
    expect([place.status, place.headers.get('location')]).toEqual([400, null]);
    await starred.close();
  });

  it('a native app may use any port on the loopback address, and nothing else may vary (RFC 8252 §7.3)', async () => {
    const native = { client_id: 'desktop', scope: 'openid' };
    const open = (redirect_uri: string) => person.open(authorizePath({ ...native, redirect_uri }));
    expect((await open('http://127.0.0.1:49152/callback')).status).toBe(200);
    for (const uri of ['http://127.0.0.1:49152/callback/', 'http://127.0.0.2:49152/callback', 'http://[::1]/callback'])
      expect((await open(uri)).status, uri).toBe(400);
  });
});

describe('§2.1 and §4.11.2: the server is no open redirector', () => {
  const first = ['client_id', 'redirect_uri', 'response_type', 'response_mode', 'scope', 'state', 'prompt', 'max_age'];
  const others = ['login_hint', 'ui_locales', 'resource', 'request_uri', 'code_challenge', 'iss', 'next', 'return_to'];

  it('every request is redirected to a registered URI or to the server’s own pages only', async () => {
    const changes = fc.dictionary(fc.constantFrom(...first, ...others), hostile, { minKeys: 1, maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(changes, fc.constantFrom('none', undefined), async (changed, prompt) => {
        const answer = await send(server, authorizePath({ prompt, ...changed }));
        const location = answer.headers.get('location');
        if (location === null) return;
        expect(location.startsWith(`${registered}?`) || location.startsWith(`${registered}#`), location).toBe(true);
        expect(new URL(location).searchParams.getAll('code')).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('redirects only to clients that the operator registered, since there is no dynamic registration', async () => {
    const { json } = await send(server, '/.well-known/openid-configuration');
    expect(json).not.toHaveProperty('registration_endpoint');
    const { url } = await personAt(server).open(authorizePath({ prompt: 'none' }));
    expect([`${url.origin}${url.pathname}`, url.searchParams.get('error')]).toEqual([registered, 'login_required']);
  });

  it('sign-out redirects to no address that is not registered for signing out, and ignores others', async () => {
    for (const client_id of [undefined, 'app']) {
      const uris = ['https://evil.example', registered];
      for (const post_logout_redirect_uri of uris) {
        const query = new URLSearchParams({ post_logout_redirect_uri, ...(client_id && { client_id }) });
        const page = await person.open(`/sign-out?${query}`);
        // Without a client, the page asks as if there was no address.
        expect([page.status, page.headers.get('location')]).toEqual([client_id ? 400 : 200, null]);
      }
    }
    const page = await person.open('/sign-out?next=//evil.example');
    expect([page.status, page.headers.get('location')]).toEqual([200, null]);
    expect(page.text).not.toContain('evil');
  });
});

describe('§4.2 and §4.3: values in URLs are useless to an attacker', () => {
  it('§4.2.4: pages send no referrer, have no external links, and load nothing but the logo of this server', async () => {
    const page = await personAt(server).open(authorizePath());
    expect(page.headers.get('referrer-policy')).toBe('same-origin');
    expect(linksOf(page.text).filter((link) => !link.startsWith(`${issuer}/`))).toEqual([]);
    // The script of the page itself, which its policy names by its hash.
    expect(page.text.replace(String(secretFieldScript.element), '')).not.toMatch(
      /<(?:img|script|iframe|object|embed|audio|video)\b/,
    );
    const loaded = [...page.text.matchAll(/<link (?!rel="alternate")[^>]*>/g)].map(([element]) => element);
    expect(loaded).toEqual(['<link rel="icon" href="favicon.ico" type="image/svg+xml">']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('§4.2.4: the redirect with the code sends no referrer and is not cached', async () => {
    const { headers } = await person.open(authorizePath());
    expect([headers.get('referrer-policy'), headers.get('cache-control')]).toEqual(['no-referrer', 'no-store']);
  });

  it('§4.2.4 and §4.3.1: a code can be redeemed once', async () => {
    const code = expectCode(await person.open(authorizePath()));
    expect((await redeem(server, code, asApp)).status).toBe(200);
    expectRefusal(await redeem(server, code, asApp), 'CodeAlreadyRedeemed', 'redeemed');
  });

  it('§4.3.1: a code expires after one minute', async () => {
    const code = expectCode(await person.open(authorizePath()));
    clock.advance(60);
    expectRefusal(await redeem(server, code, asApp), 'GrantExpired', 'expired');
  });

  it('§4.3.2: a token in a query string is not accepted', async () => {
    const code = expectCode(await person.open(authorizePath()));
    const { json } = await redeem(server, code, asApp);
    const answer = await send(server, `/userinfo?access_token=${json.access_token}`);
    expect([answer.status, answer.json.error]).toEqual([400, 'invalid_request']);
    expect((await send(server, `/token?code=${code}`)).status).toBe(405);
    expect((await postForm(server, `/token?code=${code}`, { grant_type: 'authorization_code' })).status).toBe(400);
  });
});

describe('§4.12: credentials from a form are not forwarded', () => {
  it('each redirect after a form is a 303 without a body and without the password', async () => {
    const visitor = personAt(server);
    const asked = await signIn(visitor, authorizePath({ client_id: 'asking' }));
    const allowed = await visitor.submit(asked, 'Allow');
    const out = await visitor.submit(await visitor.open('/sign-out'), 'Sign out');
    const redirects = [...asked.trail, ...allowed.trail, ...out.trail].filter(({ headers }) => headers.has('location'));
    expect(redirects.map(({ status, text }) => [status, text])).toEqual([
      [303, ''],
      [303, ''],
      [303, ''],
    ]);
    for (const { headers } of redirects) {
      const location = headers.get('location') ?? '';
      expect(decodeURIComponent(location.replaceAll('+', ' '))).not.toContain(adaPassword);
    }
  });

  it('an authorization request by POST passes on its defined parameters and nothing else', async () => {
    const query = new URL(authorizePath(), issuer).searchParams;
    const answer = await postForm(server, '/authorize', [...query, ['password', adaPassword], ['username', 'ada']]);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${issuer}/authorize?${query}`]);
  });
});

describe('§4.13: forwarding headers are not trusted', () => {
  const forged: readonly [string, string][] = [
    ['Host', 'evil.example'],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Forwarded-Proto', 'http'],
    ['X-Forwarded-Port', '8080'],
    ['X-Original-Host', 'evil.example'],
    ['X-Original-URL', '/evil'],
    ['Forwarded', 'host=evil.example;proto=http'],
    ['X-ARR-ClientCert', 'MIIB'],
  ];

  it('no header changes the issuer, a URL or the attributes of a cookie', async () => {
    const metadata = '/.well-known/openid-configuration';
    const [told, plain] = [
      await exchange(server, { method: 'GET', path: metadata, headers: forged }),
      await send(server, metadata),
    ];
    expect(told.json).toEqual(plain.json);
    const page = await exchange(server, { method: 'GET', path: authorizePath(), headers: forged });
    expect(page.text).not.toContain('evil');
    expect(page.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-.*; secure; /)]);
    const sent = await exchange(server, { method: 'GET', path: authorizePath({ prompt: 'none' }), headers: forged });
    expect(new URL(sent.headers.get('location') ?? '').searchParams.get('iss')).toBe(issuer);
    const out = await exchange(server, { method: 'GET', path: '/sign-out', headers: forged });
    expect(out.text).not.toContain('evil');
  });
});
