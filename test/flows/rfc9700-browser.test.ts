// RFC 9700, the rules on what pages show and what other sites may do: §2.6, §4.7, §4.16, §4.17. A rule that other files show at
// length has a short case here, so that the list is whole.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretFieldScript } from '../../shared/html/secret-field.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { formOf, type Person, type Place } from '../support/person.ts';
import { expectRefusal, postForm, send, type TestAnswer } from '../support/request.ts';
import type { TestServer } from '../support/server.ts';
import { authorizePath, expectCode, personAt, signIn, startSignIn } from '../support/sign-in.ts';
import { adaPassword } from '../support/users.ts';

const html = { Accept: 'text/html' };

let clock: TestClock;
let server: TestServer;
let person: Person;
beforeAll(async () => {
  clock = testClock();
  server = await startSignIn({ clock });
  person = personAt(server);
  expectCode(await signIn(person));
});
afterAll(() => server.close());

describe('§2.6: scripts of other sites cannot read the pages', () => {
  const paths = [authorizePath(), '/sign-in', '/consent', '/sign-out', '/introspect'];
  const origin = { Origin: 'https://evil.example' };

  it.each(paths)(
    '%.12s sends no CORS headers, whether it answers with a page, an error or to a preflight',
    async (path) => {
      const preflight = { ...origin, 'Access-Control-Request-Method': 'POST' };
      for (const init of [
        { headers: origin },
        { method: 'POST', headers: origin, body: new URLSearchParams({ x: '1' }) },
        { method: 'OPTIONS', headers: preflight },
      ]) {
        const { headers } = await send(server, path, init);
        expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
    },
  );

  it('metadata lists every endpoint, so that apps need no manual configuration', async () => {
    const { json } = await send(server, '/.well-known/oauth-authorization-server');
    for (const endpoint of ['authorization_endpoint', 'token_endpoint', 'revocation_endpoint', 'jwks_uri'])
      expect(json[endpoint]).toMatch(/^https:\/\/issuer\.example\//);
  });
});

/** Every form: its page, its button and its input. */
const forms: readonly [
  string,
  (visitor: Person) => Promise<Place>,
  string | RegExp,
  Readonly<Record<string, string>>,
][] = [
  [
    'sign-in',
    (visitor) => visitor.open(authorizePath({ prompt: 'login' })),
    'Sign in',
    { username: 'ada', password: adaPassword },
  ],
  ['consent', (visitor) => visitor.open(authorizePath({ prompt: 'consent' })), 'Allow', {}],
  ['account', (visitor) => visitor.open(authorizePath({ prompt: 'select_account' })), /^Continue as Ada Lovelace/, {}],
  ['sign-out', (visitor) => visitor.open('/sign-out'), 'Sign out', {}],
];

describe('§4.7.1: cross-site request forgery is prevented', () => {
  it('state and nonce are returned to the app, and its challenge is enforced', async () => {
    expectCode(await person.open(authorizePath({ state: 'of-this-browser' })), undefined, 'of-this-browser');
  });

  it.each(forms)(
    'the form %s of an attacker’s browser does nothing in the victim’s',
    async (_name, open, button, filled) => {
      const attacker = personAt(server);
      expectCode(await signIn(attacker));
      const { action, values } = formOf((await open(attacker)).text, button);
      const path = `/${action}`;
      const Cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await postForm(server, path, { ...values, ...filled }, { Cookie });
      // The sign-in page is shown again, with a form bound to this browser.
      if (action === 'sign-in')
        expect([answer.status, answer.headers.get('location')]).toEqual([
          303,
          expect.stringMatching(/^https:\/\/issuer\.example\/sign-in\?form=[\w.-]+$/),
        ]);
      else expectRefusal(answer, 'FormRefused', 'issued to another browser', { isCrossOrigin: false });
      expect(answer.headers.getSetCookie()).toEqual([]);
    },
  );

  it.each(forms)(
    'the form %s of the victim’s own browser is not taken from another site',
    async (_name, open, button, filled) => {
      const { action, values } = formOf((await open(person)).text, button);
      const Cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      for (const site of ['cross-site', 'same-site']) {
        const headers = { Cookie, 'Sec-Fetch-Site': site };
        const answer = await postForm(server, `/${action}`, { ...values, ...filled }, headers);
        expectRefusal(answer, 'FormRefused', 'by another site', { isCrossOrigin: false });
      }
      for (const Origin of ['https://evil.example', 'null']) {
        const answer = await postForm(server, `/${action}`, { ...values, ...filled }, { Cookie, Origin });
        expectRefusal(answer, 'FormRefused', 'by another site', { isCrossOrigin: false });
      }
      // The session is still active.
      expectCode(await person.open(authorizePath({ prompt: 'none' })));
    },
  );

  it('browsers send no cookie with cross-site POST requests', async () => {
    const place = await signIn(personAt(server));
    const cookies = place.trail.flatMap(({ headers }) => headers.getSetCookie());
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) expect(cookie).toMatch(/; samesite=lax; httponly$/);
  });
});

describe('§4.16: no page can be framed', () => {
  const filled = { username: 'ada', password: 'not-her-password' };
  const asHtml = (path: string) => send(server, path, { headers: html });
  const submitLate = async (visitor: Person): Promise<Place> => {
    const page = await visitor.open(authorizePath({ prompt: 'login' }));
    clock.advance(1800);
    return visitor.submit(page, 'Sign in', filled);
  };
  const pages: readonly [string, number, (visitor: Person) => Promise<TestAnswer>][] = [
    ['sign-in', 200, () => personAt(server).open(authorizePath())],
    ['a wrong password', 400, () => signIn(personAt(server), authorizePath(), 'ada', 'not-her-password')],
    ['a form that was open for too long', 400, submitLate],
    ['the account', 200, (visitor) => visitor.open(authorizePath({ prompt: 'select_account' }))],
    ['consent', 200, (visitor) => visitor.open(authorizePath({ prompt: 'consent' }))],
    ['an unknown client', 400, () => asHtml(authorizePath({ client_id: 'nobody' }))],
    ['another redirect URI', 400, () => asHtml(authorizePath({ redirect_uri: 'https://evil.example' }))],
    ['consent without a form', 400, () => asHtml('/consent')],
    ['sign-in without a form', 400, () => asHtml('/sign-in')],
    ['sign-out', 200, (visitor) => visitor.open('/sign-out')],
    ['signed out', 200, () => asHtml('/sign-out')],
    ['signed out everywhere', 200, () => asHtml('/sign-out?done=everywhere')],
    ['the list of errors', 200, () => asHtml('/error')],
    ['an error', 200, () => asHtml('/error?error_code=50011')],
  ];

  it.each(pages)('the page of %s forbids framing, for old browsers too', async (_what, status, open) => {
    const answer = await open(person);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toMatch(/; frame-ancestors 'none'$/);
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    // §4.17: no script on the page can post to another window. The one of the password field is allowed by its hash.
    const { element, hash } = secretFieldScript;
    const policy = answer.headers.get('content-security-policy')?.replace(` script-src 'sha256-${hash}';`, '');
    expect(policy).toMatch(/^default-src 'none'; (?!.*script-src)/);
    expect(answer.text.replace(String(element), '')).not.toMatch(/<script|\son[a-z]+=/);
  });
});

describe('§4.17: responses use redirects and forms only', () => {
  it.each(['web_message', 'query.jwt', 'okpostmessage'])('the response mode %s is refused', async (mode) => {
    const { url } = await person.open(authorizePath({ response_mode: mode }));
    expect([url.searchParams.get('error'), url.searchParams.has('code')]).toEqual(['invalid_request', false]);
  });

  it('metadata lists query, fragment and form_post only', async () => {
    const { json } = await send(server, '/.well-known/openid-configuration');
    expect(json.response_modes_supported).toEqual(['query', 'fragment', 'form_post']);
  });
});
