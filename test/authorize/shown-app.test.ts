// What the pages of sign-in show of the app and of the account, from the record of the client and the session.
import { beforeEach, describe, expect, it } from 'vitest';
import { beginDevice, enterCode, tv } from '../support/device.ts';
import { expectFrame, linksOf, textOf } from '../support/page.ts';
import { pushedRequest } from '../support/par.ts';
import type { Person, Place } from '../support/person.ts';
import { app, asking, authorizePath, desktop, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServerForEachTest } from '../support/use-server.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

const logo_uri = 'https://cdn.example/app;1.svg?v=2';
const image = { url: logo_uri, source: 'https://cdn.example/app%3B1.svg' };
const shown = { ...asking, client_id: 'shown', logo_uri, client_uri: 'https://www.reports.example/start' };

let person: Person;
const server = useServerForEachTest(() => ({
  clients: [app, asking, shown, desktop, tv],
}));
beforeEach(async () => {
  person = personAt(server);
  await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' });
  await addTestUser(server.service.store, 'grace');
});

describe('the app', () => {
  it.each([
    ['its logo and the host of its page', 'shown', 'https://app.example/callback', 'www.reports.example', [image]],
    ['the host of the redirect URI', 'app', 'https://app.example/callback', 'app.example', []],
  ])('is shown with %s', async (_, client_id, redirect_uri, host, images) => {
    const page = await person.open(authorizePath({ client_id, redirect_uri }));
    expectFrame(page, 'en', { formAction: 'any', images });
    expect(page.text).toContain(`<small><bdi dir="ltr">${host}</bdi></small>`);
  });

  it('has no host on this device', async () => {
    const page = await person.open(
      authorizePath({ client_id: 'desktop', redirect_uri: 'http://127.0.0.1:5000/callback' }),
    );
    expect(page.text).not.toContain('<bdi dir="ltr">');
  });

  it('sends the user to the redirect URI, whatever its page is', async () => {
    const consent = await signIn(person, authorizePath({ client_id: 'shown' }));
    expectFrame(consent, 'en', { formAction: 'any', images: [image] });
    expect(textOf(consent.text)).toContain('You will then be sent to app.example.');
  });
});

describe('"Not you?"', () => {
  const notYou = ({ text }: Place) => linksOf(/<div class="tile account".*?<\/div>/s.exec(text)?.[0] ?? '')[0] ?? '';
  const asGrace = async (page: Place) => person.submit(page, 'Sign in', { username: 'grace', password: adaPassword });

  it('leads to the choice of another account for the same request, in the same language', async () => {
    const consent = await signIn(person, authorizePath({ client_id: 'asking', ui_locales: 'en lv' }));
    const choice = await person.open(notYou(consent));
    expect(textOf(choice.text)).toContain('Continue as Ada Lovelace');
    const again = await asGrace(choice);
    expect(textOf(again.text)).toMatch(/asks for access to your account.* grace /);
    expectCode(await person.submit(again, 'Allow'));
  });

  it('keeps asking for the password where the app does', async () => {
    const consent = await signIn(person, authorizePath({ client_id: 'asking', prompt: 'login' }));
    const page = await person.open(notYou(consent));
    expect(textOf(page.text)).not.toContain('Continue as');
    expect((await asGrace(page)).url.pathname).toBe('/consent');
  });

  it('keeps a pushed request sealed', async () => {
    const consent = await signIn(person, await pushedRequest(server, { client_id: 'asking' }));
    expect(notYou(consent)).toMatch(/\/sign-in\?form=[\w.-]+$/);
    const choice = await person.open(notYou(consent));
    expectCode(await person.submit(await asGrace(choice), 'Allow'));
  });

  it('is offered for a device too', async () => {
    const { userCode } = await beginDevice(server);
    const question = await asGrace(await person.open(notYou(await enterCode(person, userCode))));
    expect(textOf(question.text)).toContain(' grace ');
    expect(textOf((await person.submit(question, 'Allow')).text)).toContain('Your device is connected');
  });
});

describe('the page of a wrong redirect URI', () => {
  it.each([
    ['the page of the client', 'shown', 'https://www.reports.example/start'],
    ['the site of its redirect URI', 'app', 'https://app.example/'],
  ])('leads to %s, and never to the wrong one', async (_, client_id, address) => {
    const page = await person.open(authorizePath({ client_id, redirect_uri: 'https://evil.example/' }), {
      Accept: 'text/html',
    });
    expect(page.status).toBe(400);
    expect(linksOf(page.text)).toContain(address);
    expect(linksOf(page.text).filter((link) => /^\w+:\/\/evil/.test(link))).toEqual([]);
  });
});
