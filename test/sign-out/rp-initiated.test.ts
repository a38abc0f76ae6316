// OpenID Connect RP-Initiated Logout 1.0: an app signs its user out.
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type SignedInUser, sidOf } from '../../shared/browser/session.ts';
import { catalogue, type ErrorName } from '../../shared/errors/catalogue.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { redeem } from '../support/grants.ts';
import { expectFrame, expectPage, linksOf, textOf } from '../support/page.ts';
import type { Person, Place } from '../support/person.ts';
import { postForm, send } from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { personWithSession } from '../support/session.ts';
import { app, appSecret, authorizePath, desktop, personAt } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

const goodbye = 'https://app.example/goodbye';
const withQuery = 'https://app.example/goodbye?from=app';
const leaving = { ...app, post_logout_redirect_uris: [goodbye, withQuery] };
const other = {
  ...app,
  client_id: 'other',
  redirect_uris: ['https://other.example/callback'],
  post_logout_redirect_uris: ['https://other.example/out'],
};
const native = {
  ...desktop,
  redirect_uris: ['http://127.0.0.1/callback'],
  post_logout_redirect_uris: ['http://127.0.0.1:8400/out', 'com.example.desktop:/out'],
};

let clock: TestClock;
const server = useServer(() => {
  clock = testClock();
  return { clients: [leaving, other, native, { ...app, client_id: 'plain' }], clock };
});
const users = new Map<string, SignedInUser>();
beforeAll(async () => {
  for (const [username, members] of [
    ['ada', { name: 'Ada Lovelace' }],
    ['grace', {}],
  ] as const)
    users.set(username, await addTestUser(server.service.store, username, members));
});

interface SignedIn {
  readonly person: Person;
  readonly idToken: string;
}

/** A person who has signed in, without a password, and the ID token that the app got. */
async function signedIn(username = 'ada', { client_id, redirect_uris }: typeof app = leaving): Promise<SignedIn> {
  const user = users.get(username);
  if (!user) throw new Error(`the tests have no user ${username}`);
  const { person, session } = await personWithSession(user, server);
  const agreement = { subject: session.subject, scope: ['openid', 'reports.read'], sid: sidOf(session) };
  const code = await server.issueCode(client_id, agreement);
  const asClient = { client_id, client_secret: appSecret, redirect_uri: redirect_uris[0] ?? '' };
  return { person, idToken: (await redeem(server, code, asClient)).json.id_token };
}

function signOutPath(parameters: Readonly<Record<string, string>>): string {
  return `/sign-out?${new URLSearchParams(parameters)}`;
}

async function isSignedIn(person: Person): Promise<boolean> {
  return (await person.open(authorizePath({ prompt: 'none' }))).url.searchParams.has('code');
}

function expectGone(place: Place, to: string): void {
  expect([place.status, place.url.href, place.text]).toEqual([303, to, '']);
  expect(place.headers.get('referrer-policy')).toBe('no-referrer');
  expect(place.headers.get('cache-control')).toBe('no-store');
}

describe('an app that proves the session with its ID token (§2)', () => {
  it('signs its user out without a page, and the browser comes back with the state', async () => {
    const { person, idToken } = await signedIn();
    const query = { id_token_hint: idToken, post_logout_redirect_uri: goodbye, state: 'a b&c=ü' };
    const place = await person.open(signOutPath(query));
    expectGone(place, `${goodbye}?state=a+b%26c%3D%C3%BC`);
    expect(place.headers.getSetCookie()).toEqual([
      '__Host-tessera-session=; max-age=0; path=/; secure; samesite=lax; httponly',
    ]);
    expect(await isSignedIn(person)).toBe(false);
    expect(server.log.findLast(({ endpoint }) => endpoint === 'signOut')).toMatchObject({
      outcome: 'success',
      client_id: 'app',
      subject: decodeJwt(idToken).sub,
    });
    expect(JSON.stringify(server.log)).not.toContain(idToken);
  });

  it('does so with an ID token that has expired', async () => {
    const { person, idToken } = await signedIn();
    clock.advance(3600);
    await person.open(authorizePath());
    clock.advance(7200);
    expectGone(await person.open(signOutPath({ id_token_hint: idToken, post_logout_redirect_uri: goodbye })), goodbye);
  });

  it('gets the state behind the query that is registered', async () => {
    const { person, idToken } = await signedIn();
    const query = { id_token_hint: idToken, post_logout_redirect_uri: withQuery, state: 's', client_id: 'app' };
    expectGone(await person.open(signOutPath(query)), `${withQuery}&state=s`);
  });

  it('without an address to go back to, ends on a page that leads on to the app and has no ID token in its address', async () => {
    const { person, idToken } = await signedIn();
    const place = await person.open(signOutPath({ id_token_hint: idToken, state: 'unused' }));
    expect(place.url.href).toBe(`${issuer}/sign-out?client_id=app`);
    expectFrame(place, 'en');
    expect(textOf(place.text)).toContain('You are signed out');
    expect(textOf(place.text)).toContain('Back to Reports for you');
    expect(linksOf(place.text)).toContain(goodbye);
    expect(await isSignedIn(person)).toBe(false);
  });

  it.each(['GET', 'POST'])('by %s', async (method) => {
    const { person, idToken } = await signedIn();
    const query = { id_token_hint: idToken, post_logout_redirect_uri: goodbye, state: 's', ui_locales: 'lv' };
    if (method === 'GET') return expectGone(await person.open(signOutPath(query)), `${goodbye}?state=s`);
    // Another site posts: the browser sends no cookie (SameSite=Lax), and follows the redirect with it.
    const posted = await postForm(server, '/sign-out', query, { Origin: 'https://app.example' });
    expect([posted.status, posted.text]).toEqual([303, '']);
    expect(posted.headers.get('location')).toBe(`${issuer}${signOutPath(query)}`);
    expectGone(await person.open(posted.headers.get('location') ?? ''), `${goodbye}?state=s`);
  });
});

describe('a person is asked (§2)', () => {
  it('when the app proves nothing, then goes back to it with the state', async () => {
    const { person } = await signedIn();
    const query = { client_id: 'app', post_logout_redirect_uri: goodbye, state: 'the-state', logout_hint: 'ada' };
    const page = await person.open(signOutPath(query));
    // Chromium applies form-action to redirects too, so it is left out.
    expectFrame(page, 'en', { formAction: 'any' });
    expect(textOf(page.text)).toContain('Reports for you asks you to sign out here too.');
    expect(await isSignedIn(person)).toBe(true);
    expectGone(await person.submit(page, 'Sign out'), `${goodbye}?state=the-state`);
    expect(await isSignedIn(person)).toBe(false);
  });

  it.each([
    ['another session of the same user', 'ada'],
    ['another user', 'grace'],
  ])('when the ID token is of %s', async (_whose, username) => {
    const { person } = await signedIn();
    const { idToken } = await signedIn(username);
    const page = await person.open(signOutPath({ id_token_hint: idToken, post_logout_redirect_uri: goodbye }));
    expect(textOf(page.text)).toContain('Ada Lovelace ada');
    expect(await isSignedIn(person)).toBe(true);
    expectGone(await person.submit(page, 'Sign out'), goodbye);
  });

  it('when the key of the ID token has been removed, if client_id says which app it is', async () => {
    const { person, idToken } = await signedIn();
    const header = { typ: 'JWT', alg: 'RS256', kid: 'of-last-year' };
    const old = [Buffer.from(JSON.stringify(header)).toString('base64url'), ...idToken.split('.').slice(1)].join('.');
    const page = await person.open(signOutPath({ id_token_hint: old, client_id: 'app' }));
    expectFrame(page, 'en', { formAction: "'self'" });
    const alone = await person.open(signOutPath({ id_token_hint: old }));
    expect([alone.status, alone.json]).toMatchObject([400, { error_codes: [catalogue.IdTokenHintRefused.number] }]);
  });

  it('and stays here if the request does not say whose address it has', async () => {
    const { person } = await signedIn();
    const page = await person.open(signOutPath({ post_logout_redirect_uri: goodbye, state: 's' }));
    expectFrame(page, 'en', { formAction: "'self'" });
    expect((await person.submit(page, 'Sign out')).url.href).toBe(`${issuer}/sign-out`);
    expect(await isSignedIn(person)).toBe(false);
    const again = await person.open(signOutPath({ post_logout_redirect_uri: goodbye, state: 's' }));
    expect([again.status, linksOf(again.text).includes(goodbye)]).toEqual([200, false]);
  });

  it('in the language that the app names, and the links to others keep the request', async () => {
    const { person } = await signedIn();
    const query = { client_id: 'app', post_logout_redirect_uri: goodbye, state: 's', ui_locales: 'nb' };
    const page = await person.open(signOutPath(query));
    expectFrame(page, 'nb', { formAction: 'any' });
    const latvian = await person.open(`/sign-out${linksOf(page.text).find((link) => link.endsWith('lv'))}`);
    expectFrame(latvian, 'lv', { formAction: 'any' });
    expectGone(await person.submit(latvian, 'Izrakstīties'), `${goodbye}?state=s`);
  });

  it('and may sign out everywhere before going back', async () => {
    const { person } = await signedIn('grace');
    const elsewhere = (await signedIn('grace')).person;
    const page = await person.open(signOutPath({ client_id: 'app', post_logout_redirect_uri: goodbye }));
    clock.advance(1);
    expectGone(await person.submit(page, 'Sign out', { everywhere: 'on' }), goodbye);
    expect(await isSignedIn(elsewhere)).toBe(false);
    clock.advance(1);
  });

  it('and without an address to go back to finds the way to the app on the last page', async () => {
    const { person } = await signedIn();
    const place = await person.submit(await person.open(signOutPath({ client_id: 'app' })), 'Sign out');
    expect(place.url.href).toBe(`${issuer}/sign-out?client_id=app`);
    expect(linksOf(place.text)).toContain(goodbye);
    const plain = await person.open(signOutPath({ client_id: 'plain' }));
    expect(linksOf(plain.text)).toContain('https://app.example/');
  });
});

describe('a person who is not signed in', () => {
  it.each(['id_token_hint', 'client_id'])('goes on to the app at once, which %s names', async (by) => {
    const { idToken } = await signedIn();
    const place = await personAt(server).open(
      signOutPath({
        ...(by === 'client_id' ? { client_id: 'app' } : { id_token_hint: idToken }),
        post_logout_redirect_uri: goodbye,
        state: 's',
      }),
    );
    expectGone(place, `${goodbye}?state=s`);
  });
});

describe('no browser is redirected (§3)', () => {
  const query = { client_id: 'app', post_logout_redirect_uri: goodbye };
  let at: SignedIn;
  let ofOther: SignedIn;
  beforeAll(async () => {
    at = await signedIn();
    ofOther = await signedIn('ada', other);
  });

  async function expectRefused(parameters: Readonly<Record<string, string>>, error: ErrorName): Promise<Place> {
    const place = await at.person.open(signOutPath(parameters), { Accept: 'text/html' });
    expectPage(place, 'en', 400);
    expect(textOf(place.text)).toContain(`error_codes: ${catalogue[error].number}`);
    expect(linksOf(place.text)).toContain(`${issuer}/sign-out?ui_locales=en`);
    return place;
  }

  it.each([
    'https://app.example/goodbye/',
    'https://app.example/Goodbye',
    'https://APP.example/goodbye',
    'https://app.example:443/goodbye',
    'http://app.example/goodbye',
    'https://app.example/goodbye?',
    'https://app.example/goodbye#x',
    'https://app.example/goodbye/../goodbye',
    'https://app.example/callback',
    'https://other.example/out',
    'data:text/html,x',
    '/sign-out',
    '//app.example/goodbye',
  ])('to %s, which is not registered for signing out', async (post_logout_redirect_uri) => {
    await expectRefused({ ...query, post_logout_redirect_uri }, 'UnregisteredLogoutUri');
    await expectRefused({ id_token_hint: at.idToken, post_logout_redirect_uri }, 'UnregisteredLogoutUri');
  });

  it('to another port of a loopback address than the registered one, since §3 wants an exact match', async () => {
    const out = { client_id: 'desktop' };
    await expectRefused({ ...out, post_logout_redirect_uri: 'http://127.0.0.1:8401/out' }, 'UnregisteredLogoutUri');
    const visitor = personAt(server);
    for (const uri of native.post_logout_redirect_uris)
      expectGone(await visitor.open(signOutPath({ ...out, post_logout_redirect_uri: uri })), uri);
  });

  it('for a client that is not registered', async () => {
    await expectRefused({ client_id: 'nobody' }, 'UnknownClient');
  });

  it('when client_id and the ID token name two clients', async () => {
    await expectRefused({ ...query, id_token_hint: ofOther.idToken }, 'IdTokenHintRefused');
  });

  it('for anything but an ID token of this issuer', async () => {
    const { json } = await redeem(server, await server.issueCode('app'), {
      client_id: 'app',
      client_secret: appSecret,
      redirect_uri: 'https://app.example/callback',
    });
    const [head, body, signature = ''] = at.idToken.split('.');
    const forged = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const id_token_hint of ['x', json.access_token, json.refresh_token, forged, `${head}.${body}.`])
      await expectRefused({ ...query, id_token_hint }, 'IdTokenHintRefused');
  });

  it('with a state that makes the address too long, and with a parameter that comes twice', async () => {
    await expectRefused({ ...query, state: 's'.repeat(4096 - `${goodbye}?state=`.length + 1) }, 'RedirectTooLong');
    const fits = 's'.repeat(4096 - `${goodbye}?state=`.length);
    expectGone(await personAt(server).open(signOutPath({ ...query, state: fits })), `${goodbye}?state=${fits}`);
    const twice = await send(server, `${signOutPath(query)}&post_logout_redirect_uri=https://evil.example`);
    expect([twice.status, twice.json.error_codes]).toEqual([400, [9002313]]);
  });

  it('when a request by POST would be too long for an address', async () => {
    const posted = await postForm(server, '/sign-out', { ...query, state: 's'.repeat(7000) });
    expect([posted.status, posted.json.error_codes]).toEqual([413, [990_002]]);
  });

  it('and the person is still signed in, but can sign out without the app', async () => {
    const place = await expectRefused(
      { ...query, post_logout_redirect_uri: 'https://evil.example' },
      'UnregisteredLogoutUri',
    );
    expect(textOf(place.text)).toContain('You can sign out here all the same.');
    expect(await isSignedIn(at.person)).toBe(true);
    const page = await at.person.open(linksOf(place.text).find((link) => link.endsWith('en')) ?? '');
    await at.person.submit(page, 'Sign out');
    expect(await isSignedIn(at.person)).toBe(false);
  });

  it('elsewhere than to a registered address, whatever the request is', async () => {
    const visitor = personAt(server);
    const uris = [goodbye, withQuery, 'https://other.example/out', 'https://evil.example', '//evil.example', ''];
    const parameters = fc.record(
      {
        client_id: fc.constantFrom('app', 'other', 'plain', 'x', ''),
        post_logout_redirect_uri: fc.oneof(fc.constantFrom(...uris), fc.webUrl(), fc.string()),
        id_token_hint: fc.constantFrom(at.idToken, ofOther.idToken, 'e30.e30.e30'),
        state: fc.string(),
        done: fc.string(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(parameters, async (sent) => {
        const place = await visitor.open(signOutPath(sent as Record<string, string>));
        expect(place.status).toBeLessThan(500);
        if (place.status !== 303) return;
        const { post_logout_redirect_uri: uri = '', client_id, id_token_hint, state } = sent;
        const isOfApp = client_id === 'app' || (!client_id && id_token_hint === at.idToken);
        const registered = isOfApp ? leaving.post_logout_redirect_uris : other.post_logout_redirect_uris;
        expect(registered).toContain(uri);
        const end = state ? `${uri.includes('?') ? '&' : '?'}${new URLSearchParams({ state })}` : '';
        expect(place.url.href).toBe(new URL(`${uri}${end}`).href);
      }),
      { numRuns: 100 },
    );
  });
});
