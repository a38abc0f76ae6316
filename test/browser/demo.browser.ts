// The demo as a user sees it, from the printed URL on: `npm run test:browser` leaves screenshots in out/screenshots.
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoUser } from '../../local/demo-user.ts';
import { type DemoServer, startDemoServer } from '../examples/demo-server.ts';
import { runningClock } from '../support/clock.ts';
import { openBrowser, screenshots, violations } from './browser.ts';
import { autofocusRemark } from './scene.ts';

const clock = runningClock();
let started: DemoServer;
let browser: Browser;
beforeAll(async () => {
  started = await startDemoServer(clock);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await started.close();
});

const desktop = { width: 1200, height: 900 };
/** The narrowest that WCAG 2.2 §1.4.10 names. */
const phone = { width: 320, height: 640 };

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light', viewport: desktop },
  dark: { colorScheme: 'dark', viewport: desktop },
  phone: { colorScheme: 'light', viewport: phone, deviceScaleFactor: 2 },
  'phone-dark': { colorScheme: 'dark', viewport: phone, deviceScaleFactor: 2 },
};

async function open(options: BrowserContextOptions) {
  const context = await browser.newContext({ locale: 'en', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  // Chromium reports violations of the Content-Security-Policy there.
  page.on('console', (message) => {
    if (message.text() !== autofocusRemark) complaints.push(message.text());
  });
  await page.goto(started.demo.url);
  return { page, complaints, close: () => context.close() };
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Password').fill(demoUser.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/(?:consent|grant)/);
  const allow = page.getByRole('button', { name: 'Allow', exact: true });
  if (await allow.isVisible()) await allow.click();
  await page.waitForURL(`${started.demo.url}/grant`);
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const newest = (page: Page) => page.locator('#newest');

describe.each(Object.entries(looks))('%s', (look, options) => {
  it('shows the whole life of a grant, with nothing cut off and no axe-core violation', async () => {
    const { page, complaints, close } = await open(options);
    await signIn(page);
    const shows = async (name: string) => {
      await page.screenshot({ path: join(screenshots, `demo-${name}-${look}.png`), fullPage: true });
      expect(await violations(page)).toEqual([]);
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow)).toBe(0);
    };
    await shows('signed-in');
    await press(page, 'Refresh');
    expect(await newest(page).textContent()).toContain('The client sent its refresh token200');
    await shows('refreshed');
    await press(page, 'Introspect');
    expect(await newest(page).textContent()).toContain('"active": true');
    await press(page, 'Use the old refresh token');
    expect(await newest(page).textContent()).toContain('the same successor comes back');
    clock.advance(11);
    await press(page, 'Replay the code');
    expect(await newest(page).textContent()).toContain('AADSTS54005');
    expect(await page.getByText('The grant has ended', { exact: true }).isVisible()).toBe(true);
    await press(page, 'Introspect');
    expect(await newest(page).textContent()).toContain('"active": false');
    await page.getByText('Refresh token', { exact: true }).click();
    await shows('ended');
    await page.getByRole('link', { name: 'Sign in again' }).click();
    expect(await page.getByText('The grant is active').isVisible()).toBe(true);
    await press(page, 'Revoke');
    expect(await page.getByText('The grant has ended', { exact: true }).isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('the demo page', () => {
  it('works without scripts and with the keyboard only: the focus is visible and moves in order', async () => {
    const { page, close } = await open({ viewport: desktop, javaScriptEnabled: false });
    await page.locator('[name=password]:focus').waitFor();
    await page.keyboard.type(demoUser.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/(?:consent|grant)/);
    // Only the first time.
    if (page.url().includes('/consent')) await press(page, 'Allow');
    await page.waitForURL(`${started.demo.url}/grant`);
    const reachable = await page.locator('a, button:not([disabled]), summary:visible').count();
    const seen: unknown[] = [];
    for (let count = 0; count < reachable; count += 1) {
      await page.keyboard.press('Tab');
      seen.push(await page.locator(':focus-visible').evaluate((element) => element.tagName));
    }
    expect(seen.slice(0, 5)).toEqual(Array(5).fill('BUTTON'));
    expect(seen.slice(5, 10)).toEqual(Array(5).fill('A'));
    expect(new Set(seen.slice(10))).toEqual(new Set(['SUMMARY']));
    await page.goto(`${started.demo.url}/grant`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${started.demo.url}/grant#steps`);
    expect(await newest(page).textContent()).toContain('The client sent its refresh token200');
    await close();
  });

  it('shows that the grant has ended after the user signs out in another tab', async () => {
    const { page, close } = await open({ viewport: desktop });
    await signIn(page);
    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: 'Sign out' }).click();
    const signOut = await opened;
    await signOut.getByLabel(/everywhere/i).check();
    await signOut.getByRole('button', { name: 'Sign out' }).click();
    await signOut.getByText('You are signed out').first().waitFor();
    await signOut.close();
    clock.advance(60);
    await press(page, 'Refresh');
    expect(await page.getByText('The grant has ended', { exact: true }).isVisible()).toBe(true);
    clock.advance(1);
    await close();
  });
});
