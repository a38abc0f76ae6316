// The pages of sign-in and sign-out as a user sees them: `npm run test:browser` leaves screenshots in out/screenshots.
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Language, languages } from '../../shared/html/language.ts';
import { openBrowser, screenshots, violations } from './browser.ts';
import { images, pages, type SampleServer, serveSamples } from './page-samples.ts';

let server: SampleServer;
let url: string;
let browser: Browser;
beforeAll(async () => {
  server = await serveSamples();
  url = server.url;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  server.close();
});

const desktop = { width: 1100, height: 900 };
/** The narrowest that WCAG 2.2 §1.4.10 names. */
const phone = { width: 320, height: 640 };

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light', viewport: desktop },
  dark: { colorScheme: 'dark', viewport: desktop },
  phone: { colorScheme: 'light', viewport: phone, deviceScaleFactor: 2 },
  'phone-dark': { colorScheme: 'dark', viewport: phone, deviceScaleFactor: 2 },
};

async function open(options: BrowserContextOptions, path: string) {
  const context = await browser.newContext(options);
  for (const [image, body] of Object.entries(images)) {
    await context.route(image, (route) => route.fulfill({ contentType: 'image/svg+xml', body }));
  }
  const tab = await context.newPage();
  const complaints: string[] = [];
  // Chromium reports violations of the Content-Security-Policy there, and error responses.
  tab.on('console', (message) => {
    if (!/the server responded with a status of (?:4|503)/.test(message.text())) complaints.push(message.text());
  });
  await tab.goto(`${url}/${path}`);
  return { tab, complaints, close: () => context.close() };
}

const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Opens each page, checks all requirements for pages, and takes a screenshot. */
async function inspect(brand: string, names: readonly string[], look: string, locale: Language): Promise<void> {
  const { tab, complaints, close } = await open({ ...looks[look], locale }, `${brand}/${names[0]}`);
  for (const page of names) {
    await tab.goto(`${url}/${brand}/${page}`);
    const picture = brand === 'tessera' ? `${page}-${locale}-${look}` : `${page}-${locale}-${look}-${brand}`;
    await tab.screenshot({ path: join(screenshots, `${picture}.png`), fullPage: true });
    expect([page, await tab.getAttribute('html', 'lang')]).toEqual([page, locale]);
    expect([page, await violations(tab)]).toEqual([page, []]);
    expect([page, await tab.evaluate(overflow)]).toEqual([page, 0]);
    // WCAG 2.2 §1.4.4.
    await tab.evaluate("document.documentElement.style.fontSize = '200%'");
    expect([page, await tab.evaluate(overflow)]).toEqual([page, 0]);
  }
  expect(complaints).toEqual([]);
  await close();
}

const isHostile = (page: string) => page.endsWith('-hostile');
const friendly = Object.keys(pages).filter((page) => !isHostile(page));

// Each language on a narrow and a wide screen, in light and in dark; English on all four.
const shownIn = [
  ...languages.flatMap((locale) => [{ look: 'light', locale } as const, { look: 'phone-dark', locale } as const]),
  { look: 'dark', locale: 'en' } as const,
  { look: 'phone', locale: 'en' } as const,
];

describe('every page', () => {
  it.each(shownIn)(
    'is shown in $locale, $look, with nothing cut off, in large text too, and nothing for axe-core',
    ({ look, locale }) => inspect('tessera', friendly, look, locale),
  );

  it.each(['light', 'phone-dark'])('keeps its shape, %s, whatever client, user and scopes are called', (look) =>
    inspect('tessera', Object.keys(pages).filter(isHostile), look, 'en'),
  );
});

describe('with a custom brand', () => {
  it.each(['light', 'phone-dark'])('%s shows every page with name, logo and colour', async (look) => {
    await inspect('acme', friendly, look, 'en');
    const { tab, close } = await open({ ...looks[look] }, 'acme/sign-in');
    expect(await tab.evaluate("document.querySelector('header img').naturalWidth")).toBe(64);
    expect(await tab.evaluate("getComputedStyle(document.querySelector('button:not(.reveal)')).backgroundColor")).toBe(
      'rgb(255, 212, 0)',
    );
    await close();
  });
});

describe('without scripts', () => {
  const plain = { javaScriptEnabled: false, viewport: phone, locale: 'en' };
  /** The form that the browser sends for the action. */
  async function sentBy(path: string, act: (tab: Page) => Promise<void>) {
    const { tab, close } = await open(plain, path);
    const sending = tab.waitForRequest((request) => request.method() === 'POST');
    await act(tab);
    const request = await sending;
    await close();
    return [new URL(request.url()).pathname, Object.fromEntries(new URLSearchParams(request.postData() ?? ''))];
  }

  it('sends user name and password with the keyboard only: the first field has the focus', async () => {
    const sent = await sentBy('tessera/sign-in', async (tab) => {
      await tab.locator('[name=username]:focus').waitFor();
      await tab.keyboard.type('ada');
      await tab.keyboard.press('Tab');
      await tab.keyboard.type('correct horse');
      await tab.keyboard.press('Enter');
    });
    expect(sent).toEqual(['/tessera/sign-in', { form: 'e30.x', username: 'ada', password: 'correct horse' }]);
  });

  it('continues with the current account, or shows the fields for another', async () => {
    expect(
      await sentBy('tessera/sign-in-continue', (tab) => tab.getByRole('button', { name: /^Continue as/ }).click()),
    ).toEqual(['/tessera/sign-in', { form: 'e30.x', account: 'continue' }]);
    const other = await sentBy('tessera/sign-in-continue', async (tab) => {
      expect(await tab.getByLabel('User name').isVisible()).toBe(false);
      await tab.getByText('Use another account').focus();
      await tab.keyboard.press('Enter');
      await tab.getByLabel('User name').fill('bob');
      await tab.getByLabel('Password').fill('secret');
      await tab.getByRole('button', { name: 'Sign in' }).click();
    });
    expect(other).toEqual(['/tessera/sign-in', { form: 'e30.x', username: 'bob', password: 'secret' }]);
  });

  it.each([
    ['Allow', 'allow'],
    ['Deny', 'deny'],
  ])('sends the decision %s', async (name, decision) => {
    expect(await sentBy('tessera/consent', (tab) => tab.getByRole('button', { name, exact: true }).click())).toEqual([
      '/tessera/consent',
      { form: 'e30.x', decision },
    ]);
  });

  it('signs out here, or everywhere when the box is checked', async () => {
    const signOut = (tab: Page) => tab.getByRole('button', { name: 'Sign out' }).click();
    expect(await sentBy('tessera/sign-out', signOut)).toEqual(['/tessera/sign-out', { form: 'e30.x' }]);
    const everywhere = await sentBy('tessera/sign-out', async (tab) => {
      await tab.getByLabel('Sign out everywhere').check();
      await signOut(tab);
    });
    expect(everywhere).toEqual(['/tessera/sign-out', { form: 'e30.x', everywhere: 'on' }]);
  });
});

describe('the password', () => {
  const field = (tab: Page) => tab.locator('[name=password]');

  it('is shown on request, and hidden again before it is sent', async () => {
    const { tab, complaints, close } = await open({ locale: 'en' }, 'tessera/sign-in');
    await field(tab).fill('correct horse');
    await tab.getByRole('button', { name: 'Show password' }).click();
    expect(await field(tab).getAttribute('type')).toBe('text');
    await tab.getByRole('button', { name: 'Hide password' }).click();
    expect(await field(tab).getAttribute('type')).toBe('password');
    await tab.getByRole('button', { name: 'Show password' }).click();
    await tab.getByLabel('User name').fill('ada');
    const type = tab.evaluate(
      "new Promise((done) => document.forms[0].addEventListener('submit', (event) => { event.preventDefault(); done(document.forms[0].password.type); }))",
    );
    await tab.getByRole('button', { name: 'Sign in' }).click();
    expect(await type).toBe('password');
    expect(complaints).toEqual([]);
    await close();
  });

  it('has no button without scripts', async () => {
    const { tab, close } = await open({ locale: 'en', javaScriptEnabled: false }, 'tessera/sign-in');
    expect(await tab.getByRole('button').allTextContents()).toEqual(['Sign in']);
    await close();
  });
});

describe('on a phone', () => {
  it.each(friendly)(
    'everything that is touched on %s is 44 pixels high, and answers of one question are alike',
    async (page) => {
      const { tab, close } = await open({ viewport: phone, locale: 'lv' }, `tessera/${page}`);
      const touched = tab.locator(
        'button, a.button, summary, label:has([type=checkbox]), input:not([type=hidden], [type=checkbox])',
      );
      for (const each of await touched.all()) {
        if (await each.isVisible()) expect((await each.boundingBox())?.height).toBeGreaterThanOrEqual(44);
      }
      const [first, ...others] = await Promise.all(
        (await tab.locator('.choice button').all()).map((each) => each.boundingBox()),
      );
      for (const { width, height } of others.flatMap((box) => box ?? [])) {
        expect({ width, height }).toEqual({ width: first?.width, height: first?.height });
      }
      await close();
    },
  );

  it('every link, field and button shows the keyboard focus', async () => {
    const { tab, close } = await open({ viewport: phone, locale: 'nb' }, 'tessera/sign-in-wrong');
    const reachable = await tab.locator('a:visible, input:visible, button:visible, summary:visible').count();
    const seen: unknown[] = [];
    await tab.getByLabel('Brukernavn').focus();
    for (let count = 0; count < reachable; count += 1) {
      const shown = "[document.activeElement.tagName, getComputedStyle(document.activeElement).outline].join(' ')";
      seen.push(await tab.evaluate(shown));
      await tab.keyboard.press('Tab');
    }
    expect(seen.filter((each) => !/^(?:A|INPUT|BUTTON|SUMMARY) .*solid 3px$/.test(String(each)))).toEqual([]);
    await close();
  });
});
