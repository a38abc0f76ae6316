import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue, type ErrorName } from '../../shared/errors/catalogue.ts';
import { anyErrorUri } from '../support/error-uri.ts';
import { expectPage, linksOf, textOf } from '../support/page.ts';
import type { Place } from '../support/person.ts';
import { expectRefusal, send } from '../support/request.ts';
import { issuer, type TestServer } from '../support/server.ts';
import {
  app,
  appClients,
  authorizePath,
  classic,
  expectRedirectHeaders,
  personAt,
  startSignIn,
} from '../support/sign-in.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startSignIn({ clients: [...appClients, unbound, tied] });
});
afterAll(() => server.close());

const audit = 'https://audit.example';

/** Needs no PKCE, and gets no ID token that could return a nonce. */
const unbound = { ...classic, client_id: 'unbound', scope: 'reports.read' };

/** One of its scopes belongs to only one resource. */
const tied = { ...app, client_id: 'tied', resource: [...app.resource, { uri: audit, scope: 'audit.read' }] };

const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

/** Expects an error that is not sent to the app: a page for a browser, JSON for other callers. */
async function expectKept(path: string, row: ErrorName, description: RegExp): Promise<void> {
  expectRefusal(await send(server, path), row, description, { isCrossOrigin: false });
  const page = await send(server, path, { headers: browser });
  const { status, number } = catalogue[row];
  expectPage(page, 'en', status);
  const text = textOf(page.text);
  expect(text).toMatch(description);
  expect(text).toContain(`AADSTS${number}: `);
  expect(
    linksOf(page.text).some((link) => link.startsWith(`${issuer}/error?`) && link.endsWith(`code=${number}`)),
  ).toBe(true);
  const line = server.log.at(-1);
  expect(line).toMatchObject({ outcome: 'refused', error_codes: [number], endpoint: 'authorize' });
  expect(text).toContain(String(line?.trace_id));
  expect(text).toContain(String(line?.correlation_id));
}

/** Expects the complete error redirect to the app. */
function expectSent(
  place: Place,
  row: ErrorName,
  description: RegExp,
  state: string | null = 'the-state-of-the-app',
): void {
  const { error, number } = catalogue[row];
  expect(place.status, place.text).toBe(303);
  expectRedirectHeaders(place);
  const { searchParams, origin, pathname } = place.url;
  expect(`${origin}${pathname}`).toBe('https://app.example/callback');
  const line = server.log.at(-1);
  expect(Object.fromEntries(searchParams)).toEqual({
    error,
    error_description: expect.stringMatching(description),
    error_uri: expect.stringMatching(anyErrorUri(number, issuer)),
    trace_id: line?.trace_id,
    correlation_id: line?.correlation_id,
    ...(state !== null && { state }),
    iss: issuer,
  });
  expect(searchParams.get('error_description')).toMatch(
    new RegExp(
      `^AADSTS${number}: .* Trace ID: ${line?.trace_id} Correlation ID: ${line?.correlation_id} Timestamp: [\\d-]+ [\\d:]+Z$`,
    ),
  );
  expect(searchParams.get('error_description')).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  expect(searchParams.get('error_uri')).toContain(
    `?trace_id=${line?.trace_id}&correlation_id=${line?.correlation_id}&`,
  );
  expect(line).toMatchObject({ outcome: 'refused', status: 303, error, error_codes: [number] });
}

describe('until client and redirect URI are valid, an error is not sent to the app (RFC 6749 §4.1.2.1)', () => {
  it.each<[string, string, ErrorName, RegExp]>([
    [
      'no client_id',
      authorizePath({ client_id: undefined }),
      'MissingParameter',
      /must contain the parameter client_id\./,
    ],
    [
      'an unknown client',
      authorizePath({ client_id: 'nobody' }),
      'UnknownClient',
      /No client is registered with the client_id nobody\./,
    ],
    [
      'another redirect URI',
      authorizePath({ redirect_uri: 'https://evil.example/callback' }),
      'InvalidRedirectUri',
      /is not registered for this client/,
    ],
    [
      'a redirect URI with a slash more',
      authorizePath({ redirect_uri: 'https://app.example/callback/' }),
      'InvalidRedirectUri',
      /character by character/,
    ],
    [
      'no redirect URI where there are several',
      authorizePath({ client_id: 'desktop', redirect_uri: undefined }),
      'InvalidRedirectUri',
      /when the client has registered exactly one/,
    ],
    [
      'no redirect URI with openid, even where there is only one (OpenID Connect Core §3.1.2.1)',
      authorizePath({ redirect_uri: undefined, scope: 'reports.read openid' }),
      'MissingParameter',
      /With the scope openid the request must contain redirect_uri/,
    ],
    ['a repeated parameter', `${authorizePath()}&state=another`, 'MalformedRequest', /The parameter state is repeated/],
    [
      'the same value repeated',
      `${authorizePath()}&client_id=app`,
      'MalformedRequest',
      /The parameter client_id is repeated/,
    ],
    [
      'a broken percent sign',
      `${authorizePath()}&login_hint=%zz`,
      'MalformedRequest',
      /The query is not valid form encoding/,
    ],
    [
      'bytes that are not UTF-8',
      `${authorizePath()}&login_hint=%ff`,
      'MalformedRequest',
      /The query is not valid form encoding/,
    ],
    ['nothing at all', '/authorize', 'MissingParameter', /client_id/],
  ])('for %s', async (_what, path, row, description) => {
    await expectKept(path, row, description);
  });

  it('in the language of ui_locales', async () => {
    const page = await send(server, authorizePath({ client_id: 'nobody', ui_locales: 'de nb en' }), {
      headers: browser,
    });
    expectPage(page, 'nb', 400);
    expect(linksOf(page.text)).toContain(
      `?${new URLSearchParams([...new URL(`${issuer}${authorizePath({ client_id: 'nobody' })}`).searchParams, ['ui_locales', 'lv']])}`,
    );
  });
});

type Row = [what: string, Readonly<Record<string, string | undefined>>, ErrorName, RegExp];

describe('after that, an error is sent to the app (RFC 6749 §4.1.2.1)', () => {
  it.each<Row>([
    ['no response_type', { response_type: undefined }, 'MissingParameter', /must contain the parameter response_type/],
    [
      'another response_type',
      { response_type: 'token' },
      'UnsupportedResponseType',
      /token is not supported\. Supported: code\./,
    ],
    ['a hybrid response_type', { response_type: 'code id_token' }, 'UnsupportedResponseType', /code id_token/],
    ['jwt', { response_mode: 'jwt' }, 'UnsupportedResponseMode', /Supported: query, fragment, form_post\./],
    [
      'no PKCE and no nonce',
      { code_challenge: undefined, code_challenge_method: undefined, nonce: undefined },
      'MissingParameter',
      /Without code_challenge \(PKCE, RFC 7636\), the request must contain nonce and the scope openid/,
    ],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'InvalidCodeChallenge', /It must be S256/],
    [
      'PKCE whose method is left out',
      { code_challenge_method: undefined },
      'InvalidCodeChallenge',
      /is missing\. It must be S256/,
    ],
    ['a method without a challenge', { code_challenge: undefined }, 'MissingCodeChallenge', /but no code_challenge/],
    ['a challenge that is too short', { code_challenge: 'short' }, 'InvalidCodeChallenge', /43 characters/],
    ['a challenge with padding', { code_challenge: `${'a'.repeat(43)}=` }, 'InvalidCodeChallenge', /without padding/],
    ['an unknown scope', { scope: 'openid payments.write' }, 'InvalidScope', /payments\.write/],
    ['a malformed scope', { scope: 'openid  reports.read' }, 'InvalidScope', /single spaces/],
    [
      'an unknown resource',
      { resource: 'https://other.example' },
      'InvalidResource',
      /other\.example is not allowed for this client/,
    ],
    ['a relative resource', { resource: 'reports' }, 'InvalidResource', /absolute URI/],
    ['an unknown prompt', { prompt: 'create' }, 'MalformedRequest', /prompt is malformed/],
    ['prompt=none with another', { prompt: 'none login' }, 'MalformedRequest', /prompt is malformed/],
    ...['-1', '00', '1e3', '99999999999', '٣'].map(
      (max_age) => [`a max_age of ${max_age}`, { max_age }, 'MalformedRequest', /max_age is malformed/] satisfies Row,
    ),
    ['a login_hint with a line break', { login_hint: 'ada\nadmin' }, 'MalformedRequest', /login_hint is malformed/],
    ['a login_hint that is too long', { login_hint: 'a'.repeat(257) }, 'MalformedRequest', /at most 256 characters/],
    ['ui_locales that are no tags', { ui_locales: 'lv\u0001' }, 'MalformedRequest', /ui_locales is malformed/],
    ['a nonce that is too long', { nonce: 'n'.repeat(257) }, 'MalformedRequest', /nonce is malformed/],
    ['a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'RequestObjectNotSupported', /Send the parameters/],
    [
      'a request object and nothing beside it (RFC 9101 §5)',
      { request: 'e30.e30.', response_type: undefined, scope: undefined, code_challenge: undefined },
      'RequestObjectNotSupported',
      /Send the parameters/,
    ],
    ['a request_uri', { request_uri: 'https://app.example/request' }, 'RequestUriNotSupported', /Send the parameters/],
    ['prompt=none and nobody signed in', { prompt: 'none' }, 'LoginRequired', /prompt=none allows no page/],
  ])('for %s', async (_what, changes, row, description) => {
    const place = await personAt(server).open(authorizePath(changes));
    expectSent(place, row, description, changes.state ?? 'the-state-of-the-app');
  });

  it('for a client without sign-in', async () => {
    const place = await personAt(server).open(
      authorizePath({ client_id: 'machine', redirect_uri: 'https://machine.example/callback' }),
    );
    expect(place.url.origin).toBe('https://machine.example');
    expect(place.url.searchParams.get('error')).toBe('unauthorized_client');
  });

  it('without a state when the request had none', async () => {
    const place = await personAt(server).open(authorizePath({ state: undefined, response_type: 'token' }));
    expectSent(place, 'UnsupportedResponseType', /Supported: code/, null);
  });

  it('in the fragment with response_mode=fragment', async () => {
    const place = await personAt(server).open(authorizePath({ response_mode: 'fragment', scope: 'nonsense' }));
    expect(place.url.search).toBe('');
    const told = new URLSearchParams(place.url.hash.slice(1));
    expect([told.get('error'), told.get('state'), told.get('iss')]).toEqual([
      'invalid_scope',
      'the-state-of-the-app',
      issuer,
    ]);
  });

  it('also for a scope that belongs to a resource that is not requested (RFC 8707 §2.1)', async () => {
    const changes = { client_id: 'tied', scope: 'audit.read' };
    const place = await personAt(server).open(authorizePath({ ...changes, resource: 'https://reports.example' }));
    expectSent(place, 'InvalidScope', /audit\.read is not allowed for this client/);
    for (const resource of [audit, undefined])
      expect((await personAt(server).open(authorizePath({ ...changes, resource }))).status).toBe(200);
  });

  it('also for a client without PKCE that sends no nonce, or no scope openid', async () => {
    const without = { client_id: 'classic', code_challenge: undefined, code_challenge_method: undefined };
    for (const changes of [
      { ...without, nonce: undefined },
      { ...without, scope: 'reports.read' },
    ]) {
      expectSent(
        await personAt(server).open(authorizePath(changes)),
        'MissingParameter',
        /must contain nonce and the scope openid/,
      );
    }
    expect((await personAt(server).open(authorizePath(without))).status).toBe(200);
  });

  it('also for a client whose nonce cannot replace PKCE, since it may not request openid (RFC 9700 §2.1.1)', async () => {
    const changes = { client_id: 'unbound', code_challenge: undefined, code_challenge_method: undefined };
    expectSent(
      await personAt(server).open(authorizePath(changes)),
      'MissingCodeChallenge',
      /a nonce cannot replace it/,
    );
    expect((await personAt(server).open(authorizePath({ client_id: 'unbound' }))).status).toBe(200);
  });
});

describe('display and claims_locales (OpenID Connect Core §3.1.2.1 and §5.2)', () => {
  it('change nothing, whatever they name', async () => {
    for (const display of ['page', 'popup', 'touch', 'wap', 'hologram']) {
      const place = await personAt(server).open(authorizePath({ display, claims_locales: 'lv de-AT' }));
      expect([place.status, textOf(place.text).includes('Password')]).toEqual([200, true]);
    }
  });

  it('may be there once, as printable text', async () => {
    const repeated = await send(server, `${authorizePath({ display: 'page' })}&display=popup`);
    expectRefusal(repeated, 'MalformedRequest', /The parameter display is repeated/, { isCrossOrigin: false });
    const place = await personAt(server).open(authorizePath({ claims_locales: 'lv\u0001' }));
    expectSent(place, 'MalformedRequest', /claims_locales is malformed/);
  });
});

describe('an unknown parameter', () => {
  it('is ignored, repeated or not', async () => {
    const place = await personAt(server).open(
      `${authorizePath()}&x-client-SKU=msal&x-client-SKU=js&__proto__=1&registration=1`,
    );
    expect(place.status).toBe(200);
  });
});

describe('POST /authorize (OpenID Connect Core §3.1.2.1)', () => {
  it('redirects to GET with the same parameters', async () => {
    const body = authorizePath({ state: 'ā & ß+%' }).split('?')[1] ?? '';
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'cross-site' };
    const answer = await send(server, '/authorize', { method: 'POST', headers, body });
    expect([answer.status, answer.text]).toEqual([303, '']);
    const location = new URL(answer.headers.get('location') ?? '');
    expect(`${location.origin}${location.pathname}`).toBe(`${issuer}/authorize`);
    expect([...location.searchParams]).toEqual(expect.arrayContaining([...new URLSearchParams(body)]));
    expect([...location.searchParams]).toHaveLength([...new URLSearchParams(body)].length);
  });

  it('refuses a request that would not fit into a URL, and parameters in the URL', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const long = await send(server, '/authorize', {
      method: 'POST',
      headers,
      body: `client_id=app&state=${'s'.repeat(7000)}`,
    });
    expectRefusal(long, 'RequestTooLarge', /more than 7000 characters/, { isCrossOrigin: false });
    const split = await send(server, '/authorize?client_id=app', { method: 'POST', headers, body: 'state=1' });
    expectRefusal(split, 'MalformedRequest', /client_id is in the URL/, { isCrossOrigin: false });
  });
});
