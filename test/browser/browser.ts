// A real browser: Chromium, from CHROMIUM or from the path on Debian.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Not in the repository; the build empties it. */
export const screenshots = join(import.meta.dirname, '..', '..', 'out', 'screenshots');
mkdirSync(screenshots, { recursive: true });

const launch = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  // Chromium has no sandbox for root, the usual user in a container.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
};

export function openBrowser(): Promise<Browser> {
  return chromium.launch(launch);
}

/** @param folder of a profile, with the preferences of its user */
export function openProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...launch, locale: 'en' });
}

/** The violations that axe-core finds on the page: WCAG 2.2 A and AA, and best practices. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate("axe.run({ rules: { 'target-size': { enabled: true } } })");
  // What axe-core says of its results.
  return (found as axe.AxeResults).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
