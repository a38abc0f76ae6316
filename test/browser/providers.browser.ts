// Sign-in at two providers that others wrote, beside the password form: `npm run test:browser` leaves screenshots in
// out/screenshots.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { type Language, languages } from '../../shared/html/language.ts';
import type { ProviderRecord } from '../../shared/providers/provider-record.ts';
import { addProvider } from '../../shared/providers/provider-store.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { app } from '../support/sign-in.ts';
import { openUpstreamProvider, type UpstreamProvider, upstreamClient } from '../support/upstream-provider.ts';
import { openBrowser, screenshots, violations } from './browser.ts';
import { startRelyingApp } from './relying-app.ts';
import { expectSignedIn, expectTold, fillIn, type Scene, type Visit, visit } from './scene.ts';

type ProviderScene = Pick<Scene, 'server' | 'app' | 'browser' | 'close'>;

let scene: ProviderScene;
let corp: UpstreamProvider;
let club: UpstreamProvider;

const grace = {
  sub: 'grace-1',
  name: 'Grace Hopper',
  preferred_username: 'grace',
  email: 'grace@corp.example',
  email_verified: true,
};

async function add(server: TestServer, upstream: UpstreamProvider, members: Partial<ProviderRecord>): Promise<void> {
  const record = { id: 'corp', issuer: upstream.issuer, ...upstreamClient, ...members };
  expect(await addProvider(record, server.service)).toBe('added');
}

async function openProviderScene(): Promise<ProviderScene> {
  const relyingApp = await startRelyingApp();
  const redirect_uris = [`${relyingApp.origin}/callback`];
  // The clock of the machine, which the providers have too.
  const server = await startServer({ isIssuerUrl: true, clock: systemClock, clients: [{ ...app, redirect_uris }] });
  await relyingApp.connect(server.url);
  [corp, club] = await Promise.all([
    openUpstreamProvider([`${server.url}/callback/corp`], {
      client: { post_logout_redirect_uris: [`${server.url}/sign-out`] },
    }),
    openUpstreamProvider([`${server.url}/callback/club`]),
  ]);
  await add(server, corp, { id: 'corp', label: 'Corp & Co', order: 1, 'label#lv': 'Korporācija' });
  await add(server, club, { id: 'club', label: 'The club', order: 2, allowed_domains: ['club.example'] });
  // Nothing listens there any more.
  const gone = await openUpstreamProvider([]);
  await gone.close();
  await add(server, gone, { id: 'gone', label: 'Gone', order: 3 });
  const browser = await openBrowser();
  return {
    server,
    app: relyingApp,
    browser,
    async close() {
      await browser.close();
      await Promise.all([relyingApp.close(), server.close(), corp.close(), club.close()]);
    },
  };
}

beforeAll(async () => {
  scene = await openProviderScene();
});
afterAll(() => scene.close());

let visited: Visit;
beforeEach(async () => {
  corp.user = grace;
  club.user = { ...grace, email: 'grace@club.example' };
  visited = await visit(scene);
});
afterEach(async () => {
  // No page violated its Content-Security-Policy.
  expect(visited.complaints).toEqual([]);
  await visited.close();
});

const login = (query = '') => `${scene.app.origin}/login${query}`;
const choose = (page: Page, name: string) =>
  page.getByRole('link', { name: `Continue with ${name}`, exact: true }).click();
const told = (name: string) => `signed in: ${name} (openid profile reports.read)`;

it('offers the providers in their order beside the password form, which still works', async () => {
  const { page } = visited;
  await page.goto(login());
  const names = await page.getByRole('link', { name: /^Continue with/ }).allTextContents();
  expect(names.map((name) => name.trim())).toEqual(
    ['Corp & Co', 'The club', 'Gone'].map((name) => `Continue with ${name}`),
  );
  await fillIn(visited);
  await expectSignedIn(page, scene);
});

it.each([true, false])('signs in at each provider as another user (JavaScript: %s)', async (javaScriptEnabled) => {
  for (const name of ['Corp & Co', 'The club']) {
    const person = await visit(scene, { javaScriptEnabled });
    await person.page.goto(login());
    await choose(person.page, name);
    await expectTold(person.page, scene, told('Grace Hopper'));
    // The session is of this server: no provider is asked.
    const asked = corp.asked.length + club.asked.length;
    await person.page.goto(login());
    await expectTold(person.page, scene, told('Grace Hopper'));
    expect(corp.asked.length + club.asked.length).toBe(asked);
    expect(person.complaints).toEqual([]);
    await person.close();
  }
});

it('goes on after back and reload, and after a visit to another provider', async () => {
  const { page } = visited;
  corp.user = undefined;
  await page.goto(login());
  await choose(page, 'Corp & Co');
  await page.getByRole('alert').waitFor();
  await page.reload();
  expect(await page.getByRole('alert').textContent()).toContain('The sign-in at Corp & Co was cancelled.');
  await choose(page, 'The club');
  await expectTold(page, scene, told('Grace Hopper'));
});

it('signs out here, then at the provider, and comes back', async () => {
  const { page } = visited;
  await page.goto(login());
  await choose(page, 'Corp & Co');
  await expectTold(page, scene, told('Grace Hopper'));
  await page.goto(`${scene.server.url}/sign-out`);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByText('You are signed out').first().waitFor();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: join(screenshots, 'provider-signed-out.png'), fullPage: true });
  expect(visited.complaints).toEqual([]);
  await page.getByRole('link', { name: 'Sign out of Corp & Co' }).click();
  await page.waitForURL(`${corp.issuer}/**`);
  await page.getByRole('button', { name: /yes/i }).click();
  await page.waitForURL(`${scene.server.url}/sign-out**`);
  // The page of the provider asks for a font of others.
  visited.complaints.splice(0);
  await page.goto(login());
  expect(await page.getByRole('link', { name: 'Continue with Corp & Co' }).isVisible()).toBe(true);
});

const problems: Readonly<Record<string, { readonly name: string; readonly text: Readonly<Record<Language, RegExp>> }>> =
  {
    'not-admitted': {
      name: 'The club',
      text: { en: /may not sign in here/, lv: /The club/, nb: /The club/ },
    },
    down: { name: 'Gone', text: { en: /Gone does not answer right now/, lv: /Gone/, nb: /Gone/ } },
  };
const locales = { en: 'en-GB', lv: 'lv-LV', nb: 'nb-NO' };

describe.each(Object.entries(problems))('%s', (problem, { name, text }) => {
  it.each(languages)('is said in %s, and another provider is one click away', async (language) => {
    club.user = grace;
    const phone = { colorScheme: 'dark', viewport: { width: 320, height: 640 } } as const;
    const person = await visit(scene, { locale: locales[language], ...(language === 'en' ? {} : phone) });
    const { page } = person;
    const link = (label: string) => page.getByRole('link', { name: new RegExp(label.replace(' ', '\\s')) });
    await page.goto(login());
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: join(screenshots, `providers-${language}.png`), fullPage: true });
    await link(name).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await page.getAttribute('html', 'lang')).toBe(language);
    expect(await alert.textContent()).toMatch(text[language]);
    expect(await violations(page)).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
    await page.screenshot({ path: join(screenshots, `provider-${problem}-${language}.png`), fullPage: true });
    await link(language === 'lv' ? 'Korporācija' : 'Corp & Co').click();
    await expectTold(page, scene, told('Grace Hopper'));
    expect(person.complaints).toEqual([]);
    await person.close();
  });
});
