// A browser between a service and an app of another site.
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { runningClock, type TestClock } from '../support/clock.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { app, asking, desktop } from '../support/sign-in.ts';
import { adaPassword, addTestUser } from '../support/users.ts';
import { openBrowser } from './browser.ts';
import { type RelyingApp, startRelyingApp } from './relying-app.ts';

export interface Scene {
  readonly server: TestServer;
  readonly clock: TestClock;
  readonly app: RelyingApp;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const relyingApp = await startRelyingApp();
  const redirect_uris = [`${relyingApp.origin}/callback`];
  const clock = runningClock();
  const server = await startServer({
    isIssuerUrl: true,
    clock,
    clients: [
      { ...app, redirect_uris },
      { ...asking, redirect_uris },
      { ...desktop, redirect_uris: [...desktop.redirect_uris, 'http://[::1]/callback'] },
      { ...app, client_id: 'onward', redirect_uris: [`${relyingApp.origin}/onward`] },
      { ...app, client_id: 'installed', redirect_uris: [`${relyingApp.origin}/installed`] },
      { ...desktop, client_id: 'spa', redirect_uris: [`${relyingApp.origin}/spa`] },
    ],
  });
  await relyingApp.connect(server.url);
  const browser = await openBrowser();
  return {
    server,
    clock,
    app: relyingApp,
    browser,
    async close() {
      await browser.close();
      await relyingApp.close();
      await server.close();
    },
  };
}

/** A user at a new browser. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** A new user for each test, so that tests share no state. */
  readonly username: string;
  /** Errors of the browser on any page: violations of the Content-Security-Policy, failed loads. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** The browser remarks it if a test fills in a field before the page was first drawn, which is when autofocus happens. */
export const autofocusRemark = 'Autofocus processing was blocked because a document already has a focused element.';

let visits = 0;

export async function visit(
  scene: Pick<Scene, 'browser' | 'server'>,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  return visitIn(await scene.browser.newContext({ locale: 'en', ...options }), scene);
}

export async function visitIn(context: BrowserContext, { server }: Pick<Scene, 'server'>): Promise<Visit> {
  visits += 1;
  const username = `ada-${visits}`;
  await addTestUser(server.service.store, username, { name: 'Ada Lovelace', email: `${username}@example.com` });
  const complaints: string[] = [];
  context.on('console', (message) => {
    // An error response is not a complaint.
    const isAnswer = /the server responded with a status of (?:4\d\d|503)/.test(message.text());
    if (!isAnswer && message.text() !== autofocusRemark) complaints.push(message.text());
  });
  context.setDefaultTimeout(120_000);
  return { context, page: await context.newPage(), username, complaints, close: () => context.close() };
}

/** Fills in and submits the open sign-in page. */
export async function fillIn(
  { page, username }: Pick<Visit, 'page' | 'username'>,
  {
    password = adaPassword,
    submit = 'Sign in',
    clicks = 1,
  }: { readonly password?: string; readonly submit?: string; readonly clicks?: number } = {},
): Promise<void> {
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button', { name: submit, exact: true }).click({ clickCount: clicks });
}

/** Checks that the browser is back at the app, which has redeemed its code. */
export async function expectSignedIn(page: Page, scene: Pick<Scene, 'app'>, scope = 'openid profile reports.read') {
  await expectTold(page, scene, `signed in: Ada Lovelace (${scope})`);
}

export async function expectTold(page: Page, { app: { origin } }: Pick<Scene, 'app'>, text: string): Promise<void> {
  await page.waitForURL((url) => url.origin === origin && url.pathname === '/callback');
  expect(await page.getByRole('status').textContent()).toBe(text);
}
