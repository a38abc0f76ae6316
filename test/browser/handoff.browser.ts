// From an app to the service, to a login app of another site, and back, in a browser.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startLoginApp } from '../../examples/handoff/login-app.js';
import type { Settings } from '../../shared/settings/settings.ts';
import { runningClock } from '../support/clock.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { app, asking } from '../support/sign-in.ts';
import { openBrowser } from './browser.ts';
import { type RelyingApp, startRelyingApp } from './relying-app.ts';

const ada = { subject: 'employee-1', password: 'a-password', name: 'Ada Lovelace', email: 'ada@app.example' };

let server: TestServer;
let relyingApp: RelyingApp;
let login: Awaited<ReturnType<typeof startLoginApp>>;
let browser: Browser;

beforeAll(async () => {
  const started = await startRelyingApp();
  relyingApp = started;
  const redirect_uris = [`${started.origin}/callback`];
  server = await startServer({
    isIssuerUrl: true,
    clock: runningClock(),
    clients: [
      { ...app, redirect_uris },
      { ...asking, redirect_uris },
    ],
    environment: {
      SIGN_IN: 'handoff',
      HANDOFF_URL: 'http://127.0.0.1/login',
      HANDOFF_JWKS_URI: 'http://127.0.0.1/jwks',
    },
    change: (service) => ({ ...service, settings: withLoginApp(service.settings) }),
  });
  login = await startLoginApp({ issuer: server.url, port: 0, users: { ada } });
  await started.connect(server.url);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await Promise.all([login.close(), relyingApp.close(), server.close()]);
});

/** Each of the two has the port of the other in its settings. */
function withLoginApp(settings: Settings): Settings {
  return {
    ...settings,
    get handoff() {
      return { url: login.url, keys: { jwks: [], source: { jwksUri: login.jwksUri } } };
    },
  };
}

it('a person signs in at the login app, agrees, and is signed in for the next app', async () => {
  const page = await browser.newPage({ locale: 'en' });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(`${relyingApp.origin}/login?client=asking`);
  expect(page.url().startsWith(`${login.url}?challenge=`)).toBe(true);
  expect(await page.textContent('main')).toContain('to continue to A curious app');
  await page.getByLabel('Name').fill('ada');
  await page.getByLabel('Password').fill(ada.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${server.url}/consent?*`);
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.waitForURL(`${relyingApp.origin}/callback?*`);
  expect(relyingApp.told.at(-1)).toContain('Ada Lovelace');
  await page.goto(`${relyingApp.origin}/login`);
  await page.waitForURL(`${relyingApp.origin}/callback?*`);
  expect(complaints).toEqual([]);
  await page.close();
});

it('a link with the result of another browser signs nobody in, and offers to start again', async () => {
  const attacker = await browser.newContext({ locale: 'en' });
  const theirs = await attacker.newPage();
  await theirs.goto(`${relyingApp.origin}/login`);
  await theirs.getByLabel('Name').fill('ada');
  await theirs.getByLabel('Password').fill(ada.password);
  // What the login app answers is kept, instead of followed.
  const caught = theirs.waitForRequest((request) => request.url().startsWith(`${server.url}/handoff?`));
  await theirs.route(`${server.url}/handoff?*`, (route) => route.abort());
  await theirs.getByRole('button', { name: 'Sign in' }).click({ noWaitAfter: true });
  const link = (await caught).url();
  const victim = await browser.newContext({ locale: 'en' });
  const page = await victim.newPage();
  await page.goto(link);
  expect(await page.textContent('main')).toContain('AADSTS990097');
  expect((await victim.cookies()).filter(({ name }) => name.includes('session'))).toEqual([]);
  await page.getByRole('link', { name: 'Start again' }).click();
  await page.waitForURL(`${login.url}?*`);
  await Promise.all([attacker.close(), victim.close()]);
});
