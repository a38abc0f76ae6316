// The example of a login app, driven as a browser does, from an app to the service, to the login app and back.
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLoginApp } from '../../examples/handoff/login-app.js';
import type { Settings } from '../../shared/settings/settings.ts';
import { runningClock } from '../support/clock.ts';
import { redeem } from '../support/grants.ts';
import { type OtherServer, openOtherServer } from '../support/other-server.ts';
import { textOf } from '../support/page.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { app, appSecret, authorizePath } from '../support/sign-in.ts';
import { newVisitor, type Visit, type Visitor } from './visitor.ts';

const ada = { subject: 'employee-1', password: 'a-password', name: 'Ada Lovelace', email: 'ada@app.example' };

let server: TestServer;
let callback: OtherServer;
let login: Awaited<ReturnType<typeof startLoginApp>>;
let visitor: Visitor;

beforeAll(async () => {
  callback = await openOtherServer();
  const HANDOFF_URL = 'http://127.0.0.1/login';
  server = await startServer({
    clients: [{ ...app, id_token_claims: true, redirect_uris: [`${callback.url}/callback`] }],
    clock: runningClock(),
    isIssuerUrl: true,
    environment: { SIGN_IN: 'handoff', HANDOFF_URL, HANDOFF_JWKS_URI: 'http://127.0.0.1/jwks' },
    change: (service) => ({ ...service, settings: withLoginApp(service.settings) }),
  });
  login = await startLoginApp({ issuer: server.url, port: 0, users: { ada } });
});
afterAll(() => Promise.all([server.close(), login.close(), callback.close()]));
beforeEach(() => {
  visitor = newVisitor();
});

/** Each of the two has the port of the other in its settings, so those of the service are finished when both listen. */
function withLoginApp(settings: Settings): Settings {
  return {
    ...settings,
    get handoff() {
      return { url: login.url, keys: { jwks: [], source: { jwksUri: login.jwksUri } } };
    },
  };
}

const open = (changes: Parameters<typeof authorizePath>[0] = {}) =>
  visitor.open(
    `${server.url}${authorizePath({ redirect_uri: `${callback.url}/callback`, scope: 'openid profile email', ...changes })}`,
  );

const signIn = async (changes = {}) =>
  visitor.press(await open(changes), 'Sign in', { username: 'ada', password: ada.password });

async function claimsOf({ url }: Visit) {
  expect(url.origin).toBe(callback.url);
  const { json } = await redeem(server, url.searchParams.get('code') ?? '', {
    client_id: 'app',
    client_secret: appSecret,
    redirect_uri: `${callback.url}/callback`,
  });
  return decodeJwt(json.id_token);
}

describe('the example of a login app', () => {
  it('shows who wants to know, and signs the user in', async () => {
    const page = await open({ login_hint: '"><ada>' });
    expect(page.url.href.startsWith(`${login.url}?challenge=`)).toBe(true);
    expect(textOf(page.text)).toContain('to continue to Reports for you');
    expect(page.text).toContain('value="&#34;&#62;&#60;ada&#62;"');
    const place = await visitor.press(page, 'Sign in', { username: 'ada', password: ada.password });
    expect(await claimsOf(place)).toMatchObject({
      name: 'Ada Lovelace',
      preferred_username: 'ada',
      email: 'ada@app.example',
      email_verified: true,
      amr: ['pwd'],
    });
  });

  it('asks again after a wrong password, and says when the user cancels', async () => {
    const page = await visitor.press(await open(), 'Sign in', { username: 'ada', password: 'wrong' });
    expect([page.status, textOf(page.text).includes('is wrong')]).toEqual([400, true]);
    const { url } = await visitor.press(page, 'Cancel');
    expect([url.origin, url.searchParams.get('error')]).toEqual([callback.url, 'access_denied']);
  });

  it('answers from its session, except where the app wants a new sign-in', async () => {
    await signIn();
    await visitor.press(await visitor.open(`${server.url}/sign-out`), 'Sign out');
    expect((await open()).url.searchParams.has('code')).toBe(true);
    for (const asked of [{ prompt: 'login' }, { max_age: '0' }]) {
      const page = await open(asked);
      expect(page.url.href.startsWith(login.url)).toBe(true);
      const place = await visitor.press(page, 'Sign in', { username: 'ada', password: ada.password });
      expect((await claimsOf(place)).sub).toMatch(/^u_/);
    }
  });

  it('shows nothing for a challenge that is not from its service, and takes no form of another site', async () => {
    const { url } = await open();
    for (const challenge of ['', 'x', `${url.searchParams.get('challenge')}x`]) {
      const { status, text } = await visitor.open(`${login.url}?${new URLSearchParams({ challenge, state: 's' })}`);
      expect([status, text.includes('<form')]).toEqual([400, false]);
    }
    const body = new URLSearchParams({ challenge: url.searchParams.get('challenge') ?? '', username: 'ada' });
    const forged = await fetch(login.url, { method: 'POST', body, headers: { Origin: 'https://evil.example' } });
    expect(forged.status).toBe(400);
  });
});
