// The device of the demo against a server under test, over HTTP.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoUser } from '../../local/demo-user.ts';
import { runningClock } from '../support/clock.ts';
import { linksOf, textOf } from '../support/page.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import { newVisitor, type Visit, type Visitor } from './visitor.ts';

const clock = runningClock();
let started: DemoServer;
beforeAll(async () => {
  started = await startDemoServer(clock);
});
afterAll(() => started.close());

const atDevice = () => `${started.demo.url}/device`;

async function begin(): Promise<{ readonly device: Visitor; readonly page: Visit; readonly link: string }> {
  const device = newVisitor();
  const page = await device.press(await device.open(atDevice()), 'Ask for a code');
  const link = linksOf(page.text).find((href) => href.includes('user_code=')) ?? '';
  return { device, page, link };
}

async function decide(link: string, decision: 'Allow' | 'Deny'): Promise<Visit> {
  const person = newVisitor();
  const signIn = await person.press(await person.open(link), 'Continue');
  const { username, password } = demoUser;
  return person.press(await person.press(signIn, 'Sign in', { username, password }), decision);
}

it('shows its code and a QR code of the link, and asks at each load', async () => {
  const { device, page, link } = await begin();
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/device\?user_code=[A-Z]{4}-[A-Z]{4}$/);
  const [, userCode = ''] = link.split('=');
  expect(textOf(page.text)).toContain(`and enter ${userCode} or scan this`);
  expect(page.text).toContain(`aria-label="QR code of ${link}"`);
  expect(page.headers.get('refresh')).toBe('5');
  expect(textOf(page.text)).toContain('The server says authorization_pending.');
  clock.advance(5);
  expect((await device.open(atDevice())).headers.get('refresh')).toBe('5');
});

it('has its tokens when the user has allowed it', async () => {
  const { device, link } = await begin();
  expect(textOf((await decide(link, 'Allow')).text)).toContain('Demo device on your device can go on now.');
  const page = await device.open(atDevice());
  expect(page.headers.get('refresh')).toBeNull();
  const text = textOf(page.text);
  expect(text).toContain('The device is signed in');
  expect(text.match(/✓ The signature is good/g)).toHaveLength(2);
  expect(textOf((await device.open(atDevice())).text)).toContain('The device is signed in');
  expect((await device.press(page, 'Start again')).text).toContain('class="user-code"');
});

it('says that the user has denied it', async () => {
  const { device, link } = await begin();
  await decide(link, 'Deny');
  const page = await device.open(atDevice());
  expect(textOf(page.text)).toContain('The device got no tokens: access_denied');
  expect(page.headers.get('refresh')).toBeNull();
});

it('takes no form of another site', async () => {
  const { device } = await begin();
  const headers = { Cookie: device.cookies('127.0.0.1'), Origin: 'https://attacker.example' };
  expect((await fetch(atDevice(), { method: 'POST', headers })).status).toBe(403);
});
