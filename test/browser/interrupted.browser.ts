// Detours of users: they go back, reload, wait, click twice, open a second tab, refuse cookies.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openProfile, screenshots, violations } from './browser.ts';
import { expectSignedIn, expectTold, fillIn, openScene, type Scene, type Visit, visit, visitIn } from './scene.ts';

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
const button = (name: string, { page } = visited) => page.getByRole('button', { name, exact: true });

describe('the back button', () => {
  it('leads from the app to the sign-in page, which continues without a question', async () => {
    const { page } = visited;
    await page.goto(login());
    await fillIn(visited);
    await expectSignedIn(page, scene);
    await page.goBack();
    // With a new code.
    await expectSignedIn(page, scene);
    expect(scene.app.told.slice(-2)).toEqual(Array(2).fill('signed in: Ada Lovelace (openid profile reports.read)'));
  });

  it('leads from the app to the consent page, after a refusal too, and the user can decide differently', async () => {
    const { page } = visited;
    await page.goto(login('?client=asking'));
    await fillIn(visited);
    await button('Deny').click();
    await expectTold(page, scene, 'refused: access_denied');
    await page.goBack();
    await button('Allow').click();
    await expectSignedIn(page, scene);
    await page.goBack();
    await button('Deny').click();
    await expectTold(page, scene, 'refused: access_denied');
  });
});

describe('a reload', () => {
  it('shows the sign-in page and the consent page again, and both can be submitted', async () => {
    const { page } = visited;
    await page.goto(login('?client=asking'));
    await page.reload();
    await fillIn(visited);
    await page.waitForURL(`${scene.server.url}/consent?*`);
    await page.reload();
    await button('Allow').click();
    await expectSignedIn(page, scene);
    await page.goto(`${scene.server.url}/sign-out`);
    await page.reload();
    await button('Sign out').click();
    // A reload before the answer would be of the page that asks.
    const signedOut = page.getByRole('heading', { name: 'You are signed out', exact: true });
    await signedOut.waitFor();
    await page.reload();
    await signedOut.waitFor();
  });
});

describe('a page that is open for more than half an hour', () => {
  it('for sign-in is shown again with the typed name, and then continues', async () => {
    const { page, username } = visited;
    await page.goto(login());
    scene.clock.advance(1801);
    await fillIn(visited);
    expect(await page.getByRole('alert').textContent()).toBe('This page was open for too long. Please sign in again.');
    expect(await page.locator('input[name=username]').inputValue()).toBe(username);
    await fillIn(visited);
    await expectSignedIn(page, scene);
  });

  it('for consent asks again', async () => {
    const { page } = visited;
    await page.goto(login('?client=asking'));
    await fillIn(visited);
    await page.waitForURL(`${scene.server.url}/consent?*`);
    scene.clock.advance(1801);
    const before = page.url();
    await button('Allow').click();
    await page.waitForURL((url) => url.pathname === '/consent' && url.href !== before);
    await button('Allow').click();
    await expectSignedIn(page, scene);
  });

  it('for sign-out still signs out', async () => {
    const { page } = visited;
    await page.goto(login());
    await fillIn(visited);
    await expectSignedIn(page, scene);
    await page.goto(`${scene.server.url}/sign-out`);
    scene.clock.advance(1801);
    await button('Sign out').click();
    expect(await page.getByRole('heading').textContent()).toBe('You are signed out');
  });

  it('and for more than a day is refused, on a page that says what to do', async () => {
    const { page } = visited;
    await page.goto(login());
    scene.clock.advance(86_400);
    await fillIn(visited);
    expect(await page.getByText('Go back to the app and start again.').isVisible()).toBe(true);
  });
});

describe('two tabs', () => {
  it('with the sign-in page both return to the app', async () => {
    const { page, context } = visited;
    const second = await context.newPage();
    await page.goto(login());
    await second.goto(login('?client=asking'));
    await fillIn(visited);
    await expectSignedIn(page, scene);
    await fillIn({ ...visited, page: second });
    await button('Allow', { ...visited, page: second }).click();
    await expectSignedIn(second, scene);
  });

  it('opened at once in a new browser both return to the app', async () => {
    const { page, context } = visited;
    const second = await context.newPage();
    await page.goto(login());
    // Neither request had a cookie, and the browser keeps the second of the two that were set.
    await context.clearCookies();
    await second.goto(login());
    await fillIn(visited);
    expect(await page.getByRole('alert').textContent()).toMatch(/^Sign-in was also started in another tab\./);
    await page.screenshot({ path: join(screenshots, 'sign-in-foreign-en-light.png'), fullPage: true });
    expect(await violations(page)).toEqual([]);
    await fillIn(visited);
    await expectSignedIn(page, scene);
    await fillIn({ ...visited, page: second });
    await expectSignedIn(second, scene);
  });

  it('of which one signs out: the consent page in the other then requires the password first', async () => {
    const { page, context } = visited;
    await page.goto(login('?client=asking'));
    await fillIn(visited);
    await page.waitForURL(`${scene.server.url}/consent?*`);
    const second = await context.newPage();
    await second.goto(`${scene.server.url}/sign-out`);
    await button('Sign out', { ...visited, page: second }).click();
    await second.getByText('You are signed out in this browser.').waitFor();
    await button('Allow').click();
    await page.waitForURL(`${scene.server.url}/authorize?*`);
    await fillIn(visited);
    await button('Allow').click();
    await expectSignedIn(page, scene);
  });

  it('of which one signs out here: the other can still sign out everywhere', async () => {
    const { page, context } = visited;
    const elsewhere = { ...(await visit(scene)), username: visited.username };
    for (const each of [visited, elsewhere]) {
      await each.page.goto(login());
      await fillIn(each);
      await expectSignedIn(each.page, scene);
    }
    const second = await context.newPage();
    await page.goto(`${scene.server.url}/sign-out`);
    await second.goto(`${scene.server.url}/sign-out`);
    await button('Sign out', { ...visited, page: second }).click();
    await second.getByText('You are signed out in this browser.').waitFor();
    await page.getByLabel('Sign out everywhere').check();
    await button('Sign out').click();
    await page.getByText('on all your other devices within a minute').waitFor();
    // Within a minute.
    scene.clock.advance(61);
    await elsewhere.page.goto(login());
    expect(await elsewhere.page.getByLabel('Password').isVisible()).toBe(true);
    await elsewhere.close();
  });
});

it('a double click has the effect of a single click, on every button', async () => {
  const { page, username } = visited;
  await page.goto(login('?client=asking'));
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill('not the password');
  await button('Sign in').dblclick();
  await page.waitForURL(`${scene.server.url}/sign-in?*`);
  await page.getByRole('alert').waitFor();
  await page.goBack();
  await page.waitForURL(`${scene.server.url}/authorize?*`);
  await page.goto(login('?client=asking'));
  await fillIn(visited, { clicks: 2 });
  await button('Deny').dblclick();
  await expectTold(page, scene, 'refused: access_denied');
  await page.goto(login('?client=asking'));
  await button('Allow').dblclick();
  await expectSignedIn(page, scene);
  await page.goto(login('?prompt=select_account'));
  await page.getByRole('button', { name: 'Continue as Ada Lovelace' }).dblclick();
  await expectSignedIn(page, scene);
  await page.goto(`${scene.server.url}/sign-out`);
  await page.getByLabel('Sign out everywhere').check();
  await button('Sign out').dblclick();
  await page.getByText('on all your other devices within a minute').waitFor();
});

it('a browser that refuses cookies is told that they are needed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-profile-'));
  await mkdir(join(folder, 'Default'));
  // Chromium's preference for blocking all cookies.
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  const person = await visitIn(await openProfile(folder), scene);
  const { page, context, complaints } = person;
  await page.goto(login());
  await fillIn(person);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('We couldn’t sign you in');
  expect(await page.getByText('Your browser must accept cookies from this site.').isVisible()).toBe(true);
  expect(await context.cookies()).toEqual([]);
  await page.screenshot({ path: join(screenshots, 'refusal-cookies-en-light.png'), fullPage: true });
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await person.close();
  await rm(folder, { recursive: true });
});
