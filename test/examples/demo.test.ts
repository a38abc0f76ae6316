// The demo client against a server under test, over HTTP.

import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runningClock } from '../support/clock.ts';
import { anyErrorUri } from '../support/error-uri.ts';
import { linksOf, textOf } from '../support/page.ts';
import { type DemoServer, isGrantActive, newestStep, signInAsAda, startDemoServer } from './demo-server.ts';
import { newVisitor, type Visit } from './visitor.ts';

const clock = runningClock();
let started: DemoServer;
beforeAll(async () => {
  started = await startDemoServer(clock);
});
afterAll(() => started.close());

async function signIn() {
  const { visitor, page } = await signInAsAda(started.demo.url);
  return { visitor, page, press: visitor.press, cookies: visitor.cookies };
}

const titles = ({ text }: Visit) => [...text.matchAll(/<summary><h3>(.*?)<\/h3>.*?<time/g)].map(([, title]) => title);

/** A started sign-in: its browser, and the expected state. */
async function begin() {
  const visitor = newVisitor();
  const { url } = await visitor.open(started.demo.url);
  const state = url.searchParams.get('state') ?? '';
  const callback = (answer: Readonly<Record<string, string>>) =>
    `${started.demo.url}/callback?${new URLSearchParams({ state, iss: started.server.url, ...answer })}`;
  return { visitor, callback };
}

describe('a sign-in', () => {
  it('sends the browser to /authorize with state, nonce and PKCE, bound to an HttpOnly cookie', async () => {
    const answer = await fetch(started.demo.url, { redirect: 'manual' });
    const to = new URL(answer.headers.get('location') ?? '');
    expect(answer.status).toBe(303);
    expect(to.origin + to.pathname).toBe(`${started.server.url}/authorize`);
    expect(Object.fromEntries(to.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'demo-web',
      redirect_uri: `${started.demo.url}/callback`,
      scope: 'openid profile email reports.read',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      login_hint: 'ada',
    });
    expect(answer.headers.get('set-cookie')).toMatch(/^tessera-demo=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const again = await fetch(started.demo.url, { redirect: 'manual' });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(new URL(again.headers.get('location') ?? '').searchParams.get(name)).not.toBe(to.searchParams.get(name));
    }
  });

  it.each(['login', 'consent', 'none', 'select_account'])('asks for prompt=%s when told to', async (prompt) => {
    const answer = await fetch(`${started.demo.url}/?prompt=${prompt}`, { redirect: 'manual' });
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('prompt')).toBe(prompt);
  });

  it('ends on a page with decoded tokens, verified signatures and every step so far', async () => {
    const { page } = await signIn();
    expect(page.url.href).toBe(`${started.demo.url}/grant`);
    expect(page.status).toBe(200);
    expect(isGrantActive(page)).toBe(true);
    expect(titles(page)).toEqual([
      'The client checked the id token',
      'The client exchanged the code for tokens',
      'The browser came back with a code',
      'The client sent the browser to /authorize',
    ]);
    const text = textOf(page.text);
    expect(newestStep(page).text).toMatch(
      /state is the one that the client sent ?iss in the redirect .* ?the signature of the id token is good.*nonce is the one that the client sent/,
    );
    expect(text).toMatch(
      /Access token For the API.*? ✓ The signature is good: ES256.*?aud ?\["https:\/\/api\.demo\.example","http:\/\/127\.0\.0\.1:\d+\/userinfo"\]/,
    );
    expect(text).toMatch(/ID token For the client.*? ✓ The signature is good: RS256.*?aud ?demo-web/);
    expect(text).toMatch(/exp ?\d{10} \d\d\/\d\d\/\d{4}, \d\d:\d\d:\d\d/);
    expect(text).toMatch(/auth_time ?\d{10} \d\d\/\d\d\/\d{4}, \d\d:\d\d:\d\d/);
    expect(page.text).not.toContain('would refuse it');
  });

  it('has no script, and headers that allow none', async () => {
    const { page } = await signIn();
    expect(page.text).not.toMatch(/<script|<img|\sstyle=|\son\w+=|javascript:/i);
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
    );
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  it('reports that the user refused', async () => {
    const visitor = newVisitor();
    const page = await visitor.open(`${started.demo.url}/?prompt=consent`);
    const consent = await visitor.press(page, 'Sign in', { password: 'ada-for-local-use-only' });
    expect(textOf(consent.text)).toMatch(/Demo web app.*Read your reports/);
    const back = await visitor.press(consent, 'Deny');
    expect(newestStep(back)).toMatchObject({ title: 'The browser came back without a code', isRefused: true });
    expect(newestStep(back).text).toContain('error=access_denied');
    expect(back.text).not.toContain('The grant is active');
  });

  it('escapes an error in the redirect', async () => {
    const { visitor, callback } = await begin();
    const description = '<img src=x onerror=alert(1)>';
    const page = await visitor.open(callback({ error: 'access_denied', error_description: description }));
    expect(newestStep(page).text).toContain(`error_description=${description}`);
    expect(page.text).not.toContain('<img');
  });

  it('does not redeem a code of another server (RFC 9207)', async () => {
    const { visitor, callback } = await begin();
    const before = started.server.log.length;
    const page = await visitor.open(callback({ code: 'stolen', iss: 'https://other.example' }));
    expect(newestStep(page)).toMatchObject({ title: 'The client refused the answer', isRefused: true });
    expect(started.server.log.slice(before)).toEqual([]);
  });

  it('accepts a callback once, and only from the browser that started it', async () => {
    const { visitor, callback } = await begin();
    const { visitor: other, page } = await signIn();
    expect((await fetch(callback({ code: 'c' }))).status).toBe(400);
    const before = started.server.log.length;
    const unexpected = await other.open(callback({ code: 'c' }));
    expect([unexpected.url.href, newestStep(unexpected)]).toMatchObject([
      `${started.demo.url}/grant`,
      { title: 'The browser came back with an unknown state', isRefused: true },
    ]);
    expect(titles(unexpected).slice(1)).toEqual(titles(page));
    expect(unexpected.text).toContain('The grant is active');
    expect(started.server.log.slice(before)).toEqual([]);
    const first = await visitor.open(callback({ code: 'c' }));
    expect(newestStep(first).answered).toMatch(/^ 400 \{ "error": "invalid_grant"/);
    expect(linksOf(first.text)).toContainEqual(expect.stringMatching(anyErrorUri(70000, started.server.url)));
    expect((await visitor.open(callback({ code: 'c' }))).status).toBe(400);
  });

  it('needs no password while the session is active, and with prompt=none fails without a session', async () => {
    const { visitor, page } = await signIn();
    const again = await visitor.open(started.demo.url);
    expect([again.url.href, titles(again).length]).toEqual([page.url.href, 2 * titles(page).length]);
    expect((await visitor.open(`${started.demo.url}/?prompt=login`)).text).toContain('type="password"');
    const silent = await newVisitor().open(`${started.demo.url}/?prompt=none`);
    expect(newestStep(silent).text).toContain('error=login_required');
  });
});

describe('the buttons', () => {
  it('refresh, and show request and response, with secrets by name and tokens shortened', async () => {
    const { page, press } = await signIn();
    const refreshed = await press(page, 'Refresh');
    const { title, isRefused, text } = newestStep(refreshed);
    expect({ title, isRefused }).toEqual({ title: 'The client sent its refresh token', isRefused: false });
    expect(text).toMatch(
      /Sent POST \S+\/token Authorization: Basic demo-web:demo-web-secret-for-local-use-only refresh_token=eyJ[\w-]{7}…[\w-]{8} grant_type=refresh_token Answered 200 \{ "access_token": "eyJ[\w-]{7}…[\w-]{8}",/,
    );
    expect(textOf(refreshed.text)).toMatch(/Old refresh token.*generation ?0/);
    expect(textOf(refreshed.text)).toMatch(/Refresh token For the token endpoint.*generation ?1.*Old refresh token/);
  });

  it('introspect as the resource server', async () => {
    const { page, press } = await signIn();
    const { text, isRefused } = newestStep(await press(page, 'Introspect'));
    expect(text).toMatch(
      /Authorization: Basic demo-api:demo-api-secret-for-local-use-only token=\S+ Answered 200 \{ "active": true/,
    );
    expect(isRefused).toBe(false);
  });

  it('call /userinfo, and get the sub of the id token', async () => {
    const { page, press } = await signIn();
    const asked = newestStep(await press(page, 'Ask /userinfo'));
    expect(asked.text).toMatch(/Sent GET \S+\/userinfo Authorization: Bearer eyJ[\w-]{7}…[\w-]{8} Answered 200/);
    expect(JSON.parse(asked.answered.replace(' 200 ', ''))).toMatchObject({
      sub: /sub ?(u_[\w-]{22})/.exec(textOf(page.text))?.[1],
      name: 'Ada Lovelace',
      email: 'ada@demo.example',
    });
  });

  it('revoke the grant, which introspection and refresh confirm', async () => {
    const { page, press } = await signIn();
    const revoked = await press(page, 'Revoke');
    expect([newestStep(revoked).isRefused, isGrantActive(revoked)]).toEqual([false, false]);
    const asked = await press(revoked, 'Introspect');
    expect(newestStep(asked)).toMatchObject({ isRefused: true, answered: ' 200 { "active": false } ' });
    const refused = await press(asked, 'Refresh');
    expect(newestStep(refused).answered).toMatch(
      /^ 400 \{ "error": "invalid_grant", "error_description": "AADSTS50173: /,
    );
    // No exchange happened, so there is no old refresh token yet.
    expect(refused.text).toMatch(/<button[^>]* disabled>Use the old refresh token<\/button>/);
    expect(textOf(refused.text)).toContain('an API that only verifies the signature accepts it until exp');
  });

  it('sign out everywhere, which also ends the grant once the instance reads the barrier', async () => {
    const { visitor, page, press } = await signIn();
    const href = /<a href="([^"]*)" target="_blank">Sign out</.exec(page.text)?.[1] ?? '';
    const signedOut = await press(await visitor.open(href), 'Sign out', { everywhere: 'on' });
    expect(textOf(signedOut.text)).toContain('signed out');
    clock.advance(60);
    const refused = await press(page, 'Refresh');
    expect(newestStep(refused).answered).toMatch(/^ 400 \{ "error": "invalid_grant"/);
    expect(isGrantActive(refused)).toBe(false);
    // The barrier applies to the user, so Ada's next grant must begin after it.
    clock.advance(1);
  });

  it('reuse an old refresh token: the same successor within 30 s, the end of the grant after that', async () => {
    const { page, press } = await signIn();
    expect(page.text).toMatch(/<button[^>]* disabled>Use the old refresh token<\/button>/);
    const before = Date.now();
    const refreshed = await press(page, 'Refresh');
    const [, until] =
      /Until (\d\d:\d\d:\d\d) \(30 s\) the server answers with the same successor/.exec(refreshed.text) ?? [];
    const times: string[] = [];
    for (let at = before; at < Date.now() + 1_000; at += 1_000)
      times.push(new Date(at + 30_000).toLocaleTimeString('en-GB'));
    expect(times).toContain(until);
    const repeated = await press(refreshed, 'Use the old refresh token');
    expect(newestStep(repeated)).toMatchObject({
      isRefused: false,
      text: expect.stringContaining('the same successor comes back'),
    });
    expect(isGrantActive(repeated)).toBe(true);
    clock.advance(31);
    const reused = await press(repeated, 'Use the old refresh token');
    expect(newestStep(reused).answered).toMatch(/^ 400 \{ "error": "invalid_grant"/);
    expect(newestStep(reused).text).toContain('ends the grant for both');
    expect(isGrantActive(reused)).toBe(false);
  });

  it('replay the code, which is refused at first, and then ends the grant', async () => {
    const { page, press } = await signIn();
    const twice = await press(page, 'Replay the code');
    expect(newestStep(twice).answered).toMatch(/^ 400 .*AADSTS54005/);
    expect(newestStep(twice).text).toContain('the grant goes on');
    expect(isGrantActive(twice)).toBe(true);
    clock.advance(11);
    const replayed = await press(twice, 'Replay the code');
    expect(newestStep(replayed).answered).toMatch(/^ 400 .*AADSTS54005/);
    expect(newestStep(replayed).text).toContain('the grant ends');
    expect(isGrantActive(replayed)).toBe(false);
  });

  it('replay an expired code, which ends the grant too', async () => {
    const { page, press } = await signIn();
    clock.advance(61);
    const late = await press(page, 'Replay the code');
    expect(newestStep(late).answered).toMatch(/^ 400 .*AADSTS54005/);
    expect(newestStep(late).text).toContain('the grant ends');
    expect(isGrantActive(late)).toBe(false);
  });
});

describe('a form', () => {
  const post = (headers: Readonly<Record<string, string>>) =>
    fetch(`${started.demo.url}/revoke`, { method: 'POST', redirect: 'manual', headers, body: 'x'.repeat(2_000) });

  it('is accepted only with its cookie and its origin', async () => {
    const { cookies } = await signIn();
    const Cookie = cookies('127.0.0.1');
    const Origin = started.demo.url;
    const before = started.server.log.length;
    for (const headers of [
      { Cookie },
      { Cookie, Origin: 'null' },
      { Cookie, Origin: started.server.url },
      { Cookie, Origin: 'https://attacker.example' },
      { Origin },
      { Cookie: 'tessera-demo=of-nobody', Origin },
    ]) {
      expect([headers, (await post(headers)).status]).toEqual([headers, 403]);
    }
    expect(started.server.log.length).toBe(before);
    expect((await post({ Cookie, Origin })).headers.get('location')).toBe('/grant#steps');
    expect(started.server.log.length).toBeGreaterThan(before);
  });
});

describe('any other request', () => {
  const status = async (path: string, init: RequestInit = {}) =>
    (await fetch(started.demo.url + path, { redirect: 'manual', ...init })).status;

  it('is refused', async () => {
    expect(await status('/nothing')).toBe(404);
    expect(await status('/', { method: 'PUT' })).toBe(405);
    expect(await status('/grant')).toBe(303);
    expect(await status('/revoke')).toBe(404);
  });

  it('is redirected to the demo’s own origin when it has another Host (DNS rebinding)', async () => {
    const { port } = new URL(started.demo.url);
    const location = await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/grant', headers: { Host: `attacker.example:${port}` } }, (answer) => {
        answer.resume();
        resolve([answer.statusCode, answer.headers.location]);
      })
        .on('error', reject)
        .end();
    });
    expect(location).toEqual([303, started.demo.url]);
  });
});
