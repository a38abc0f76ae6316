// Back, forward and reload around a wrong password: nothing is sent again, and every page can be shown.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { screenshots, violations } from './browser.ts';
import { expectSignedIn, fillIn, openScene, type Scene, type Visit, visit } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

let visited: Visit;
beforeEach(async () => {
  visited = await visit(scene);
});
afterEach(async () => {
  expect(visited.complaints).toEqual([]);
  await visited.close();
});

const login = (query = '') => `${scene.app.origin}/login${query}`;

/** The number of requests with a wrong password. */
const tries = () => scene.server.log.filter(({ error_codes }) => String(error_codes) === '50126').length;

async function expectWrong({ page, username }: Visit): Promise<void> {
  expect(await page.getByRole('alert').textContent()).toBe(
    'The user name or password is wrong. Check both and try again.',
  );
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  expect(await page.locator('input[name=username]').inputValue()).toBe(username);
  expect(await page.locator('input[name=password]').inputValue()).toBe('');
}

async function fail(query = ''): Promise<void> {
  await visited.page.goto(login(query));
  await fillIn(visited, { password: 'not the password' });
  await expectWrong(visited);
}

describe('after a wrong and then the right password, the back button', () => {
  async function succeed(): Promise<void> {
    // The session begins in a later second than the wrong attempt.
    scene.clock.advance(2);
    await fillIn(visited);
    await expectSignedIn(visited.page, scene);
  }

  it('leads to the app again, with a new code', async () => {
    const { page } = visited;
    await fail();
    await succeed();
    const before = scene.app.told.length;
    for (const count of [1, 2]) {
      await page.goBack();
      await expectSignedIn(page, scene);
      expect(scene.app.told).toHaveLength(before + count);
    }
  });

  it('leads to the choice of the account, if the app asks for it', async () => {
    const { page } = visited;
    await fail('?prompt=select_account');
    await succeed();
    await page.goBack();
    const goOn = page.getByRole('button', { name: 'Continue as Ada Lovelace' });
    await goOn.waitFor();
    expect([new URL(page.url()).pathname, await page.getByRole('alert').count()]).toEqual(['/sign-in', 0]);
    await page.screenshot({ path: join(screenshots, 'sign-in-back-en-light.png'), fullPage: true });
    await goOn.click();
    await expectSignedIn(page, scene);
  });

  it('leads to the password page, if the app requires a new sign-in', async () => {
    const { page } = visited;
    await fail('?prompt=login');
    await succeed();
    await page.goBack();
    await page.getByLabel('Password').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await fillIn(visited);
    await expectSignedIn(page, scene);
  });
});

it('a reload shows the page again, and sends nothing', async () => {
  const { page } = visited;
  await fail();
  const before = tries();
  await page.reload();
  await expectWrong(visited);
  await page.screenshot({ path: join(screenshots, 'sign-in-reloaded-en-light.png'), fullPage: true });
  expect(await violations(page)).toEqual([]);
  expect(tries()).toBe(before);
  await fillIn(visited);
  await expectSignedIn(page, scene);
});

it('back and forward move between the pages in their languages, and send nothing', async () => {
  const { page } = visited;
  await fail();
  const before = tries();
  await page.goBack();
  expect([new URL(page.url()).pathname, await page.getByRole('alert').count()]).toEqual(['/authorize', 0]);
  await page.goForward();
  await expectWrong(visited);
  await page.getByRole('link', { name: 'Norsk bokmål' }).click();
  await page.getByText('Feil brukernavn eller passord. Kontroller begge og prøv igjen.').waitFor();
  await page.screenshot({ path: join(screenshots, 'sign-in-reloaded-nb-light.png'), fullPage: true });
  await page.goBack();
  await expectWrong(visited);
  expect(tries()).toBe(before);
});

it('a browser that lost its cookies in between is told that they are needed', async () => {
  const { page, context } = visited;
  await fail();
  await context.clearCookies();
  await page.reload();
  expect(await page.getByText('Your browser must accept cookies from this site.').isVisible()).toBe(true);
  await page.screenshot({ path: join(screenshots, 'sign-in-lost-en-light.png'), fullPage: true });
});
