// From an app of another site to the pages and back, as users do it.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../shared/html/language.ts';
import { openPerson } from '../support/person.ts';
import { authorizePath } from '../support/sign-in.ts';
import { expectSignedIn, expectTold, fillIn, openScene, type Scene, type Visit, visit } from './scene.ts';

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
  // No page violated its Content-Security-Policy.
  expect(visited.complaints).toEqual([]);
  await visited.close();
});

const login = (query = '') => `${scene.app.origin}/login${query}`;

const words = {
  en: { signIn: 'Sign in', allow: 'Allow', deny: 'Deny', signOut: 'Sign out', out: 'You are signed out' },
  lv: {
    signIn: 'Pierakstīties',
    allow: 'Atļaut',
    deny: 'Neatļaut',
    signOut: 'Izrakstīties',
    out: 'Jūs izrakstījāties',
  },
  nb: { signIn: 'Logg inn', allow: 'Tillat', deny: 'Ikke tillat', signOut: 'Logg ut', out: 'Du er logget ut' },
};

const locales = { en: 'en-GB', lv: 'lv-LV', nb: 'nb-NO' };

describe.each(languages)('in %s', (language) => {
  const { signIn, allow, deny, signOut, out } = words[language];

  it.each([
    { javaScriptEnabled: true, how: 'with scripts' },
    { javaScriptEnabled: false, how: 'without scripts' },
  ])(
    'a person signs in, refuses, agrees, gets the app its tokens and signs out, $how',
    async ({ javaScriptEnabled }) => {
      const person = await visit(scene, { locale: locales[language], javaScriptEnabled });
      const { page, complaints } = person;
      const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
      await page.goto(`${scene.app.origin}/?client=asking`);
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.waitForURL(`${scene.server.url}/authorize?*`);
      expect(await page.getAttribute('html', 'lang')).toBe(language);
      await fillIn(person, { password: 'not the password', submit: signIn });
      expect(await page.getByRole('alert').isVisible()).toBe(true);
      await page.reload();
      expect(await page.getByRole('alert').isVisible()).toBe(true);
      expect(await page.getAttribute('html', 'lang')).toBe(language);
      expect(await page.locator('input[name=username]').inputValue()).toBe(person.username);
      expect(await page.locator('input[name=password]').inputValue()).toBe('');
      await fillIn(person, { submit: signIn });
      await page.waitForURL(`${scene.server.url}/consent?*`);
      expect(await page.getAttribute('html', 'lang')).toBe(language);
      await press(deny);
      await expectTold(page, scene, 'refused: access_denied');
      // The app starts another request, and the session is active.
      await page.goto(login('?client=asking'));
      await press(allow);
      await expectSignedIn(page, scene);
      await page.goto(`${scene.server.url}/sign-out`);
      await press(signOut);
      expect(await page.getByRole('heading').textContent()).toBe(out);
      expect(complaints).toEqual([]);
      await person.close();
    },
  );
});

it('each form is sent with the Origin of the issuer, which the service requires', async () => {
  const { page } = visited;
  const posts: Promise<[path: string, origin: string | undefined, referrer: string | undefined]>[] = [];
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    if (request.method() !== 'POST' || origin !== scene.server.url) return;
    posts.push(
      request.allHeaders().then((headers) => [pathname, headers.origin, new URL(headers.referer ?? '').pathname]),
    );
  });
  await page.goto(login('?client=asking'));
  await fillIn(visited, { password: 'not the password' });
  await fillIn(visited);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expectSignedIn(page, scene);
  // The app receives no referrer.
  expect(await page.evaluate('document.referrer')).toBe('');
  await page.goto(`${scene.server.url}/sign-out`);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  expect(await Promise.all(posts)).toEqual([
    ['/sign-in', scene.server.url, '/authorize'],
    ['/sign-in', scene.server.url, '/sign-in'],
    ['/consent', scene.server.url, '/consent'],
    ['/sign-out', scene.server.url, '/sign-out'],
  ]);
});

it('the chosen language applies to the page, and the request continues', async () => {
  const { page } = visited;
  await page.goto(login('?client=asking'));
  await page.getByRole('link', { name: 'Latviešu' }).click();
  await fillIn(visited, { submit: 'Pierakstīties' });
  // The chosen language, not that of the browser.
  expect(await page.getByRole('heading').textContent()).toBe('Vai atļaut piekļuvi?');
  await page.getByRole('link', { name: 'Norsk bokmål' }).click();
  await page.getByRole('button', { name: 'Tillat', exact: true }).click();
  await expectSignedIn(page, scene);
});

it('too many attempts are refused with the time to wait, even with the right password, until it is over', async () => {
  const { page, username } = visited;
  const guesser = openPerson(scene.server.url, [scene.server]);
  const form = await guesser.open(authorizePath({ redirect_uri: `${scene.app.origin}/callback` }));
  for (let count = 0; count < 10; count += 1) {
    await guesser.submit(form, 'Sign in', { username, password: 'not the password' });
  }
  await page.goto(login());
  await fillIn(visited);
  const alert = page.getByRole('alert');
  expect(await alert.textContent()).toBe('Too many sign-in attempts. Try again in 5 minutes.');
  // A reload needs no confirmation, and shows the remaining time.
  scene.clock.advance(121);
  await page.reload();
  expect(await alert.textContent()).toBe('Too many sign-in attempts. Try again in 3 minutes.');
  scene.clock.advance(180);
  await page.reload();
  expect(await alert.count()).toBe(0);
  expect(await page.locator('input[name=username]').inputValue()).toBe(username);
  await fillIn(visited);
  await expectSignedIn(page, scene);
});

describe('a signed-in user', () => {
  beforeEach(async () => {
    await visited.page.goto(login());
    await fillIn(visited);
    await expectSignedIn(visited.page, scene);
  });

  it('reaches an app without a page, or with one when the app asks for the account', async () => {
    const { page } = visited;
    await page.goto(login());
    await expectSignedIn(page, scene);
    await page.goto(login('?prompt=select_account'));
    await page.getByRole('button', { name: 'Continue as Ada Lovelace' }).click();
    await expectSignedIn(page, scene);
  });

  it('signs in as somebody else from the same page', async () => {
    const { page } = visited;
    const other = await visit(scene);
    await page.goto(login('?prompt=select_account'));
    await page.getByText('Use another account').click();
    await fillIn({ page, username: other.username });
    await expectSignedIn(page, scene);
    await other.close();
  });

  it('signs out in this browser, and is asked for the password again', async () => {
    const { page } = visited;
    await page.goto(`${scene.server.url}/sign-out`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await page.getByText('You are signed out in this browser.').isVisible()).toBe(true);
    await page.goto(login());
    await fillIn(visited);
    await expectSignedIn(page, scene);
  });

  it('signs out everywhere, and another browser is asked for the password again', async () => {
    const elsewhere = { ...(await visit(scene)), username: visited.username };
    await elsewhere.page.goto(login());
    await fillIn(elsewhere);
    await expectSignedIn(elsewhere.page, scene);
    const { page } = visited;
    await page.goto(`${scene.server.url}/sign-out`);
    await page.getByLabel('Sign out everywhere').check();
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await page.getByText('on all your other devices within a minute').isVisible()).toBe(true);
    // Within a minute.
    scene.clock.advance(61);
    await elsewhere.page.goto(login());
    expect(await elsewhere.page.getByLabel('Password').isVisible()).toBe(true);
    await elsewhere.close();
  });

  it('keeps the session when the app posts its request (OpenID Connect Core §3.1.2.1)', async () => {
    const { page } = visited;
    await page.goto(login('?method=post'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expectSignedIn(page, scene);
  });
});

it('an app can post its request and get the response in the fragment', async () => {
  const { page } = visited;
  await page.goto(login('?method=post&client=asking&response_mode=fragment'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillIn(visited);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expectSignedIn(page, scene);
});
