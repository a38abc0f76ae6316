// The pages of sign-in and sign-out as a user sees them: `npm run test:browser` leaves screenshots in out/screenshots.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consentPage } from '../../authorize/pages/consent-page.ts';
import { deviceDonePage } from '../../authorize/pages/device-done-page.ts';
import { refusalPage } from '../../authorize/pages/refusal-page.ts';
import { signInPage } from '../../authorize/pages/sign-in-page.ts';
import { userCodePage } from '../../authorize/pages/user-code-page.ts';
import { type Brand, defaultBrand } from '../../shared/html/brand.ts';
import { chooseLanguage, type Language, languages } from '../../shared/html/language.ts';
import type { Answer } from '../../shared/http/answer.ts';
import { signOutPage } from '../../sign-out/pages/sign-out-page.ts';
import { signedOutPage } from '../../sign-out/pages/signed-out-page.ts';
import { openBrowser, screenshots, violations } from './browser.ts';

const logo = 'https://logo.example/acme;1.svg?size=2';
const brands: Readonly<Record<string, Brand>> = {
  tessera: defaultBrand,
  acme: { name: 'Acme Sky Lines', logo, colour: '#ffd400' },
};

const name = 'Nightly reports';
/** A name with markup in it. */
const hostile = `\u202eevil\u202c </bdi></h1>"><b>Win a prize</b> ${'wwwwwwwwww'.repeat(30)}`;

const descriptions = { en: 'Read your reports', lv: 'Lasīt jūsu pārskatus', nb: 'Lese rapportene dine' };

type Made = (language: Language, brand: Brand) => Answer;

const pages: Readonly<Record<string, Made>> = {
  'sign-in': (language, brand) => signInPage(asked(language, brand)),
  'sign-in-wrong': (language, brand) =>
    signInPage({ ...asked(language, brand), username: 'ada@example.com', problem: 'wrong' }),
  'sign-in-throttled': (language, brand) =>
    signInPage({ ...asked(language, brand), problem: 'throttled', retryAfter: 290, status: 429 }),
  'sign-in-continue': (language, brand) =>
    signInPage({ ...asked(language, brand), continueAs: { name: 'Ada Lovelace', username: 'ada@example.com' } }),
  'sign-in-hostile': (language, brand) =>
    signInPage({
      ...asked(language, brand),
      clientName: hostile,
      username: hostile,
      problem: 'expired',
      continueAs: { name: hostile, username: hostile.toLowerCase() },
    }),
  consent: (language, brand) =>
    consentPage({
      ...asked(language, brand),
      userName: 'Ada Lovelace',
      destination: { kind: 'web', name: 'app.example:8443' },
      maxAccessSeconds: 7_776_000,
      access: [
        {
          resource: undefined,
          scopes: [{ scope: 'openid' }, { scope: 'profile' }, { scope: 'email' }, { scope: 'offline_access' }],
        },
        {
          resource: 'https://reports.example',
          scopes: [
            { scope: 'reports.read', description: descriptions[language] },
            { scope: 'https://reports.example/permissions/reports.write.all.of.them.without.asking' },
          ],
        },
        { resource: 'https://files.example', scopes: [] },
      ],
    }),
  'consent-hostile': (language, brand) =>
    consentPage({
      ...asked(language, brand),
      clientName: hostile,
      userName: hostile,
      destination: { kind: 'private', name: `${'a-long-name-of-a-scheme-'.repeat(9)}.example` },
      maxAccessSeconds: 90_061,
      access: [{ resource: hostile, scopes: [{ scope: hostile }, { scope: 'a', description: hostile }] }],
    }),
  'device-code': (language, brand) => userCodePage({ ...code(language, brand), userCode: '', isFromLink: false }),
  'device-code-linked': (language, brand) => userCodePage({ ...code(language, brand), isFromLink: true }),
  'device-code-wrong': (language, brand) =>
    userCodePage({ ...code(language, brand), userCode: hostile.slice(0, 64), isFromLink: false, problem: 'wrong' }),
  'device-consent': (language, brand) =>
    consentPage({
      ...asked(language, brand),
      userName: 'Ada Lovelace',
      destination: undefined,
      device: {
        userCode: 'WDJB-MJHT',
        name: 'FilmsTV/2.1 (Model 55; build 20261121)',
        address: '2001:db8:1:2::/64',
        isElsewhere: true,
        minutesAgo: 2,
      },
      maxAccessSeconds: 7_776_000,
      access: [{ resource: undefined, scopes: [{ scope: 'openid' }, { scope: 'profile' }] }],
    }),
  'device-consent-hostile': (language, brand) =>
    consentPage({
      ...asked(language, brand),
      clientName: hostile,
      userName: hostile,
      destination: undefined,
      device: { userCode: 'WDJB-MJHT', name: hostile, address: undefined, isElsewhere: false, minutesAgo: 0 },
      maxAccessSeconds: 3600,
      access: [{ resource: hostile, scopes: [{ scope: hostile }] }],
    }),
  'device-allowed': (language, brand) => deviceDonePage({ ...asked(language, brand), ended: 'allowed' }),
  'device-denied': (language, brand) =>
    deviceDonePage({ ...asked(language, brand), clientName: hostile, ended: 'denied' }),
  refusal: (language, brand) =>
    refusalPage({
      language,
      brand,
      supportUrl: 'mailto:help@issuer.example',
      issuer: 'https://issuer.example',
      error: {
        error: 'invalid_request',
        error_description:
          'AADSTS70004: The redirect_uri https://app.example/callback/with/a/long/path is not registered for this client.',
        error_codes: [70004],
        timestamp: '2026-11-21 10:02:54Z',
        trace_id: '62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca',
        correlation_id: '0f1c0000-0000-4000-8000-0000000000ab',
        error_uri: 'https://issuer.example/error?error_code=70004',
      },
      name: 'InvalidRedirectUri',
      linkTo,
      status: 400,
    }),
  'sign-out': (language, brand) => signOutPage({ language, brand, form: 'e30.x', userName: 'Ada Lovelace', linkTo }),
  'signed-out': (language, brand) => signedOutPage({ language, brand, isEverywhere: false, linkTo }),
};

function asked(language: Language, brand: Brand) {
  return { language, brand, clientName: name, form: 'e30.x', linkTo };
}

function code(language: Language, brand: Brand) {
  return { language, brand, form: 'e30.x', userCode: 'WDJB-MJHT', linkTo };
}

function linkTo(language: Language): string {
  return `?ui_locales=${language}`;
}

let server: Server;
let url: string;
let browser: Browser;
beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const [, brand = '', page = ''] = pathname.split('/');
    const locales = searchParams.getAll('ui_locales').flatMap((each) => each.split(' '));
    const language = chooseLanguage(locales, request.headers['accept-language'] ?? null);
    const made = pages[page]?.(language, brands[brand] ?? defaultBrand) ?? { status: 404 };
    response.writeHead(made.status, made.headers).end(made.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The address of a server that listens on a port.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><path d="M4 60 32 4l28 56z" fill="#205"/></svg>`;

async function open(options: BrowserContextOptions, path: string) {
  const context = await browser.newContext(options);
  await context.route(logo, (route) => route.fulfill({ contentType: 'image/svg+xml', body: drawing }));
  const tab = await context.newPage();
  const complaints: string[] = [];
  // Chromium reports violations of the Content-Security-Policy there, and error responses.
  tab.on('console', (message) => {
    if (!/the server responded with a status of 4/.test(message.text())) complaints.push(message.text());
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
    expect(await tab.evaluate("getComputedStyle(document.querySelector('button')).backgroundColor")).toBe(
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
    const reachable = await tab.locator('a, input:not([type=hidden]), button').count();
    const seen: unknown[] = [];
    await tab.getByLabel('Brukernavn').focus();
    for (let count = 0; count < reachable; count += 1) {
      const shown = "[document.activeElement.tagName, getComputedStyle(document.activeElement).outline].join(' ')";
      seen.push(await tab.evaluate(shown));
      await tab.keyboard.press('Tab');
    }
    expect(seen.filter((each) => !/^(?:A|INPUT|BUTTON) .*solid 3px$/.test(String(each)))).toEqual([]);
    await close();
  });
});
