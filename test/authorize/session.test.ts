import { beforeEach, describe, expect, it } from 'vitest';
import { listConsents } from '../../shared/clients/consents.ts';
import { catalogue, errorNames } from '../../shared/errors/catalogue.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { textOf } from '../support/page.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server.ts';
import { app, appClients, authorizePath, desktop, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServerForEachTest } from '../support/use-server.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

/** A single-page app under development. */
const page = {
  ...desktop,
  client_id: 'page',
  application_type: 'web',
  redirect_uris: ['http://localhost:5173/callback'],
};

/** An app on the user's machine that has a secret. */
const installed = {
  ...app,
  client_id: 'installed',
  application_type: 'native',
  redirect_uris: ['http://127.0.0.1/callback'],
};

let clock: TestClock;
let person: Person;
let ada: UserRecord;
const server = useServerForEachTest(() => {
  clock = testClock();
  return { clients: [...appClients, page, installed], clock };
});
beforeEach(async () => {
  person = personAt(server);
  ada = await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' });
});

async function expectSignInPage(changes: Parameters<typeof authorizePath>[0] = {}): Promise<void> {
  const place = await person.open(authorizePath(changes));
  expect([place.status, textOf(place.text).includes('Password')]).toEqual([200, true]);
  expect(textOf(place.text)).not.toContain('Continue as');
}

async function errorOf(changes: Parameters<typeof authorizePath>[0]): Promise<unknown> {
  const { url } = await person.open(authorizePath(changes));
  expect(url.searchParams.has('code')).toBe(false);
  return errorNames.find((name) => url.searchParams.get('error_uri')?.endsWith(`=${catalogue[name].number}`));
}

describe('a session', () => {
  it('signs in to the next app without a page', async () => {
    expectCode(await signIn(person));
    expectCode(await person.open(authorizePath({ client_id: 'classic' })));
    expectCode(await person.open(authorizePath({ prompt: 'none' })));
  });

  it('is a cookie for the pages of this server only', async () => {
    const place = await signIn(person);
    const cookies = place.trail.flatMap(({ headers }) => headers.getSetCookie());
    const session = cookies.find((cookie) => cookie.includes('session')) ?? '';
    // Encrypted, for the whole host, over TLS, until the browser is closed.
    expect(session).toMatch(
      /^__Host-tessera-session=[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+; path=\/; secure; samesite=lax; httponly$/,
    );
    for (const cookie of cookies)
      expect(cookie).toMatch(/^__Host-tessera-(?:browser|session|device)=.*; path=\/; secure; samesite=lax; httponly$/);
    const decoded = cookies.map((each) =>
      each.replace(/[\w-]+/g, (part) => Buffer.from(part, 'base64url').toString('latin1')),
    );
    for (const known of ['Lovelace', ada.subject]) expect([cookies, decoded].join()).not.toContain(known);
  });

  it('ends after the idle time, which each use extends, and at the latest after its lifetime', async () => {
    await signIn(person);
    // 28,800 seconds idle, 86,400 in all.
    for (const wait of [28_799, 28_799, 28_799]) {
      clock.advance(wait);
      expectCode(await person.open(authorizePath()));
    }
    clock.advance(3);
    await expectSignInPage();
  });

  it('ends when it is not used', async () => {
    await signIn(person);
    clock.advance(28_800);
    await expectSignInPage();
  });

  it.each(['select_account', 'consent'])(
    'is used by the page of prompt=%s, which continues with it',
    async (prompt) => {
      await signIn(person);
      clock.advance(28_799);
      await person.open(authorizePath({ prompt }));
      clock.advance(28_799);
      expectCode(await person.open(authorizePath()));
    },
  );

  it('is not extended by a page that asks for the password, or by a wrong password', async () => {
    await signIn(person);
    clock.advance(3_600);
    await signIn(person, authorizePath({ prompt: 'login' }), 'ada', 'not the password of Ada');
    clock.advance(25_200);
    await expectSignInPage();
  });

  it('has the lifetimes of the settings', async () => {
    const other = await startServer({
      clients: appClients,
      clock,
      environment: { SESSION_LIFETIME: '600', SESSION_IDLE_TIME: '300' },
    });
    await addTestUser(other.service.store, 'ada');
    const visitor = personAt(other);
    await signIn(visitor);
    clock.advance(299);
    expectCode(await visitor.open(authorizePath()));
    clock.advance(300);
    expect((await visitor.open(authorizePath())).status).toBe(200);
    await other.close();
  });

  it('ends within a minute when the user is disabled, is removed, or gets another password', async () => {
    await signIn(person);
    await raiseBarrier({ subject: ada.subject }, server.service.store);
    clock.advance(61);
    await expectSignInPage();
  });

  it('ends by a barrier that was raised while the password was compared', async () => {
    const busy = await startServer({
      clients: appClients,
      clock,
      change: (service) => ({
        ...service,
        passwords: {
          ...service.passwords,
          async verify(...compared) {
            const isRight = await service.passwords.verify(...compared);
            clock.advance(2);
            await raiseBarrier({ subject }, service.store);
            clock.advance(2);
            return isRight;
          },
        },
      }),
    });
    const { subject } = await addTestUser(busy.service.store, 'ada');
    const visitor = personAt(busy);
    await signIn(visitor);
    clock.advance(61);
    expect((await visitor.open(authorizePath())).status).toBe(200);
    await busy.close();
  });

  it('is invalid for a client whose grants have been ended since, and valid for all others', async () => {
    await signIn(person);
    await raiseBarrier({ clientId: 'app', subject: ada.subject }, server.service.store);
    clock.advance(61);
    await expectSignInPage();
    expectCode(await person.open(authorizePath({ client_id: 'classic' })));
    expectCode(await signIn(person));
  });

  it('is not accepted when the cookie was changed, is from another issuer, or is another kind of token', async () => {
    const code = expectCode(await signIn(person));
    const name = '__Host-tessera-session';
    const good = person.cookies.get(name) ?? '';
    const device = person.cookies.get('__Host-tessera-device') ?? '';
    for (const value of [
      `${good.slice(0, -1)}${good.endsWith('A') ? 'Q' : 'A'}`,
      good.slice(1),
      code,
      device,
      'x',
      '',
    ]) {
      person.cookies.set(name, value);
      await expectSignInPage();
    }
    person.cookies.set(name, good);
    expectCode(await person.open(authorizePath()));
  });

  it('ends when the browser signs in again, so a copy of its cookie is useless after that', async () => {
    await signIn(person);
    const thief = personAt(server);
    for (const [name, value] of person.cookies) thief.cookies.set(name, value);
    expectCode(await thief.open(authorizePath()));
    expectCode(await signIn(person, authorizePath({ prompt: 'login' })));
    expect((await thief.open(authorizePath())).status).toBe(200);
    expectCode(await person.open(authorizePath()));
  });

  it('is not accepted under a similar cookie name, which other hosts of the domain could set', async () => {
    await signIn(person);
    const name = '__Host-tessera-session';
    const good = person.cookies.get(name) ?? '';
    for (const blank of ['\u00a0', '\u0085']) {
      person.cookies.clear();
      person.cookies.set('other', 'x').set(`${blank}${name}`, good);
      await expectSignInPage();
    }
    person.cookies.clear();
    person.cookies.set('other', 'x').set(name, good);
    expectCode(await person.open(authorizePath()));
  });
});

describe('an app that requires more than a session (OpenID Connect Core §3.1.2.1)', () => {
  it('has the user sign in again with prompt=login, max_age=0 and a session that is older than max_age', async () => {
    await signIn(person);
    clock.advance(100);
    await expectSignInPage({ prompt: 'login' });
    await expectSignInPage({ max_age: '0' });
    await expectSignInPage({ max_age: '99' });
    expectCode(await person.open(authorizePath({ max_age: '100' })));
    expect(await errorOf({ prompt: 'none', max_age: '99' })).toBe('LoginRequired');
    for (const changes of [{ prompt: 'login' }, { max_age: '0' }])
      expectCode(await signIn(person, authorizePath(changes)));
  });

  it('has the user choose the account with prompt=select_account', async () => {
    expect((await person.open(authorizePath({ prompt: 'select_account' }))).status).toBe(200);
    await signIn(person);
    const page = await person.open(authorizePath({ prompt: 'select_account' }));
    expectCode(await person.submit(page, /^Continue as Ada Lovelace/));
    await addTestUser(server.service.store, 'grace');
    expectCode(await signIn(person, authorizePath({ prompt: 'select_account' }), 'grace'));
    expect(server.log.at(-1)?.subject).not.toBe(ada.subject);
  });

  it('has the user sign in when the session has become older than max_age before the click', async () => {
    await signIn(person);
    clock.advance(50);
    const page = await person.open(authorizePath({ prompt: 'select_account', max_age: '60' }));
    clock.advance(11);
    const late = await person.submit(page, /^Continue as Ada Lovelace/);
    expect([late.status, textOf(late.text).includes('Password')]).toEqual([200, true]);
    expectCode(await person.submit(late, 'Sign in', { username: 'ada', password: adaPassword }));
  });

  it('continues only as the user that the page named, even if another one has signed in meanwhile', async () => {
    await signIn(person);
    const page = await person.open(authorizePath({ prompt: 'select_account' }));
    await addTestUser(server.service.store, 'grace');
    await signIn(person, authorizePath({ prompt: 'login' }), 'grace');
    const again = await person.submit(page, /^Continue as Ada Lovelace/);
    expect([again.status, again.url.pathname]).toEqual([200, '/authorize']);
    expect(textOf(again.text)).toContain('Continue as grace');
    expect(again.trail.map(({ headers }) => headers.get('location') ?? '').join()).not.toContain('code=');
  });

  it('has the user choose when login_hint names another user, and fills in the name', async () => {
    await signIn(person);
    expectCode(await person.open(authorizePath({ login_hint: ' ADA ' })));
    const page = await person.open(authorizePath({ login_hint: 'grace' }));
    expect(page.text).toContain('name="username" value="grace"');
    expectCode(await person.submit(page, /^Continue as Ada Lovelace/));
    expect(await errorOf({ prompt: 'none', login_hint: 'grace' })).toBe('InteractionRequired');
  });

  it('asks for consent with prompt=consent, also when the client record does not require it', async () => {
    await signIn(person);
    const page = await person.open(authorizePath({ prompt: 'consent' }));
    expectCode(await person.submit(page, 'Allow'));
    // A consent is stored only for clients that require it.
    expect(await listConsents(ada.subject, server.service.store)).toEqual([]);
    expect(await errorOf({ prompt: 'none', client_id: 'asking' })).toBe('ConsentRequired');
  });
});

describe('an app on the user’s own machine (RFC 8252 §8.6)', () => {
  const native = { client_id: 'desktop', redirect_uri: 'http://127.0.0.1:51234/callback' };

  it('gets no code without a click, since any program could impersonate it', async () => {
    await signIn(person);
    const page = await person.open(authorizePath(native));
    expect(page.status).toBe(200);
    expectCode(await person.submit(page, /^Continue as Ada Lovelace/), native.redirect_uri);
    expect(await errorOf({ ...native, prompt: 'none' })).toBe('InteractionRequired');
  });

  it('gets a code at any port of the loopback address, and at its own scheme', async () => {
    for (const redirect_uri of [
      'http://127.0.0.1:1/callback',
      'http://127.0.0.1/callback',
      'com.example.desktop:/callback',
    ]) {
      const place = await signIn(personAt(server), authorizePath({ ...native, redirect_uri }));
      expectCode(place, redirect_uri);
    }
    for (const redirect_uri of [
      'http://localhost:1/callback',
      'http://127.0.0.1:1/other',
      'http://127.0.0.1:1@evil.example/callback',
    ]) {
      expect((await person.open(authorizePath({ ...native, redirect_uri }))).status, redirect_uri).toBe(400);
    }
  });

  it('differs from an app at an https address, which the address identifies', async () => {
    await signIn(person);
    expectCode(
      await person.open(authorizePath({ client_id: 'spa', redirect_uri: 'https://spa.example/callback' })),
      'https://spa.example/callback',
    );
  });

  it('differs from a client with a secret, which authenticates at /token', async () => {
    await signIn(person);
    const redirect_uri = 'http://127.0.0.1:7080/callback';
    expectCode(await person.open(authorizePath({ client_id: 'classic', redirect_uri })), redirect_uri);
  });
});

describe('application_type (OpenID Connect Registration §2)', () => {
  const [redirect_uri = ''] = page.redirect_uris;
  const ofPage = { client_id: 'page', redirect_uri };

  it('web lets a public client at a loopback address use the session without a click, and with prompt=none', async () => {
    await signIn(person);
    expectCode(await person.open(authorizePath(ofPage)), redirect_uri);
    expectCode(await person.open(authorizePath({ ...ofPage, prompt: 'none' })), redirect_uri);
  });

  it('web makes the port of the address count', async () => {
    for (const other of [
      'http://localhost:5174/callback',
      'http://localhost/callback',
      'http://127.0.0.1:5173/callback',
    ])
      expect((await person.open(authorizePath({ ...ofPage, redirect_uri: other }))).status, other).toBe(400);
  });

  it('web still requires PKCE of a public client', async () => {
    expect(await errorOf({ ...ofPage, code_challenge: undefined, code_challenge_method: undefined })).toBe(
      'MissingCodeChallenge',
    );
  });

  it('native asks for a click and leaves the port free even for a client with a secret', async () => {
    await signIn(person);
    const native = { client_id: 'installed', redirect_uri: 'http://127.0.0.1:50001/callback' };
    expect(await errorOf({ ...native, prompt: 'none' })).toBe('InteractionRequired');
    const shown = await person.open(authorizePath(native));
    expectCode(await person.submit(shown, /^Continue as/), native.redirect_uri);
  });
});
