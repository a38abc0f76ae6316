// The pages of sign-in and sign-out with the keyboard alone (WCAG 2.2 §2.1.1).
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adaPassword } from '../support/users.ts';
import { expectSignedIn, openScene, type Scene, type Visit, visit } from './scene.ts';

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

describe('with the keyboard alone', () => {
  /** Moves to the next element with Tab, and checks its focus indicator. */
  async function tab(): Promise<unknown> {
    await visited.page.keyboard.press('Tab');
    return focused();
  }

  async function focused(): Promise<unknown> {
    const [name, outline] = (await visited.page.evaluate(
      '[(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim(), getComputedStyle(document.activeElement).outlineStyle]',
    )) as readonly unknown[];
    expect([name, outline]).toEqual([name, 'solid']);
    return name;
  }

  /** A browser focuses the first field when it first draws the page, sometimes after the load event. */
  const ready = (field: string) => visited.page.locator(`[name=${field}]:focus`).waitFor();

  const links = ['English', 'Latviešu', 'Norsk bokmål'];

  async function tabs(count: number): Promise<readonly unknown[]> {
    const names: unknown[] = [];
    for (let each = 0; each < count; each += 1) names.push(await tab());
    return names;
  }

  it('a user signs in, consents, continues and signs out', async () => {
    const { page, username } = visited;
    const { keyboard } = page;
    await page.goto(`${scene.app.origin}/login?client=asking`);
    // On a page with fields the first one has the focus.
    await ready('username');
    expect(await focused()).toBe('User name');
    expect(await tabs(7)).toEqual(['Password', 'Show password', 'Sign in', 'Can’t sign in?', ...links]);
    await page.reload();
    await ready('username');
    await keyboard.type(username);
    await tab();
    await keyboard.type('not the password');
    await keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    // The name is filled in already.
    await ready('password');
    expect(await focused()).toBe('Password');
    await keyboard.type(adaPassword);
    expect(await tabs(2)).toEqual(['Show password', 'Sign in']);
    await keyboard.press('Enter');
    await page.waitForURL(`${scene.server.url}/consent?*`);
    expect(await tabs(6)).toEqual(['Not you?', 'Allow', 'Deny', ...links]);
    for (let each = 0; each < 4; each += 1) await keyboard.press('Shift+Tab');
    expect(await focused()).toBe('Allow');
    await keyboard.press('Enter');
    await expectSignedIn(page, scene);
    await page.goto(`${scene.app.origin}/login?prompt=select_account`);
    expect(await tabs(2)).toEqual([expect.stringContaining('Continue as Ada Lovelace'), 'Use another account']);
    await keyboard.press('Enter');
    expect(await tabs(4)).toEqual(['User name', 'Password', 'Show password', 'Sign in']);
    await page.reload();
    await tab();
    await keyboard.press('Enter');
    await expectSignedIn(page, scene);
    await page.goto(`${scene.server.url}/sign-out`);
    expect(await tab()).toBe('Sign out everywhere');
    await keyboard.press('Space');
    expect(await tab()).toBe('Sign out');
    await keyboard.press('Enter');
    await page.getByText('on all your other devices within a minute').waitFor();
  });
});
