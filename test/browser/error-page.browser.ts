// The pages to read, of errors and of the start, as a reader sees them: `npm run test:browser` leaves screenshots in out/screenshots.
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue, errorNames } from '../../shared/errors/catalogue.ts';
import { languages } from '../../shared/html/language.ts';
import { useServer } from '../support/use-server.ts';
import { openBrowser, screenshots, violations } from './browser.ts';

let browser: Browser;
const server = useServer({ isIssuerUrl: true, environment: { SUPPORT_URL: 'mailto:support@issuer.example' } });
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const desktop = { width: 1100, height: 900 };
/** The narrowest that WCAG 2.2 §1.4.10 names. */
const phone = { width: 320, height: 640 };

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light', viewport: desktop },
  dark: { colorScheme: 'dark', viewport: desktop },
  phone: { colorScheme: 'light', viewport: phone, deviceScaleFactor: 2 },
  'phone-dark': { colorScheme: 'dark', viewport: phone, deviceScaleFactor: 2 },
};

const ids = 'trace_id=62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca&timestamp=2026-11-21+10%3A02%3A54Z';
const pages = {
  '70011': `error?${ids}&error_code=70011`,
  '50000': 'error?error_code=50000',
  index: 'error',
  search: 'error?q=redirect_uri',
  'search-empty': 'error?q=qwertz',
  home: '',
  'unknown-path': 'nowhere',
};

async function open(options: BrowserContextOptions, path: string) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  // Chromium reports violations of the Content-Security-Policy there.
  page.on('console', (message) => {
    if (!/the server responded with a status of 404/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(`${server.url}/${path}`);
  return { page, complaints, close: () => context.close() };
}

describe.each(Object.entries(looks))('%s', (look, options) => {
  it.each(languages.flatMap((locale) => Object.entries(pages).map(([name, path]) => ({ locale, name, path }))))(
    'shows $name in $locale, with nothing cut off and nothing for axe-core',
    async ({ locale, name, path }) => {
      const { page, complaints, close } = await open({ ...options, locale }, path);
      await page.screenshot({ path: join(screenshots, `${name}-${locale}-${look}.png`), fullPage: true });
      expect(await page.getAttribute('html', 'lang')).toBe(locale);
      expect(await violations(page)).toEqual([]);
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow)).toBe(0);
      expect(complaints).toEqual([]);
      await close();
    },
  );
});

describe('every error page', () => {
  it.each(languages)('has no violations in %s', async (locale) => {
    const { page, complaints, close } = await open({ locale, viewport: desktop }, 'error');
    for (const { number } of errorNames.map((name) => catalogue[name])) {
      await page.goto(`${server.url}/error?error_code=${number}`);
      expect([number, await violations(page)]).toEqual([number, []]);
    }
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('without scripts', () => {
  it('searches the index, and a number leads to its page', async () => {
    const { page, close } = await open({ javaScriptEnabled: false, locale: 'nb-NO' }, 'error');
    await page.getByRole('searchbox').fill('omdirigering');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\?lang=nb&q=omdirigering$/);
    expect(await page.locator('main h2').first().textContent()).toMatch(/^Treff: omdirigering \(\d+\)$/);
    await page.getByRole('searchbox').fill('AADSTS70011: The scope is not allowed.');
    await page.getByRole('button').click();
    expect(await page.locator('h1').textContent()).toBe('AADSTS70011: InvalidScope');
    expect(await page.getAttribute('html', 'lang')).toBe('nb');
    await close();
  });

  it('works with the keyboard only: every link, field and button gets a visible focus in order', async () => {
    const { page, close } = await open({ locale: 'lv' }, 'error?error_code=50000');
    const reachable = await page.locator('a, input:not([type=hidden]), button').count();
    const seen: unknown[] = [];
    for (let count = 0; count < reachable; count += 1) {
      await page.keyboard.press('Tab');
      seen.push(
        await page.evaluate('[document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]'),
      );
    }
    expect(seen.filter((each) => !/^(?:A|INPUT|BUTTON),solid$/.test(String(each)))).toEqual([]);
    expect(await page.evaluate('document.activeElement === [...document.querySelectorAll("a")].at(-1)')).toBe(true);
    await close();
  });

  it('prints text and leaves out controls', async () => {
    const { page, close } = await open({ locale: 'en' }, 'error?error_code=70011');
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['header nav', 'a.button']) expect(await page.isVisible(hidden), hidden).toBe(false);
    for (const visible of ['h1', 'ol', 'pre.copy']) expect(await page.isVisible(visible), visible).toBe(true);
    await close();
  });
});
