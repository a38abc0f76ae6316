// A device whose user decides in Chromium: `npm run test:browser` leaves screenshots in out/screenshots.
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language } from '../../shared/html/language.ts';
import { runningClock } from '../support/clock.ts';
import { beginDevice, deviceClients, poll } from '../support/device.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openBrowser, screenshots, violations } from './browser.ts';
import { fillIn, visit } from './scene.ts';

const clock = runningClock();
let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer({ isIssuerUrl: true, clock, clients: deviceClients });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

interface Words {
  readonly next: string;
  readonly signIn: string;
  readonly allow: string;
  readonly done: string;
}

const words: Readonly<Record<Language, Words>> = {
  en: { next: 'Continue', signIn: 'Sign in', allow: 'Allow', done: 'Your device is connected' },
  lv: { next: 'Turpināt', signIn: 'Pierakstīties', allow: 'Atļaut', done: 'Ierīce ir pievienota' },
  nb: { next: 'Fortsett', signIn: 'Logg inn', allow: 'Tillat', done: 'Enheten er koblet til' },
};

const phone = { width: 320, height: 640 };

/** With nothing cut off at 320 pixels (WCAG 2.2 §1.4.10) and no axe-core violation. */
async function expectReadable(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  expect(await violations(page)).toEqual([]);
  const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate(overflow)).toBe(0);
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

describe.each(Object.entries(words))('in %s', (language, { next, signIn, allow, done }) => {
  it.each(['light', 'dark'] as const)('a phone in %s leads from the code to the end', async (colorScheme) => {
    const { deviceCode, userCode, page: link } = await beginDevice(server, {}, { 'User-Agent': 'FilmsTV/2.1' });
    const user = await visit({ browser, server }, { locale: language, colorScheme, viewport: phone });
    const { page } = user;
    const name = (step: string) => `device-${step}-${language}-${colorScheme}`;
    await page.goto(link);
    expect(await page.locator('input[name=user_code]').inputValue()).toBe(userCode);
    await expectReadable(page, name('code'));
    await press(page, next);
    await fillIn(user, { submit: signIn });
    await page.waitForURL(/\/consent/);
    expect(await page.getByText(userCode, { exact: true }).isVisible()).toBe(true);
    await expectReadable(page, name('question'));
    await page.reload();
    await press(page, allow);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(done);
    await expectReadable(page, name('end'));
    await page.reload();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(done);
    expect((await poll(server, deviceCode)).status).toBe(200);
    expect(user.complaints).toEqual([]);
    await user.close();
  });
});

it('a wrong code can be corrected, and going back to the page repeats nothing', async () => {
  const { userCode } = await beginDevice(server);
  const user = await visit({ browser, server });
  const { page } = user;
  await page.goto(`${server.url}/device`);
  await page.getByLabel('Code').fill('bbbb bbbb');
  await page.keyboard.press('Enter');
  expect(await page.getByRole('alert').textContent()).toContain('This code is not valid.');
  expect(await violations(page)).toEqual([]);
  await page.getByLabel('Code').fill(userCode.toLowerCase());
  await press(page, 'Continue');
  await fillIn(user);
  await page.waitForURL(/\/consent/);
  await page.goBack();
  await page.goForward();
  await press(page, 'Deny');
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You denied access');
  await page.goBack();
  expect(await page.getByText('somebody has already decided about it').isVisible()).toBe(true);
  expect(user.complaints).toEqual([]);
  await user.close();
});
