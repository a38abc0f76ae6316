// The page for the code of a device, and the question whether it may (RFC 8628 §3.3, §5.1 and §5.4).
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { userCodeLimits } from '../../authorize/user-code-attempt.ts';
import { listConsents } from '../../shared/clients/consents.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { catalogue } from '../../shared/errors/catalogue.ts';
import type { Service } from '../../shared/serving/service.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import { anyCharacter } from '../support/any-character.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { beginDevice, decide, deviceClients, enterCode, poll, tv } from '../support/device.ts';
import { expectFrame, textOf } from '../support/page.ts';
import { openPerson, type Person, type Place } from '../support/person.ts';
import { expectRefusal } from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { app, authorizePath, signIn } from '../support/sign-in.ts';
import { useServerForEachTest } from '../support/use-server.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

const wrongText = 'This code is not valid. It may be mistyped, expired or used.';

let clock: TestClock;
let person: Person;
let ada: UserRecord;
let changedClient: object | undefined;
const server = useServerForEachTest(() => {
  clock = testClock();
  changedClient = tv;
  const change = (service: Service): Service => ({
    ...service,
    clients: {
      ...service.clients,
      async findClient(id) {
        if (id !== 'tv') return service.clients.findClient(id);
        const client = changedClient && readClient(changedClient);
        return client && 'id' in client ? client : undefined;
      },
    },
  });
  const asking = { ...tv, client_id: 'asking-tv', consent: true };
  // The host of the tests adds another address.
  return { clients: [...deviceClients, asking, app], clock, change, environment: { TRUSTED_PROXIES: '2' } };
});
beforeEach(async () => {
  person = openPerson(issuer, [server]);
  ada = await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' });
});

const type = (by: Person, page: Place, userCode: string) => by.submit(page, 'Continue', { user_code: userCode });

function expectWrong(place: Place): void {
  expect([place.status, place.url.pathname]).toEqual([400, '/device']);
  expect(textOf(place.text)).toContain(wrongText);
}

describe('the page for the code', () => {
  it('asks for the code, and works without a script', async () => {
    const page = await person.open('/device');
    expectFrame(page, 'en', { formAction: "'self'" });
    expect(page.status).toBe(200);
    expect(textOf(page.text)).toContain('Enter the code that your device shows.');
    expect(page.text).toContain('name="user_code" value=""');
  });

  it('shows the code of verification_uri_complete, which the user still has to confirm', async () => {
    const { deviceCode, userCode, page } = await beginDevice(server);
    const prefilled = await person.open(page);
    expect(textOf(prefilled.text)).toContain('Does your device show this code?');
    expect(prefilled.text).toContain(`name="user_code" value="${userCode}"`);
    expectRefusal(await poll(server, deviceCode), 'AuthorizationPending', 'not decided');
    const next = await person.submit(prefilled, 'Continue');
    expect(textOf(next.text)).toContain('to continue to Films at home');
  });

  it.each([
    ['lower case', (code: string) => code.toLowerCase()],
    ['no dash', (code: string) => code.replace('-', '')],
    ['spaces', (code: string) => ` ${code.replace('-', ' ')} `],
    ['another dash', (code: string) => code.replace('-', '–')],
    [
      'full-width letters',
      (code: string) => code.replace(/^./, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)),
    ],
  ])('accepts a code with %s', async (_what, typed) => {
    const { userCode } = await beginDevice(server);
    const next = await type(person, await person.open('/device'), typed(userCode));
    expect([next.status, next.url.pathname]).toEqual([200, '/sign-in']);
  });

  it('answers a wrong, an expired and a used code alike', async () => {
    const expired = await beginDevice(server);
    clock.advance(601);
    const used = await beginDevice(server);
    await decide(person, used.userCode, 'Deny');
    const places: Place[] = [];
    for (const code of ['BBBB-BBBB', expired.userCode, used.userCode]) {
      const place = await type(person, await person.open('/device'), code);
      expectWrong(place);
      expectFrame(place, 'en', { formAction: "'self'" });
      expect(place.trail[0]?.status).toBe(303);
      const logged = server.log.findLast(({ error_codes }) => error_codes !== undefined);
      expect(logged).toMatchObject({
        error_codes: [catalogue.WrongUserCode.number],
        step: 'user code',
        outcome: 'refused',
      });
      expect(JSON.stringify(server.log)).not.toContain(code);
      places.push(place);
    }
    const shape = ({ text }: Place) => text.replace(/value="[^"]*"/g, '').replace(/form=[^"&]*/g, '');
    expect(new Set(places.map(shape)).size).toBe(1);
  });

  it('lets the user correct the code', async () => {
    const { userCode } = await beginDevice(server);
    const page = await person.open('/device?ui_locales=nb');
    const wrong = await person.submit(page, 'Fortsett', { user_code: `${userCode}X` });
    expect([wrong.status, wrong.url.pathname]).toEqual([400, '/device']);
    expect(wrong.text).toContain('<html lang="nb">');
    const again = await person.submit(wrong, 'Fortsett', { user_code: userCode });
    expect([again.status, again.url.pathname]).toEqual([200, '/sign-in']);
    expect(again.text).toContain('<html lang="nb">');
  });

  it('refuses a form of another site, of nobody, and asks again after half an hour and in another browser', async () => {
    const { userCode } = await beginDevice(server);
    const page = await person.open('/device');
    const stranger = openPerson(issuer, [server]);
    const html = { Accept: 'text/html' };
    expect((await stranger.submit(page, 'Continue', { user_code: userCode })).json.error_codes).toEqual([
      catalogue.FormRefused.number,
    ]);
    expect((await person.open('/device?form=nonsense', html)).status).toBe(400);
    await stranger.open('/device');
    const foreign = await type(stranger, page, userCode);
    expect(textOf(foreign.text)).toContain('Please enter the code again.');
    clock.advance(1801);
    const old = await type(person, page, userCode);
    expect(textOf(old.text)).toContain('This page was open for too long');
  });

  it('is never answered with a fault, whatever is typed', async () => {
    const page = await person.open('/device');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: anyCharacter, maxLength: 200 }), async (text) => {
        const { status } = await type(person, page, text);
        expect(status).toBeLessThan(500);
        expect(
          (await person.open(`/device?${new URLSearchParams({ user_code: text, ui_locales: text })}`)).status,
        ).toBeLessThan(500);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the question', () => {
  it('shows the app, the code, the device and where it asks from', async () => {
    const { userCode } = await beginDevice(
      server,
      {},
      { 'User-Agent': 'FilmsTV/2.1 (<b>bold</b>)', 'X-Forwarded-For': '203.0.113.7' },
    );
    clock.advance(150);
    const question = await enterCode(person, userCode);
    const text = textOf(question.text);
    for (const words of [
      'Films at home asks for access to your account, on another device.',
      `The device must show this code: ${userCode}`,
      'It calls itselfFilmsTV/2.1 (<b>bold</b>)',
      'Its address203.0.113.7',
      'It asked2 minutes ago',
      'Allow this only if you started the sign-in on that device yourself.',
      'Use this permission: reports.read',
      'Ada Lovelace ada',
    ])
      expect(text).toContain(words);
    expect(question.text).not.toContain('<b>bold');
  });

  it('warns of a device in another network than the browser', async () => {
    const { userCode } = await beginDevice(server, {}, { 'X-Forwarded-For': '203.0.113.7' });
    const question = await enterCode(person, userCode);
    const there = await person.open(question.url.href, { 'X-Forwarded-For': '203.0.113.7' });
    expect(textOf(there.text)).not.toContain('not in the same network');
    const elsewhere = await person.open(question.url.href, { 'X-Forwarded-For': '198.51.100.1' });
    expect(textOf(elsewhere.text)).toContain('It is not in the same network as this browser.');
  });

  it('is asked in the language of the reader, with all pages around it', async () => {
    const { page } = await beginDevice(server);
    const lv = await person.open(`${page}&ui_locales=lv`);
    expectFrame(lv, 'lv', { formAction: "'self'" });
    const signInPage = await person.submit(lv, 'Turpināt');
    expectFrame(signInPage, 'lv', { formAction: 'any' });
    const other = /hreflang="nb" href="([^"]+)"/.exec(signInPage.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expectFrame(await person.open(other), 'nb', { formAction: 'any' });
    const question = await person.submit(signInPage, 'Pierakstīties', { username: 'ada', password: adaPassword });
    expectFrame(question, 'lv', { formAction: 'any' });
    const end = await person.submit(question, 'Atļaut');
    expectFrame(end, 'lv');
    expect(textOf(end.text)).toContain('Ierīce ir pievienota');
  });

  it('is asked although the user is signed in and has agreed before, and lets the user choose the account', async () => {
    await signIn(person, authorizePath());
    for (let devices = 0; devices < 2; devices += 1) {
      const { userCode } = await beginDevice(server);
      const choice = await type(person, await person.open('/device'), userCode);
      expect(textOf(choice.text)).toContain('Continue as Ada Lovelace');
      const question = await person.submit(choice, /^Continue as/);
      expect(question.url.pathname).toBe('/consent');
      expect((await person.submit(question, 'Allow')).url.pathname).toBe('/device');
    }
  });

  it('leaves no consent for other sign-ins', async () => {
    const { userCode } = await beginDevice(server, { client_id: 'asking-tv' });
    await decide(person, userCode, 'Allow');
    expect(await listConsents(ada.subject, server.service.store)).toEqual([]);
  });

  it('can be reloaded, and is answered once: the second tab is told so', async () => {
    const { deviceCode, userCode } = await beginDevice(server);
    const question = await enterCode(person, userCode);
    const reloaded = await person.open(question.url.href);
    expect(textOf(reloaded.text)).toContain(userCode);
    const end = await person.submit(reloaded, 'Allow');
    expect(textOf((await person.open(end.url.href)).text)).toContain('Your device is connected');
    for (const place of [await person.submit(question, 'Deny'), await person.open(question.url.href)]) {
      expectRefusal(place, 'DeviceAlreadyDecided', 'made already', { isCrossOrigin: false });
    }
    expect((await poll(server, deviceCode)).status).toBe(200);
  });

  it('says in words that it is too late', async () => {
    const { userCode } = await beginDevice(server);
    const question = await enterCode(person, userCode);
    const late = await person.open(question.url.href, { Accept: 'text/html' });
    expect(late.status).toBe(200);
    clock.advance(600);
    expectRefusal(await person.submit(question, 'Allow'), 'DeviceRequestExpired', 'expired', { isCrossOrigin: false });
    const shown = await person.open(question.url.href, { Accept: 'text/html' });
    expectFrame(shown, 'en');
    expect(textOf(shown.text)).toContain('If it is not signed in, start again there to get a new code.');
  });

  it('belongs to the browser that entered the code', async () => {
    const { userCode } = await beginDevice(server);
    const question = await enterCode(person, userCode);
    const stranger = openPerson(issuer, [server]);
    await stranger.open('/device');
    expectRefusal(await stranger.open(question.url.href), 'FormRefused', 'another browser', { isCrossOrigin: false });
    expectRefusal(await stranger.submit(question, 'Allow'), 'FormRefused', 'another browser', { isCrossOrigin: false });
  });

  it('begins again with the account when another user has signed in meanwhile', async () => {
    await addTestUser(server.service.store, 'grace');
    const { deviceCode, userCode } = await beginDevice(server);
    const question = await enterCode(person, userCode);
    await signIn(person, authorizePath({ prompt: 'login' }), 'grace');
    const back = await person.submit(question, 'Allow');
    expect([back.status, back.url.pathname]).toEqual([200, '/sign-in']);
    expect(textOf(back.text)).toContain('Continue as grace');
    expectRefusal(await poll(server, deviceCode), 'AuthorizationPending', 'not decided');
  });

  it.each([
    ['is removed', undefined, 'UnknownClient'],
    ['is another registration', { ...tv, client_name: 'Another app' }, 'UnknownClient'],
    ['may not use the grant any more', { ...tv, grant_types: ['refresh_token'] }, 'UnauthorizedClient'],
    ['may not have the scope any more', { ...tv, scope: 'openid', default_scope: 'openid' }, 'InvalidScope'],
  ] as const)('is refused when the client %s', async (_what, record, row) => {
    const { deviceCode, userCode } = await beginDevice(server);
    const question = await enterCode(person, userCode);
    changedClient = record;
    expectRefusal(await person.submit(question, 'Allow'), row, /./, { isCrossOrigin: false });
    changedClient = tv;
    expectRefusal(await poll(server, deviceCode), 'AuthorizationPending', 'not decided');
  });
});

describe('guesses of user codes', () => {
  const from = (address: string) => ({ 'X-Forwarded-For': address });
  const codes = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `BBBBBB${'BCDFGHJKLMNPQRSTVWXZ'[Math.floor(index / 20)]}${'BCDFGHJKLMNPQRSTVWXZ'[index % 20]}`,
    );

  /** A new browser at the address enters the code. */
  async function guess(address: string, code: string, by = openPerson(issuer, [server])): Promise<Place> {
    const page = await by.open('/device', from(address));
    const form = /name="form" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    const cookie = [...by.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = await fetch(`${server.url}/device`, {
      method: 'POST',
      redirect: 'manual',
      headers: { Cookie: cookie, Origin: issuer, 'Sec-Fetch-Site': 'same-origin', ...from(address) },
      body: new URLSearchParams({ form, user_code: code }),
    });
    expect(sent.status).toBe(303);
    return by.open(sent.headers.get('location') ?? '');
  }

  it('are blocked for their address, while others go on', async () => {
    const { userCode } = await beginDevice(server);
    for (const code of codes(userCodeLimits.address)) expect((await guess('192.0.2.1', code)).status).toBe(400);
    const blocked = await guess('192.0.2.1', userCode);
    expect([blocked.status, blocked.headers.get('retry-after')]).toEqual([catalogue.UserCodesThrottled.status, '300']);
    expect(textOf(blocked.text)).toContain('Too many wrong codes were entered. Try again in 5 minutes.');
    expect(server.log.find(({ event }) => event === 'user_codes_throttled')).toMatchObject({
      address: '192.0.2.1',
      error_codes: [catalogue.UserCodesThrottled.number],
    });
    clock.advance(120);
    const waiting = await person.open(blocked.url.href);
    expect([blocked.status, waiting.headers.get('retry-after')]).toEqual([429, null]);
    expect((await guess('192.0.2.2', userCode)).url.pathname).toBe('/sign-in');
    clock.advance(181);
    expect((await guess('192.0.2.1', userCode)).url.pathname).toBe('/sign-in');
  });

  it('are blocked for all new browsers together, and not for browsers that have signed a user in before', async () => {
    await signIn(person, authorizePath());
    const all = codes(userCodeLimits.all);
    for (const [index, code] of all.entries()) {
      expect((await guess(`192.0.2.${Math.floor(index / userCodeLimits.address)}`, code)).status).toBe(400);
    }
    const { userCode } = await beginDevice(server);
    expect((await guess('198.51.100.1', userCode)).status).toBe(429);
    expect((await guess('198.51.100.1', userCode, person)).url.pathname).toBe('/sign-in');
    for (const code of codes(userCodeLimits.device)) await guess('198.51.100.2', code, person);
    expect((await guess('198.51.100.3', userCode, person)).status).toBe(429);
  });

  it('of what can be no code are not counted', async () => {
    for (let typed = 0; typed < 2 * userCodeLimits.address; typed += 1) {
      expect((await guess('192.0.2.1', 'AEIOU')).status).toBe(400);
    }
    const { userCode } = await beginDevice(server);
    expect((await guess('192.0.2.1', userCode)).url.pathname).toBe('/sign-in');
  });
});

it('a user code works around midnight, at which its partition changes', async () => {
  clock.advance(16.5 * 3600 - 300);
  const { deviceCode, userCode } = await beginDevice(server);
  clock.advance(400);
  await decide(person, userCode, 'Allow');
  expect((await poll(server, deviceCode)).status).toBe(200);
});
