// The pages of sign-in and sign-out as a person sees them: `npm run test:browser` leaves screenshots in out/screenshots.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consentPage } from '../../authorize/pages/consent-page.ts';
import { refusalPage } from '../../authorize/pages/refusal-page.ts';
import { signInPage } from '../../authorize/pages/sign-in-page.ts';
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
/** A name that would like to be more than a name. */
const hostile = `\u202eevil\u202c </bdi></h1>"><b>Win a prize</b> ${'wwwwwwwwww'.repeat(30)}`;

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
      scopes: [
        { scope: 'openid' },
        { scope: 'profile' },
        { scope: 'email' },
        { scope: 'offline_access' },
        { scope: 'reports.read', description: 'Read your reports' },
        { scope: 'https://reports.example/permissions/reports.write.all.of.them.without.asking' },
      ],
    }),
  'consent-hostile': (language, brand) =>
    consentPage({
      ...asked(language, brand),
      clientName: hostile,
      userName: hostile,
      scopes: [{ scope: hostile }, { scope: 'a', description: hostile }],
    }),
  refusal: (language, brand) =>
    refusalPage({
      language,
      brand,
      supportUrl: 'mailto:help@issuer.example',
      issuer: 'https://issuer.example',
      error: {
        error: 'invalid_request',
        error_description:
          'AADSTS70004: The redirect_uri https://app.example/callback/with/a/long/path is not one that the client is registered for.',
        error_codes: [70004],
        timestamp: '2026-11-21 10:02:54Z',
        trace_id: '62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca',
        correlation_id: '0f1c0000-0000-4000-8000-0000000000ab',
        error_uri: 'https://issuer.example/error?code=70004',
      },
      name: 'InvalidRedirectUri',
      linkTo,
      status: 400,
    }),
  'sign-out': (language, brand) => signOutPage({ language, brand, form: 'e30.x', userName: 'Ada Lovelace', linkTo }),
  'signed-out': (language, brand) => signedOutPage({ language, brand, isEverywhere: false, linkTo }),
};

function asked(language: Language, brand: Brand) {
  return { language, brand, clientName: name, form: 'e30.x', formAction: 'https://app.example', linkTo };
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
  // What a server that listens on a port says of it.
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

const looks: Readonly<Record<string, BrowserContextOptions & { readonly brand: string }>> = {
  light: { brand: 'tessera', colorScheme: 'light', viewport: desktop },
  dark: { brand: 'tessera', colorScheme: 'dark', viewport: desktop },
  phone: { brand: 'tessera', colorScheme: 'light', viewport: phone, deviceScaleFactor: 2 },
  'phone-dark': { brand: 'tessera', colorScheme: 'dark', viewport: phone, deviceScaleFactor: 2 },
  'acme-light': { brand: 'acme', colorScheme: 'light', viewport: desktop },
  'acme-dark': { brand: 'acme', colorScheme: 'dark', viewport: phone },
};

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><path d="M4 60 32 4l28 56z" fill="#205"/></svg>`;

async function open({ brand = 'tessera', ...options }: BrowserContextOptions & { brand?: string }, page: string) {
  const context = await browser.newContext(options);
  await context.route(logo, (route) => route.fulfill({ contentType: 'image/svg+xml', body: drawing }));
  const tab = await context.newPage();
  const complaints: string[] = [];
  // Chromium says there what the Content-Security-Policy keeps from the page, and also that an answer is an error.
  tab.on('console', (message) => {
    if (!/Failed to load resource: the server responded with a status of 4/.test(message.text()))
      complaints.push(message.text());
  });
  await tab.goto(`${url}/${brand}/${page}`);
  return { tab, complaints, close: () => context.close() };
}

const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

describe.each(Object.entries(looks))('%s', (look, options) => {
  it.each(languages)(
    'shows every page in %s, with nothing cut off, in large text too, and nothing for axe-core',
    async (locale) => {
      const { tab, complaints, close } = await open({ ...options, locale }, 'sign-in');
      for (const page of Object.keys(pages)) {
        await tab.goto(`${url}/${options.brand}/${page}`);
        await tab.screenshot({ path: join(screenshots, `${page}-${locale}-${look}.png`), fullPage: true });
        expect([page, await tab.getAttribute('html', 'lang')]).toEqual([page, locale]);
        expect([page, await violations(tab)]).toEqual([page, []]);
        expect([page, await tab.evaluate(overflow)]).toEqual([page, 0]);
        // WCAG 2.2 §1.4.4.
        await tab.evaluate("document.documentElement.style.fontSize = '200%'");
        expect([page, await tab.evaluate(overflow)]).toEqual([page, 0]);
      }
      expect(complaints).toEqual([]);
      await close();
    },
    120_000,
  );
});
