// Any request to the sign-in endpoints, also with the real forms and cookies of a browser, gets a page, a redirect to an allowed
// address or a refusal. None causes a fault, or gets a code or a session without a password.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { secretFieldScript } from '../../shared/html/secret-field.ts';
import type { Exchange, Exchanged } from '../support/exchange.ts';
import { checkAnswers, headerValue, query, text } from '../support/hostile.ts';
import { linksOf } from '../support/page.ts';
import { formOf } from '../support/person.ts';
import { challenge, issuer, type TestServer } from '../support/server.ts';
import { appClients, authorizePath, personAt, signIn, startSignIn } from '../support/sign-in.ts';

/** The issuer as browsers see it. */
const names = ['browser', 'session', 'device'].map((name) => `__Host-tessera-${name}`);

let server: TestServer;
let cookies: readonly string[];
let forms: readonly string[];
beforeAll(async () => {
  server = await startSignIn();
  const person = personAt(server);
  const page = await person.open(authorizePath());
  await signIn(person);
  const account = await person.open(authorizePath({ prompt: 'select_account' }));
  const consent = await person.open(authorizePath({ client_id: 'asking' }));
  // From another browser, so that the session of this one stays valid.
  const other = personAt(server);
  await signIn(other);
  const out = await other.open('/sign-out');
  forms = [page, account, consent, out].map(({ text: html }) => formOf(html, /./).values.form ?? '');
  cookies = names.map((name) => person.cookies.get(name) ?? '');
});
afterAll(() => server.close());

const uris = appClients.flatMap(({ redirect_uris }) => redirect_uris);

/** Valid values, so that requests reach the code behind the first checks. */
const known: Readonly<Record<string, readonly string[]>> = {
  response_type: ['code'],
  client_id: appClients.map(({ client_id }) => client_id),
  redirect_uri: [...uris, 'http://127.0.0.1:50000/callback', 'https://app.example.evil.example/callback'],
  response_mode: ['query', 'fragment'],
  state: ['state', '\r\nSet-Cookie: a=b'],
  scope: ['openid', 'reports.read', 'openid openid', 'constructor', '__proto__'],
  resource: ['https://reports.example', 'https://files.example'],
  code_challenge: [challenge.value],
  code_challenge_method: ['S256'],
  nonce: ['nonce'],
  prompt: ['none', 'login', 'consent', 'select_account', 'login consent', 'consent consent consent'],
  max_age: ['0', '9999999999', '1'],
  login_hint: ['ada', 'ﬁ', 'İ'],
  ui_locales: ['lv', 'nb en', '__proto__'],
  username: ['ada', 'nobody', '\u0000'],
  password: ['not the password'],
  account: ['continue'],
  decision: ['deny', 'ALLOW'],
  everywhere: ['off'],
  done: ['everywhere'],
};

/** An index selects a value that is only known when the test runs. */
type Drawn = string | number;

const pair: fc.Arbitrary<readonly [string, Drawn]> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('form'), fc.nat(3)) },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(...Object.keys(known))
      .chain((name) =>
        fc.tuple(fc.constant(name), fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...(known[name] ?? [])) }, text)),
      ),
  },
  fc.tuple(text, text),
);

/** A valid request of an app, with drawn parameters replaced. */
const asked = Object.fromEntries(new URL(authorizePath(), issuer).searchParams);

const cookie: fc.Arbitrary<readonly [string, Drawn]> = fc.tuple(
  fc.constantFrom(...names),
  fc.oneof({ weight: 5, arbitrary: fc.nat(2) }, fc.base64String(), fc.constant('a.b.c.d.e')),
);

const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'POST'),
  path: fc.constantFrom('/authorize', '/authorize', '/sign-in', '/consent', '/sign-out'),
  isWhole: fc.constantFrom(true, true, false),
  pairs: fc.uniqueArray(pair, { maxLength: 6, selector: ([name]) => name }),
  again: fc.option(pair, { nil: undefined, freq: 8 }),
  raw: fc.option(query, { nil: '', freq: 8 }),
  cookies: fc.array(cookie, { maxLength: 4 }),
  isOwn: fc.boolean(),
  accept: fc.constantFrom('text/html', '*/*', 'application/json'),
  others: fc.subarray<[string, string]>([
    ['Host', 'evil.example'],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Forwarded-For', '1.2.3.4, evil.example'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Origin', 'https://evil.example'],
  ]),
  language: headerValue,
});

function requestOf(drawn: typeof request extends fc.Arbitrary<infer T> ? T : never): Exchange {
  const { method, path, isWhole, pairs, again, raw, isOwn, accept, others, language } = drawn;
  const form = new URLSearchParams(isWhole && path === '/authorize' ? asked : {});
  for (const [name, value] of pairs) form.set(name, typeof value === 'number' ? (forms[value] ?? '') : value);
  if (again) form.append(again[0], String(again[1]));
  const encoded = [form.toString(), raw].filter((part) => part !== '').join('&');
  const own = names.map((name, index) => `${name}=${cookies[index]}`);
  const sent = drawn.cookies.map(([name, value]) => `${name}=${typeof value === 'number' ? cookies[value] : value}`);
  const headers: [string, string][] = [
    ['Accept', accept],
    ['Accept-Language', language],
    ['Cookie', (isOwn ? own : sent).join('; ')],
    ...others,
  ];
  if (method === 'GET') return { method, path: `${path}?${encoded.replaceAll('#', '')}`, headers };
  return { method, path, headers: [...headers, ['Content-Type', 'application/x-www-form-urlencoded']], body: encoded };
}

it('answers any request without a fault', async () => {
  let hasSession = false;
  await checkAnswers(
    server,
    request,
    (drawn) => {
      const made = requestOf(drawn);
      hasSession = (made.headers ?? []).some(([, value]) => value.includes(`${names[1]}=${cookies[1]}`));
      return made;
    },
    (answer) => expectAnswered(answer, hasSession),
  );
});

function expectAnswered({ status, headers, text: body }: Exchanged, hasSession: boolean): void {
  expect([200, 303, 400, 405, 413, 429], body).toContain(status);
  expect(server.log.at(-1)?.outcome).not.toBe('fault');
  expect(headers.get('cache-control')).toBe('no-store');
  const location = headers.get('location') ?? '';
  expect(location !== '').toBe(status === 303);
  if (location !== '') expectPlace(location);
  if (headers.get('content-type')?.startsWith('text/html')) {
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
    expect(body.replace(String(secretFieldScript.element), '')).not.toMatch(/<script|<[^>]*\son\w+=/i);
    for (const link of linksOf(body))
      expect(link).toMatch(/^(?:\?|\.\/$|https:\/\/issuer\.example\/|https:\/\/\w+\.example\/$)/);
  }
  for (const set of headers.getSetCookie()) {
    expect(set).toMatch(/^__Host-tessera-\w+=[\w.-]*; (?:max-age=0; )?path=\/; secure; samesite=lax; httponly$/);
    if (set.startsWith(`${names[1]}=ey`)) expect(hasSession).toBe(true);
  }
  if (new URLSearchParams(location.split(/[?#]/).at(1)).has('code')) expect(hasSession).toBe(true);
}

/** This server or a registered URI; the loopback address with any port. */
function expectPlace(location: string): void {
  expect(location).toMatch(/^[\x21-\x7e]+$/);
  const [uri = ''] = location.split(/[?#]/);
  const own = ['/authorize', '/sign-in', '/consent', '/sign-out'].map((path) => `${issuer}${path}`);
  expect([...own, ...uris]).toContain(uri.replace('127.0.0.1:50000', '127.0.0.1'));
}
