// id_token_hint (OpenID Connect Core §3.1.2.1), and login_hint with an e-mail address.
import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { openKeyRing } from '../../shared/keys/key-ring.ts';
import { findUser, removeUser } from '../../shared/users/user-store.ts';
import { asApp } from '../flows/instances.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { redeem } from '../support/grants.ts';
import type { Person, Place } from '../support/person.ts';
import { issuer, startServer, type TestServer, testKeyRing } from '../support/server.ts';
import { authorizePath, expectCode, personAt, signIn, startSignIn } from '../support/sign-in.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

let clock: TestClock;
let server: TestServer;
let person: Person;
let adaToken: string;
let graceToken: string;
beforeEach(async () => {
  clock = testClock();
  server = await startSignIn({ clock });
  await addTestUser(server.service.store, 'grace');
  adaToken = (await tokensOf('ada')).id_token;
  graceToken = (await tokensOf('grace')).id_token;
  person = personAt(server);
});
afterEach(() => server.close());

async function tokensOf(username: string) {
  const code = expectCode(await signIn(personAt(server), authorizePath(), username));
  return (await redeem(server, code, asApp)).json;
}

const hinted = (id_token_hint: string, changes: Parameters<typeof authorizePath>[0] = {}) =>
  authorizePath({ id_token_hint, ...changes });

function errorOf(place: Place): string {
  expect([place.status, place.url.origin]).toEqual([303, 'https://app.example']);
  expect(place.url.searchParams.get('code')).toBeNull();
  return place.url.searchParams.get('error') ?? 'none';
}

const isAccountPage = ({ status, text }: Place) => status === 200 && text.includes('name="account"');

describe('an id_token_hint', () => {
  it('of the user who is signed in changes nothing', async () => {
    await signIn(person, hinted(adaToken));
    expectCode(await person.open(hinted(adaToken)));
    expectCode(await person.open(hinted(adaToken, { prompt: 'none' })));
    expectCode(await person.open(hinted(adaToken, { prompt: 'none', login_hint: 'ada' })));
  });

  it('of another user is refused with prompt=none, and asks for the account without it', async () => {
    await signIn(person);
    expect(errorOf(await person.open(hinted(graceToken, { prompt: 'none' })))).toBe('login_required');
    expect(server.log.at(-1)).toMatchObject({ error_codes: [catalogue.LoginRequired.number] });
    const page = await person.open(hinted(graceToken));
    expect(isAccountPage(page)).toBe(true);
    expect(errorOf(await person.submit(page, /^Continue as/))).toBe('login_required');
    expectCode(await person.submit(page, 'Sign in', { username: 'grace', password: adaPassword }));
  });

  it('of another user does not let the present user sign in for them, and keeps the session', async () => {
    const page = await person.open(hinted(graceToken));
    const place = await person.submit(page, 'Sign in', { username: 'ada', password: adaPassword });
    expect(errorOf(place)).toBe('login_required');
    expect(errorOf(await person.open(authorizePath({ prompt: 'none' })))).toBe('login_required');
    await signIn(person, authorizePath(), 'grace');
    const again = await person.open(hinted(graceToken, { prompt: 'login' }));
    expect(errorOf(await person.submit(again, 'Sign in', { username: 'ada', password: adaPassword }))).toBe(
      'login_required',
    );
    expectCode(await person.open(hinted(graceToken, { prompt: 'none' })));
  });

  it('is kept through each page, in each language, and through POST', async () => {
    const asking = { client_id: 'app', prompt: 'login consent', ui_locales: 'lv' };
    const page = await person.open(hinted(graceToken, asking));
    const wrong = await person.submit(page, 'Pierakstīties', { username: 'ada', password: 'not the password' });
    expect(wrong.url.pathname).toBe('/sign-in');
    const other = await person.submit(wrong, 'Pierakstīties', { username: 'ada', password: adaPassword });
    expect(errorOf(other)).toBe('login_required');
    const consent = await person.submit(wrong, 'Pierakstīties', { username: 'grace', password: adaPassword });
    expect(consent.url.pathname).toBe('/consent');
    expectCode(await person.submit(consent, 'Atļaut'));
    const link = /hreflang="nb" href="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const norwegian = await person.open(link);
    expect(norwegian.text).toContain('<html lang="nb">');
    expect(errorOf(await person.submit(norwegian, 'Logg inn', { username: 'ada', password: adaPassword }))).toBe(
      'login_required',
    );
    const posted = await fetch(`${server.url}/authorize`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(hinted(adaToken, { prompt: 'none' }).split('?')[1]),
    });
    expect(errorOf(await person.open(posted.headers.get('location') ?? ''))).toBe('login_required');
  });

  it('is accepted when it has expired, and when its user was removed', async () => {
    clock.advance(40 * 86_400);
    await signIn(person);
    expectCode(await person.open(hinted(adaToken, { prompt: 'none' })));
    const { store } = server.service;
    const grace = await findUser('grace', store);
    await removeUser({ username: 'grace', subject: grace?.record.subject }, grace?.revision ?? '', store);
    expect(errorOf(await person.open(hinted(graceToken, { prompt: 'none' })))).toBe('login_required');
    expect(isAccountPage(await person.open(hinted(graceToken)))).toBe(true);
  });

  it.each(['next', 'retired'] as const)(
    'is verified by a key that is %s, as long as the ring has it',
    async (status) => {
      const ring = await testKeyRing();
      const signing = ring.signing.map((key) => (key.alg === 'RS256' ? { ...key, status, retired_at: 1 } : key));
      const { store } = server.service;
      const keys = { current: async () => openKeyRing({ ...ring, signing }, issuer) };
      const later = await startSignInOn(store, keys);
      const visitor = personAt(later);
      for (const [name, value] of (await signedIn()).cookies) visitor.cookies.set(name, value);
      expectCode(await visitor.open(hinted(adaToken, { prompt: 'none' })));
      expect(errorOf(await visitor.open(hinted(graceToken, { prompt: 'none' })))).toBe('login_required');
      await later.close();
      const without = { ...ring, signing: ring.signing.filter(({ alg }) => alg !== 'RS256') };
      const last = await startSignInOn(store, { current: async () => openKeyRing(without, issuer) });
      expect(errorOf(await personAt(last).open(hinted(adaToken)))).toBe('invalid_request');
      await last.close();
    },
  );

  const startSignInOn = (store: TestServer['service']['store'], keys: TestServer['service']['keys']) =>
    startServer({
      clock,
      clients: [],
      change: (service) => ({ ...service, store, keys, clients: server.service.clients }),
    });

  async function signedIn(): Promise<Person> {
    await signIn(person);
    return person;
  }

  it('is refused when it is anything but an ID token of this server for this client', async () => {
    await signIn(person);
    const { access_token, refresh_token } = await tokensOf('ada');
    const [header = '', payload = '', signature = ''] = adaToken.split('.');
    const flipped = `${signature.slice(0, -9)}${signature.at(-9) === 'A' ? 'B' : 'A'}${signature.slice(-8)}`;
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const ring = await server.service.keys.current();
    const { kid, key } = ring.signingKey('RS256');
    const signed = (changes: object, head: object = {}) =>
      new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, ...head }).sign(key);
    const hostile: Readonly<Record<string, string>> = {
      'an access token': access_token,
      'a refresh token': refresh_token,
      garbage: 'garbage',
      'three words': 'a.b.c',
      'a changed signature': `${header}.${payload}.${flipped}`,
      'other claims': `${header}.${encoded({ ...claims, sub: 'u_other' })}.${signature}`,
      'no signature': `${encoded({ alg: 'none', typ: 'JWT', kid })}.${payload}.`,
      'another kid': `${encoded({ alg: 'RS256', typ: 'JWT', kid: 'none' })}.${payload}.${signature}`,
      'another client': await signed({ aud: 'site' }),
      'another issuer': await signed({ iss: 'https://other.example' }),
      'no user': await signed({ sub: undefined }),
      'no type': await signed({}, { typ: undefined }),
      'a type of its own': await signed({}, { typ: 'logout+jwt' }),
      'a key of its own': await signed({}, { jku: 'https://evil.example/jwks' }),
      'more than 4,096 characters': await signed({ long: 'x'.repeat(4_096) }),
    };
    for (const [what, hint] of Object.entries(hostile)) {
      for (const prompt of ['none', undefined]) {
        const place = await person.open(hinted(hint, { prompt }));
        expect(errorOf(place), what).toBe('invalid_request');
        expect(place.url.searchParams.get('error_description'), what).toMatch(/id_token_hint|parameter/);
        expect(JSON.stringify(server.log.at(-1)), what).not.toContain(hint.slice(0, 60).padEnd(9, '"'));
      }
    }
    expectCode(await person.open(hinted(await signed({}), { prompt: 'none' })));
  });

  it('is in no log line and in no response', async () => {
    await signIn(person, hinted(adaToken));
    const place = await person.open(hinted(graceToken, { prompt: 'none' }));
    const signatures = [adaToken, graceToken].map((token) => token.split('.')[2] ?? '');
    for (const signature of signatures) {
      expect(JSON.stringify(server.log)).not.toContain(signature.slice(0, 40));
      expect(place.url.href).not.toContain(signature.slice(0, 40));
    }
  });
});

describe('a login_hint', () => {
  it.each(['ada@app.example', ' ADA@App.Example ', 'ada@APP.EXAMPLE', 'ADA'])(
    'is one of the user who is signed in: %s',
    async (login_hint) => {
      await signIn(person);
      expectCode(await person.open(authorizePath({ prompt: 'none', login_hint })));
      expectCode(await person.open(authorizePath({ login_hint })));
    },
  );

  it('may have the host of an e-mail address in Unicode or in ASCII', async () => {
    await addTestUser(server.service.store, 'zane', { email: 'zane@šķirotava.example' });
    await signIn(person, authorizePath(), 'zane');
    for (const login_hint of ['zane@xn--irotava-3gb19a.example', 'Zane@ŠĶIROTAVA.example'])
      expectCode(await person.open(authorizePath({ prompt: 'none', login_hint })));
  });

  it('of another user asks for the account, in the same way whether or not that user exists', async () => {
    await addTestUser(server.service.store, 'eve', { email: 'eve@app.example' });
    await signIn(person);
    for (const login_hint of [
      'eve@app.example',
      'nobody@app.example',
      'ada@other.example',
      'grace',
      'ada@',
      '@app.example',
    ]) {
      const refused = await person.open(authorizePath({ prompt: 'none', login_hint }));
      expect(errorOf(refused), login_hint).toBe('interaction_required');
      expect(isAccountPage(await person.open(authorizePath({ login_hint }))), login_hint).toBe(true);
    }
  });

  it('never matches the e-mail address of a later user with the same user name', async () => {
    await signIn(person);
    const { store } = server.service;
    const ada = await findUser('ada', store);
    await removeUser({ username: 'ada', subject: ada?.record.subject }, ada?.revision ?? '', store);
    await addTestUser(store, 'ada', { email: 'other@app.example' });
    expect(errorOf(await person.open(authorizePath({ prompt: 'none', login_hint: 'other@app.example' })))).toBe(
      'interaction_required',
    );
  });
});
