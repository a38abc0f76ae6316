// What an attacker sends to /handoff: replayed, mixed up, forged, stolen and smuggled results.

import { exportSPKI, generateKeyPair, importSPKI } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { addProvider } from '../../shared/providers/provider-store.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { beginDevice, deviceClients, enterCode } from '../support/device.ts';
import {
  type Challenge,
  challengeOf,
  comeBack,
  handoffSettings,
  loginJwks,
  loginUrl,
  type ResultOptions,
  resultPath,
  signResult,
} from '../support/login-app.ts';
import { linksOf, textOf } from '../support/page.ts';
import { openPerson, type Person, type Place } from '../support/person.ts';
import { issuer } from '../support/server.ts';
import { appClients, authorizePath, expectCode, personAt } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';

const clock: TestClock = testClock();
let person: Person;
const server = useServer({ clients: [...appClients, ...deviceClients], clock, environment: handoffSettings });
beforeEach(() => {
  person = browser();
});

/** Shows pages. */
function browser(): Person {
  const { open, ...rest } = personAt(server);
  return { ...rest, open: (address) => open(address, { Accept: 'text/html' }) };
}

const start = async (by = person, path = authorizePath()): Promise<Challenge> => challengeOf(await by.open(path));

/** A page that says the number, keeps the session out, and offers to start again. */
function expectRefused(place: Place, number: number, says: RegExp): void {
  expect([place.status, place.url.pathname]).toEqual([400, '/handoff']);
  expect(place.text).toContain(`AADSTS${number}`);
  expect(textOf(place.text)).toMatch(says);
  expect(place.headers.getSetCookie()).toEqual([]);
  expect(server.log.at(-1)).toMatchObject({ endpoint: 'handoff', outcome: 'refused', error_codes: [number] });
}

const again = (place: Place) => linksOf(place.text).find((link) => /^\?state=[^&]+$/.test(link)) ?? '';

describe('a result that was used', () => {
  it('is refused, with a link that starts again', async () => {
    const challenge = await start();
    const path = resultPath(challenge.state, await signResult(challenge));
    expectCode(await person.open(path));
    const place = await person.open(path);
    expectRefused(place, catalogue.HandoffOver.number, /was answered before/);
    // The session of the first sign-in is still there.
    expectCode(await person.open(`/handoff${again(place)}`));
  });

  it('is refused in the form of a second result for the same challenge', async () => {
    const challenge = await start();
    expectCode(await person.open(resultPath(challenge.state, await signResult(challenge))));
    const other = await signResult(challenge, { claims: { sub: 'employee-2', jti: 'another' } });
    expectRefused(
      await person.open(resultPath(challenge.state, other)),
      catalogue.HandoffOver.number,
      /was answered before/,
    );
  });
});

describe('a result in another browser', () => {
  it('signs nobody in: the account of a stranger cannot be put under a user', async () => {
    const attacker = browser();
    const challenge = await start(attacker);
    const path = resultPath(challenge.state, await signResult(challenge));
    for (const victim of [person, browser()]) {
      if (victim === person) await victim.open(authorizePath());
      expectRefused(await victim.open(path), catalogue.HandoffForeign.number, /begun in another browser/);
      expect([...victim.cookies.keys()].join()).not.toContain('session');
    }
  });

  it('is used up by that: a result that a victim was led to does not work for the attacker', async () => {
    const attacker = browser();
    const challenge = await start(attacker);
    const path = resultPath(challenge.state, await signResult(challenge, { claims: { sub: 'victim' } }));
    expectRefused(await person.open(path), catalogue.HandoffForeign.number, /begun in another browser/);
    expectRefused(await attacker.open(path), catalogue.HandoffOver.number, /was answered before/);
  });

  it('does not use up the challenge if it is not signed by the login app', async () => {
    const challenge = await start();
    const forged = await signResult(challenge, { key: (await generateKeyPair('ES256')).privateKey });
    expectRefused(
      await browser().open(resultPath(challenge.state, forged)),
      catalogue.HandoffResultInvalid.number,
      /not signed with a key/,
    );
    expectCode(await person.open(resultPath(challenge.state, await signResult(challenge))));
  });

  it('starts again there, except for a device, whose code the user must see first', async () => {
    const challenge = await start(browser());
    challengeOf(await person.open(`/handoff?${new URLSearchParams({ state: challenge.state })}`));
    const attacker = browser();
    const device = challengeOf(await enterCode(attacker, (await beginDevice(server)).userCode));
    const place = await person.open(`/handoff?${new URLSearchParams({ state: device.state })}`);
    expectRefused(place, catalogue.HandoffForeign.number, /begun in another browser/);
  });
});

describe('a result for another challenge', () => {
  it('is refused, whether it is of another tab or of another browser', async () => {
    const [one, other, foreign] = [await start(), await start(), await start(browser())];
    for (const challenge of [other, foreign]) {
      const place = await person.open(resultPath(one.state, await signResult(challenge)));
      expectRefused(place, catalogue.HandoffResultInvalid.number, /answers another challenge/);
    }
    for (const challenge of [one, other]) {
      expectCode(await person.open(resultPath(challenge.state, await signResult(challenge))));
    }
  });
});

describe('a result that is not what it must be', () => {
  const at = Math.floor(testClock().now() / 1000);
  const cases: readonly [name: string, options: ResultOptions, says: RegExp][] = [
    ['another typ', { header: { typ: 'JWT' } }, /has the typ jwt/],
    ['the typ of a challenge', { header: { typ: 'handoff-challenge+jwt' } }, /has the typ handoff-challenge\+jwt/],
    ['no typ', { header: { typ: undefined } }, /must be handoff-result\+jwt/],
    ['an unknown kid', { header: { kid: 'login-2' } }, /not signed with a key of the login app/],
    ['a key in its header', { header: { jwk: loginJwks.keys[0] } }, /has jwk in its header/],
    ['a key set in its header', { header: { jku: 'https://login.example/jwks' } }, /has jku in its header/],
    ['another iss', { claims: { iss: 'https://login.example' } }, /as its iss/],
    ['the service as its iss', { claims: { iss: issuer } }, /as its iss/],
    ['no iss', { claims: { iss: undefined } }, /as its iss/],
    ['another aud', { claims: { aud: 'https://other.example' } }, /alone as its aud/],
    ['several aud', { claims: { aud: [issuer, 'https://other.example'] } }, /alone as its aud/],
    ['no challenge', { claims: { challenge: undefined } }, /challenge is missing/],
    ['an empty challenge', { claims: { challenge: '' } }, /answers another challenge/],
    ['a challenge that is a list', { claims: { challenge: [''] } }, /challenge must be the jti/],
    ['no sub', { claims: { sub: undefined } }, /either a sub or an error/],
    ['sub and error', { claims: { error: 'access_denied' } }, /either a sub or an error/],
    ['an unknown error', { claims: { sub: undefined, error: 'server_error' } }, /error must be access_denied/],
    ['a sub that is a number', { claims: { sub: 7 } }, /sub must be 1 to 255 characters/],
    ['an empty sub', { claims: { sub: '' } }, /sub must be 1 to 255 characters/],
    ['a sub with a line break', { claims: { sub: 'a\nb' } }, /sub must be 1 to 255 characters/],
    ['no exp', { claims: { exp: undefined } }, /exp is missing/],
    ['no iat', { claims: { iat: undefined } }, /iat is missing/],
    ['a past exp', { claims: { iat: at - 300, exp: at - 15 } }, /expired 15 seconds ago/],
    ['a long life', { claims: { exp: at + 301 } }, /valid for too long/],
    ['an iat to come', { claims: { iat: at + 16, exp: at + 60 } }, /an iat that is 16 seconds ahead/],
    ['an nbf to come', { claims: { nbf: at + 16 } }, /an nbf that is 16 seconds ahead/],
    ['an auth_time to come', { claims: { auth_time: at + 16 } }, /an auth_time that is 16 seconds ahead/],
    ['an auth_time in milliseconds', { claims: { auth_time: at * 1000 } }, /an auth_time that is \d+ seconds ahead/],
    ['an auth_time that is a text', { claims: { auth_time: String(at) } }, /auth_time must be a time/],
    ['an email_verified that is a text', { claims: { email_verified: 'false' } }, /email_verified must be true or/],
    ['more than 3,900 characters', { claims: { groups: ['x'.repeat(3000)] } }, /more than 3900 characters/],
  ];

  it.each(cases)('is refused with %s', async (_name, options, says) => {
    const challenge = await start();
    expectRefused(
      await person.open(resultPath(challenge.state, await signResult(challenge, options))),
      catalogue.HandoffResultInvalid.number,
      says,
    );
    expectCode(await person.open(resultPath(challenge.state, await signResult(challenge))));
  });

  it('is refused without a signature, or with one that anyone can make', async () => {
    const challenge = await start();
    const good = await signResult(challenge);
    const [, payload = '', signature = ''] = good.split('.');
    const header = (members: object) => Buffer.from(JSON.stringify(members)).toString('base64url');
    const typ = 'handoff-result+jwt';
    const spki = await exportSPKI((await generateKeyPair('ES256', { extractable: true })).publicKey);
    const secret = new TextEncoder().encode(JSON.stringify(loginJwks.keys[0]));
    const texts: readonly [text: string, says: RegExp][] = [
      [`${header({ alg: 'none', typ })}.${payload}.`, /not a signed JWT/],
      [`${header({ alg: 'none', typ })}.${payload}.${signature}`, /has the alg none/],
      [`${header({ alg: 'None', typ })}.${payload}.${signature}`, /has the alg None/],
      [await signResult(challenge, { header: { alg: 'HS256' }, key: secret }), /has the alg HS256/],
      [
        await signResult(challenge, { header: { alg: 'HS256' }, key: new TextEncoder().encode(spki) }),
        /has the alg HS256/,
      ],
      [`${header({ alg: 'RS256', typ, kid: 'login-1' })}.${payload}.${signature}`, /not signed with a key/],
      [`${good.slice(0, -4)}AAAA`, /not signed with a key/],
      [challenge.text, /has the typ handoff-challenge\+jwt/],
      ['a.b.c', /not a JSON object/],
    ];
    for (const [text, says] of texts)
      expectRefused(await person.open(resultPath(challenge.state, text)), catalogue.HandoffResultInvalid.number, says);
    expect(await importSPKI(spki, 'ES256')).toBeDefined();
  });
});

describe('a state that is not of this sign-in', () => {
  it('is refused: forged, of another form, of another day, or missing', async () => {
    const challenge = await start();
    const result = await signResult(challenge);
    const page = await person.open('/sign-out');
    const signOutForm = /name="form" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    for (const state of ['', 'x', `${challenge.state}A`, signOutForm, challenge.text]) {
      const place = await person.open(resultPath(state, result));
      expect([place.status, place.text.includes('AADSTS990010')]).toEqual([400, true]);
      expect(again(place)).toBe('');
    }
    const missing = await person.open(`/handoff?result=${result}`);
    expect([missing.status, missing.text.includes('AADSTS990010')]).toEqual([400, true]);
    // And the state is of no use to other pages.
    const other = await person.open(`/sign-in?form=${challenge.state}`);
    expect([other.status, other.text.includes('AADSTS990010')]).toEqual([400, true]);
  });

  it('is refused after half an hour with a link that starts again, and after a day without one', async () => {
    const challenge = await start();
    clock.advance(1799);
    const iat = Math.floor(clock.now() / 1000);
    const later = (time: number) => signResult(challenge, { claims: { iat: time, exp: time + 60 } });
    expectCode(await person.open(resultPath(challenge.state, await later(iat))));
    person = browser();
    const other = await start();
    clock.advance(1800);
    const late = await signResult(other, { claims: { iat: iat + 1800, exp: iat + 1860 } });
    const place = await person.open(resultPath(other.state, late));
    expectRefused(place, catalogue.HandoffOver.number, /more than half an hour old/);
    challengeOf(await person.open(`/handoff${again(place)}`));
    clock.advance(86_400);
    const gone = await person.open(resultPath(other.state, late));
    expect([gone.status, gone.text.includes('AADSTS990010')]).toEqual([400, true]);
  });
});

describe('the way back', () => {
  it('leads to registered redirect URIs and to the login app only, whatever else is in the URL', async () => {
    const challenge = await start();
    const path = resultPath(challenge.state, await signResult(challenge));
    const evil = 'redirect_uri=https://evil.example/&return_to=https://evil.example/&iss=https://evil.example';
    expectCode(await person.open(`${path}&${evil}`));
    // The session signs in to the same app again.
    expectCode(await person.open(`/handoff?${new URLSearchParams({ state: challenge.state })}&${evil}`));
  });

  it('takes each parameter once, and no POST', async () => {
    const challenge = await start();
    const path = resultPath(challenge.state, await signResult(challenge));
    const twice = await person.open(`${path}&state=${challenge.state}`);
    expect([twice.status, twice.text.includes('is repeated')]).toEqual([400, true]);
    const response = await fetch(`${server.url}${path}`, { method: 'POST', redirect: 'manual' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
    expectCode(await person.open(path));
  });

  it('keeps texts of strangers out of the pages and results out of the log', async () => {
    const challenge = await start();
    const evil = await signResult(challenge, { header: { typ: '<script>alert(1)</script>' } });
    const place = await person.open(resultPath(challenge.state, evil));
    expect(place.text).not.toContain('<script>');
    const named = { claims: { name: '<img src=x onerror=alert(1)>', preferred_username: '"><b>' } };
    expectCode(await comeBack(person, await person.open(authorizePath()), named));
    const page = await person.open(authorizePath({ prompt: 'select_account' }));
    expect(page.text).not.toMatch(/<img|<b>/);
    for (const secret of [evil, challenge.state, challenge.text])
      expect(JSON.stringify(server.log)).not.toContain(secret);
  });

  it('shows why in the language of the reader, whose links keep the reason', async () => {
    const challenge = await start();
    const path = resultPath(challenge.state, await signResult(challenge, { claims: { sub: undefined } }));
    const says = { en: 'Start again', lv: 'Sākt no jauna', nb: 'Begynn på nytt' };
    for (const [language, text] of Object.entries(says)) {
      const place = await person.open(`${path}&ui_locales=${language}`);
      expectRefused(place, catalogue.HandoffResultInvalid.number, new RegExp(text));
      expect(place.headers.get('content-language')).toBe(language);
    }
  });
});

describe('a server whose users sign in otherwise', () => {
  const other = useServer({ clients: appClients, clock });

  it('takes no result, and starts again', async () => {
    const challenge = await start();
    // The same keys, issuer and browser: the setting was changed in between.
    const moved = openPerson(issuer, [other]);
    for (const [name, value] of person.cookies) moved.cookies.set(name, value);
    const place = await moved.open(resultPath(challenge.state, await signResult(challenge)));
    expect([place.status, place.url.pathname]).toEqual([200, '/authorize']);
    expect(textOf(place.text)).toContain('Password');
    expect(loginUrl).not.toContain(place.url.host);
  });
});

describe('keys of the login app that cannot be fetched', () => {
  const { HANDOFF_JWKS: _keys, ...others } = handoffSettings;
  // An address of the machine, which is never asked.
  const environment = { ...others, HANDOFF_JWKS_URI: 'https://127.0.0.1/jwks' };
  const other = useServer({ clients: appClients, clock, environment });

  it('let nobody in, and are no fault of the service', async () => {
    const visitor = openPerson(issuer, [other]);
    const challenge = challengeOf(await visitor.open(authorizePath()));
    const path = resultPath(challenge.state, await signResult(challenge));
    const place = await visitor.open(path, { Accept: 'text/html' });
    expect([place.status, place.text.includes('AADSTS990095')]).toEqual([400, true]);
    expect(textOf(place.text)).toContain('the keys of the login app cannot be fetched from HANDOFF_JWKS_URI');
  });
});

describe('another provider that the store still has', () => {
  it('is no way past the login app: neither by a link, nor by a hint, nor by its callback', async () => {
    await addProvider({ id: 'github', type: 'github', client_id: 'x', client_secret: 'y' }, server.service);
    challengeOf(await person.open(authorizePath({ idp: 'github', login_hint: 'ada@github.com' })));
    const device = await beginDevice(server);
    const { trail } = await enterCode(person, device.userCode);
    const page = new URL(trail[0]?.headers.get('location') ?? '', issuer);
    expect(page.pathname).toBe('/sign-in');
    challengeOf(await person.open(`${page.href}&idp=github`));
    const place = await person.open('/callback/github?code=x&state=y');
    expect([place.status, place.text.includes('AADSTS990010')]).toEqual([400, true]);
  });
});
