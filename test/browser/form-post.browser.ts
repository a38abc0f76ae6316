// The response mode form_post in a browser, with an app on another origin.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectSignedIn, expectTold, fillIn, openScene, type Scene, type Visit, visit } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

describe.each([true, false])('response_mode=form_post (JavaScript: %s)', (javaScriptEnabled) => {
  let lone: Visit;
  beforeEach(async () => {
    lone = await visit(scene, { javaScriptEnabled });
  });
  afterEach(async () => {
    // No page violated its Content-Security-Policy.
    expect(lone.complaints).toEqual([]);
    await lone.close();
  });

  const login = (query = '') => `${scene.app.origin}/login?response_mode=form_post${query}`;

  /** Without scripts, the user presses the button. */
  async function goOn(): Promise<void> {
    if (!javaScriptEnabled) await lone.page.getByRole('button', { name: 'Continue', exact: true }).click();
  }

  it('signs the user in, from each page and with a session', async () => {
    const { page } = lone;
    await page.goto(login('&client=asking'));
    await fillIn(lone);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await goOn();
    await expectSignedIn(page, scene);
    await page.goto(login());
    await goOn();
    await expectSignedIn(page, scene);
  });

  it('posts with the Origin of the issuer, and without its path', async () => {
    const { page } = lone;
    const posted = page.waitForRequest((request) => request.url() === `${scene.app.origin}/callback`);
    await page.goto(login());
    await fillIn(lone);
    await goOn();
    const headers = await (await posted).allHeaders();
    expect([headers.origin, headers.referer]).toEqual([scene.server.url, `${scene.server.url}/`]);
    await expectSignedIn(page, scene);
  });

  it('tells the app of a refusal', async () => {
    const { page } = lone;
    await page.goto(login('&prompt=none'));
    await goOn();
    await expectTold(page, scene, 'refused: login_required');
  });

  it('leads on to a third origin, to which the app passes the form', async () => {
    const { page } = lone;
    await page.goto(login('&client=onward'));
    await fillIn(lone);
    await goOn();
    await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
  });

  it('gets the app no code twice when the user goes back', async () => {
    const { page } = lone;
    await page.goto(`${scene.app.origin}/?response_mode=form_post`);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await fillIn(lone);
    await goOn();
    await expectSignedIn(page, scene);
    const before = scene.app.told.length;
    if (javaScriptEnabled) {
      // The sign-in page was at /authorize: with the session, that leads to the app at once, with another code.
      await page.goBack();
      await expectSignedIn(page, scene);
    } else {
      // Chromium asks first, since the page is the answer to a form.
      await expect(page.goBack()).rejects.toThrow('ERR_CACHE_MISS');
    }
    expect(scene.app.told.slice(before)).toEqual(
      javaScriptEnabled ? ['signed in: Ada Lovelace (openid profile reports.read)'] : [],
    );
  });
});

describe('the page of response_mode=form_post', () => {
  it('disables its button once it has posted', async () => {
    const { page, close } = await visit(scene);
    await page.route(`${scene.app.origin}/callback`, (route) => route.fulfill({ status: 204 }));
    await page.goto(`${scene.app.origin}/login?response_mode=form_post&prompt=none`, { waitUntil: 'commit' });
    await page.getByRole('button', { name: 'Continue', exact: true, disabled: true }).waitFor();
    await close();
  });
});
