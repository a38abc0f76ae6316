// The pictures of the README, as out/screenshots/readme-*.png: they go to docs/images when the pages have changed.
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoUser } from '../../local/demo-user.ts';
import { type DemoServer, startDemoServer } from '../examples/demo-server.ts';
import { runningClock } from '../support/clock.ts';
import { openBrowser, screenshots } from './browser.ts';
import { images, type SampleServer, serveSamples } from './page-samples.ts';

let demo: DemoServer;
let samples: SampleServer;
let browser: Browser;
beforeAll(async () => {
  demo = await startDemoServer(runningClock());
  samples = await serveSamples();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  samples.close();
  await demo.close();
});

/** Twice as fine as shown, for screens that can show it. */
const fine = { deviceScaleFactor: 2 };
const phone = { ...fine, viewport: { width: 360, height: 780 } };

async function open(address: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  for (const [image, body] of Object.entries(images)) {
    await context.route(image, (route) => route.fulfill({ contentType: 'image/svg+xml', body }));
  }
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** As at the usual ports. */
const usual = 'localhost:7071';

async function keep(page: Page, name: string): Promise<void> {
  const { host } = new URL(demo.server.url);
  await page.evaluate(`for (const each of document.querySelectorAll('main *')) for (const node of each.childNodes)
    if (node.nodeType === 3) node.data = node.data.replaceAll('${host}', '${usual}');`);
  const picture = await page.screenshot({ path: join(screenshots, `readme-${name}.png`) });
  expect(picture.length).toBeGreaterThan(10_000);
  await page.context().close();
}

it('sign-in: three pages on a phone', async () => {
  const shown = [
    { page: 'sign-in-two-providers', locale: 'en', colorScheme: 'light' },
    { page: 'consent-short', locale: 'lv', colorScheme: 'dark' },
    { page: 'sign-in-continue', locale: 'nb', colorScheme: 'light' },
  ] as const;
  const pictures: string[] = [];
  for (const { page: name, ...look } of shown) {
    const page = await open(`${samples.url}/tessera/${name}`, { ...phone, ...look });
    pictures.push((await page.screenshot()).toString('base64'));
    await page.context().close();
  }
  const sheet = await open('about:blank', { ...fine, viewport: { width: 1160, height: 812 } });
  const tags = pictures.map((each) => `<img width="360" src="data:image/png;base64,${each}">`).join('');
  const style =
    'body{display:flex;gap:24px;margin:0;padding:16px;background:#d8dee6}img{border-radius:20px;box-shadow:0 8px 24px #0003}';
  await sheet.setContent(`<style>${style}</style>${tags}`);
  await keep(sheet, 'sign-in');
});

it('error-page: what to do, and how to get help', async () => {
  const id = '62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca';
  const query = new URLSearchParams({ trace_id: id, correlation_id: id, timestamp: '2026-11-21 10:02:54Z' });
  const page = await open(`${demo.server.url}/error?${query}&error_code=70011`, {
    ...fine,
    locale: 'en',
    viewport: { width: 860, height: 1020 },
  });
  await keep(page, 'error-page');
});

it('demo: a grant after a refresh', async () => {
  const page = await open(demo.demo.url, { ...fine, locale: 'en', viewport: { width: 1000, height: 800 } });
  await page.getByLabel('Password').fill(demoUser.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.waitForURL(`${demo.demo.url}/grant`);
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await page.waitForURL(/#steps$/);
  await page.evaluate('scrollTo(0, 0)');
  await keep(page, 'demo');
});
