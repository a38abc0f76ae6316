// Libraries of web apps, configured with issuer, client id, secret and redirect URI, and what else each cannot do without.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openBrowser } from './browser.ts';
import type { AppSettings } from './library-apps/app-settings.ts';
import { authJs } from './library-apps/auth-js.ts';
import { expressOpenidConnect } from './library-apps/express-openid-connect.ts';
import { openidClientApp } from './library-apps/openid-client.ts';
import { passportOpenidconnect } from './library-apps/passport-openidconnect.ts';
import { fillIn, type Visit, visit } from './scene.ts';

const apps = {
  'openid-client': openidClientApp,
  'express-openid-connect': expressOpenidConnect,
  'passport-openidconnect': passportOpenidconnect,
  'auth.js': authJs,
} as const satisfies Readonly<Record<string, (settings: AppSettings) => RequestListener>>;

type AppName = keyof typeof apps;

const clientSecret = 'a-secret-of-the-app-on-the-web-000';
const origins = new Map<AppName, string>();
const listeners: Server[] = [];
let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  const handlers = new Map<AppName, RequestListener>();
  for (const name of Object.keys(apps) as AppName[]) {
    const listener = createServer((request, response) => handlers.get(name)?.(request, response));
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    listeners.push(listener);
    // The address of a server that listens on a port.
    origins.set(name, `http://localhost:${(listener.address() as AddressInfo).port}`);
  }
  server = await startServer({
    isIssuerUrl: true,
    clock: systemClock,
    // As `clients add` writes a record.
    clients: [...origins].map(([client_id, origin]) => ({
      client_id,
      client_secret: clientSecret,
      token_endpoint_auth_method: 'client_secret',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [`${origin}/callback`, `${origin}/auth/callback/tessera`],
      post_logout_redirect_uris: [origin, `${origin}/bye`],
      scope: 'openid profile email',
      id_token_claims: true,
    })),
  });
  for (const [name, origin] of origins) {
    handlers.set(name, apps[name]({ issuer: server.url, clientId: name, clientSecret, origin }));
  }
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  for (const listener of listeners) {
    listener.closeAllConnections();
    listener.close();
  }
  await server.close();
});

/** Signs in at the app and returns what its first page says. */
async function signInAt(name: AppName, { page, ...visited }: Visit, press?: string): Promise<unknown> {
  const origin = origins.get(name) ?? '';
  await page.goto(press === undefined ? origin : `${origin}/auth/signin`);
  if (press !== undefined) await page.getByRole('button', { name: press }).click();
  await page.waitForURL(`${server.url}/**`);
  await fillIn({ page, ...visited });
  await page.waitForURL((url) => url.origin === origin && url.pathname === '/');
  return JSON.parse(await page.innerText('body'));
}

async function withVisit(run: (visited: Visit) => Promise<void>): Promise<void> {
  const visited = await visit({ browser, server });
  await run(visited);
  await visited.close();
}

/** Whether the browser is still signed in at the service. */
async function isSignedIn({ page }: Visit): Promise<boolean> {
  await page.goto(`${server.url}/sign-out`);
  return (await page.getByRole('heading', { level: 1 }).textContent()) !== 'You are signed out';
}

it('openid-client signs in with form_post, refreshes, reads userinfo and signs out', () =>
  withVisit(async (visited) => {
    const { page, username } = visited;
    const profile = { name: 'Ada Lovelace', preferred_username: username, email: `${username}@example.com` };
    expect(await signInAt('openid-client', visited)).toMatchObject({
      idToken: profile,
      userinfo: profile,
      refreshed: true,
    });
    await page.goto(`${origins.get('openid-client')}/logout`);
    expect(await page.innerText('body')).toBe('Signed out');
    expect(await isSignedIn(visited)).toBe(false);
  }));

it('express-openid-connect signs in, refreshes, reads userinfo and signs out', () =>
  withVisit(async (visited) => {
    const { page, username } = visited;
    const profile = { name: 'Ada Lovelace', preferred_username: username, email: `${username}@example.com` };
    expect(await signInAt('express-openid-connect', visited)).toMatchObject({
      idToken: profile,
      userinfo: profile,
      refreshed: true,
    });
    await page.goto(`${origins.get('express-openid-connect')}/logout`);
    // Back at the app, which has nobody signed in, so it goes to the sign-in page.
    await page.waitForURL(`${server.url}/authorize?*`);
    expect(await isSignedIn(visited)).toBe(false);
  }));

it('passport-openidconnect signs in and reads userinfo', () =>
  withVisit(async (visited) => {
    expect(await signInAt('passport-openidconnect', visited)).toMatchObject({
      displayName: 'Ada Lovelace',
      username: visited.username,
      emails: [{ value: `${visited.username}@example.com` }],
    });
  }));

it('Auth.js signs in, with name and e-mail in its session, and gets a refresh token', () =>
  withVisit(async (visited) => {
    const { username } = visited;
    expect(await signInAt('auth.js', visited, 'Sign in with Tessera')).toMatchObject({
      session: { user: { name: 'Ada Lovelace', email: `${username}@example.com` } },
      profile: { preferred_username: username },
      hasRefreshToken: true,
    });
  }));
