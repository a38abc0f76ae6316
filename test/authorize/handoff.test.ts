// Sign-in at the operator's own login app (SIGN_IN=handoff).

import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { unprovedWriteLimits } from '../../shared/client-auth/unproved-writes.ts';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import { changeUser, findUserOfSubject } from '../../shared/users/user-store.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { beginDevice, deviceClients, enterCode, poll } from '../support/device.ts';
import { redeem } from '../support/grants.ts';
import {
  challengeOf,
  comeBack,
  handoffSettings,
  loginUrl,
  type ResultOptions,
  resultPath,
  signResult,
} from '../support/login-app.ts';
import { textOf } from '../support/page.ts';
import type { Person, Place } from '../support/person.ts';
import { send } from '../support/request.ts';
import { issuer, startServer } from '../support/server.ts';
import { app, appClients, appSecret, authorizePath, expectCode, personAt } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

const clock: TestClock = testClock();
let person: Person;
const clients = [...appClients, ...deviceClients, { ...app, client_id: 'id-app', id_token_claims: true }];
// The host of the tests adds another address.
const server = useServer({ clients, clock, environment: { ...handoffSettings, TRUSTED_PROXIES: '2' } });
beforeEach(() => {
  person = personAt(server);
});

const now = () => Math.floor(clock.now() / 1000);

const signIn = async (options: ResultOptions = {}, changes: Parameters<typeof authorizePath>[0] = {}) =>
  comeBack(person, await person.open(authorizePath(changes)), options);

async function idTokenOf(place: Place, clientId = 'app') {
  const code = expectCode(place);
  const { json, text } = await redeem(server, code, {
    client_id: clientId,
    client_secret: appSecret,
    redirect_uri: app.redirect_uris[0],
  });
  return decodeJwt(String(json.id_token ?? text));
}

describe('the challenge', () => {
  it('is signed with a published key, for the login app, and says what the app asks for', async () => {
    const place = await person.open(
      authorizePath({
        login_hint: 'ada',
        ui_locales: 'lv en',
        max_age: '300',
        prompt: 'login select_account',
        acr_values: 'urn:example:two-factors',
      }),
    );
    const { text } = challengeOf(place);
    const { json } = await send(server, '/jwks');
    const { payload, protectedHeader } = await jwtVerify(text, createLocalJWKSet(json as never), {
      currentDate: new Date(clock.now()),
    });
    expect(protectedHeader).toEqual({ typ: 'handoff-challenge+jwt', alg: 'ES256', kid: expect.any(String) });
    expect(payload).toEqual({
      iss: issuer,
      aud: loginUrl,
      iat: now(),
      exp: now() + 600,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      client_id: 'app',
      client_name: 'Reports for you',
      scope: 'openid reports.read',
      login_hint: 'ada',
      ui_locales: 'lv en',
      max_age: 300,
      acr_values: 'urn:example:two-factors',
      prompt: 'login select_account',
    });
  });

  it('is a new one for each request, and says nothing that was not asked for', async () => {
    const [one, other] = [await person.open(authorizePath()), await person.open(authorizePath())].map(challengeOf);
    expect(one?.claims.jti).not.toBe(other?.claims.jti);
    expect(Object.keys(one?.claims ?? {}).sort()).toEqual(
      ['aud', 'client_id', 'client_name', 'exp', 'iat', 'iss', 'jti', 'scope'].sort(),
    );
  });

  it('is no access token, and no id token', async () => {
    const { text } = challengeOf(await person.open(authorizePath()));
    const { status, json } = await send(server, '/userinfo', { headers: { Authorization: `Bearer ${text}` } });
    expect([status, json.error]).toEqual([401, 'invalid_token']);
    const place = await person.open(authorizePath({ id_token_hint: text }));
    expect(place.url.searchParams.get('error')).toBe('invalid_request');
  });

  it('is never made with prompt=none', async () => {
    const { url } = await person.open(authorizePath({ prompt: 'none' }));
    expect([url.origin, url.searchParams.get('error')]).toEqual(['https://app.example', 'login_required']);
  });
});

describe('a result', () => {
  it('signs the user in, and the session signs in to the next app', async () => {
    const authTime = now() - 50;
    const claims = { auth_time: authTime, acr: 'urn:example:two-factors', amr: ['pwd', 'otp'] };
    const idToken = await idTokenOf(await signIn({ claims }));
    expect(idToken).toMatchObject({ iss: issuer, aud: 'app', auth_time: authTime, acr: claims.acr, amr: claims.amr });
    expect(idToken.sub).toMatch(/^u_[\w-]{22}$/);
    expectCode(await person.open(authorizePath({ client_id: 'classic', prompt: 'none' })));
  });

  it('gives the same user for the same sub, with what the login app says of it', async () => {
    const profile = { name: 'Ada Lovelace', preferred_username: 'ada', email: 'ada@app.example', email_verified: true };
    const first = await idTokenOf(await signIn({ claims: { name: 'Ada' } }));
    const asked = { client_id: 'id-app', scope: 'openid profile email', prompt: 'login' };
    const place = await signIn({ claims: { ...profile, auth_time: now() } }, asked);
    expect(await idTokenOf(place, 'id-app')).toMatchObject({ sub: first.sub, ...profile });
    const other = await idTokenOf(
      await signIn({ claims: { sub: 'employee-2', auth_time: now() } }, { prompt: 'login' }),
    );
    expect(other.sub).not.toBe(first.sub);
  });

  it('never signs in a user of the directory with the same name', async () => {
    const { subject } = await addTestUser(server.service.store, 'grace');
    const idToken = await idTokenOf(await signIn({ claims: { sub: 'grace', preferred_username: 'grace' } }));
    expect(idToken.sub).not.toBe(subject);
  });

  it('leads on to the consent page', async () => {
    const page = await signIn({}, { client_id: 'asking' });
    expect(textOf(page.text)).toContain('A curious app asks for access to your account.');
    expectCode(await person.submit(page, 'Allow'));
  });

  it('brings the errors of the login app to the app', async () => {
    for (const [error, number] of [
      ['access_denied', catalogue.HandoffRefused.number],
      ['login_required', 50_058],
    ] as const) {
      const { url } = await signIn({ claims: { sub: undefined, error } });
      expect([url.origin, url.searchParams.get('error')]).toEqual(['https://app.example', error]);
      expect(url.searchParams.get('error_uri')).toMatch(new RegExp(`=${number}$`));
      expect(url.searchParams.get('state')).toBe('the-state-of-the-app');
    }
  });

  it('for another user than that of id_token_hint is login_required', async () => {
    const place = await signIn();
    const { json } = await redeem(server, expectCode(place), {
      client_id: 'app',
      client_secret: appSecret,
      redirect_uri: app.redirect_uris[0],
    });
    const hint = { id_token_hint: json.id_token, prompt: 'login' };
    expect(challengeOf(await person.open(authorizePath(hint))).claims.subject).toBe('employee-1');
    const { url } = await signIn({ claims: { sub: 'employee-2', auth_time: now() } }, hint);
    expect(url.searchParams.get('error')).toBe('login_required');
    expectCode(await signIn({ claims: { auth_time: now() } }, hint));
  });

  it('does not sign in a disabled user', async () => {
    const { sub = '' } = await idTokenOf(await signIn({ claims: { sub: 'leaver' } }));
    const { store } = server.service;
    const stored = await findUserOfSubject(sub, store);
    if (!stored) throw new Error('the user was just made');
    await changeUser({ ...stored.record, disabled: true }, stored.revision, store);
    const { url } = await signIn({ claims: { sub: 'leaver', auth_time: now() } }, { prompt: 'login' });
    expect(url.searchParams.get('error')).toBe('access_denied');
    expect(server.log.at(-1)).toMatchObject({
      endpoint: 'handoff',
      error_codes: [50_105],
      reason: 50_057,
      subject: sub,
    });
  });
});

describe('how old a sign-in may be', () => {
  const expectNotFresh = ({ url }: Place) => {
    expect([url.origin, url.searchParams.get('error')]).toEqual(['https://app.example', 'login_required']);
    expect(url.searchParams.get('error_uri')).toContain(`error_code=${catalogue.HandoffNotFresh.number}`);
  };

  it('with prompt=login or max_age=0 is since the challenge', async () => {
    for (const asked of [{ prompt: 'login' }, { max_age: '0' }]) {
      expectNotFresh(await signIn({}, asked));
      expectNotFresh(await signIn({ claims: { auth_time: now() - 16 } }, asked));
      // The clocks may differ by a little.
      expectCode(await signIn({ claims: { auth_time: now() - 15 } }, asked));
    }
  });

  it('with max_age is at most that', async () => {
    expectNotFresh(await signIn({}, { max_age: '300' }));
    expectNotFresh(await signIn({ claims: { auth_time: now() - 316 } }, { max_age: '300' }));
    expectCode(await signIn({ claims: { auth_time: now() - 315 } }, { max_age: '300' }));
  });

  it('counts for max_age of later requests, and not from when the browser came back', async () => {
    expectCode(await signIn({ claims: { auth_time: now() - 400 } }));
    expect(challengeOf(await person.open(authorizePath({ max_age: '300' }))).claims.max_age).toBe(300);
    expectCode(await person.open(authorizePath({ max_age: '500' })));
  });

  it('does not shorten the session here', async () => {
    expectCode(await signIn({ claims: { auth_time: now() - 1_000_000 } }));
    expectCode(await person.open(authorizePath({ prompt: 'none' })));
  });

  it('is asked anew by a barrier, once, whatever the session of the login app says', async () => {
    const old = { claims: { sub: 'signed-out', auth_time: now() - 3600 } };
    const { sub = '' } = await idTokenOf(await signIn(old));
    await raiseBarrier({ subject: sub }, server.service.store);
    // The barrier is a moment of the store, whose clock runs; that of the service is in the past.
    const moment = Math.floor(Date.now() / 1000);
    clock.advance(moment - now() + 60);
    const asked = await signIn(old);
    expect(challengeOf(asked).claims.prompt).toBe('login');
    const { url } = await comeBack(person, asked, old);
    expect(url.searchParams.get('error')).toBe('login_required');
    const again = await signIn(old);
    expectCode(await comeBack(person, again, { claims: { sub: 'signed-out', auth_time: now() } }));
  });
});

describe('a session of this server', () => {
  it('is offered, with another account at the login app', async () => {
    await signIn({ claims: { name: 'Ada Lovelace' } });
    const page = await person.open(authorizePath({ prompt: 'select_account' }));
    expect(textOf(page.text)).toContain('Continue as Ada Lovelace');
    expect(page.text).not.toContain('type="password"');
    expectCode(await person.submit(page, /^Continue as/));
    const other = await person.submit(page, 'Use another account');
    expect(challengeOf(other).claims.prompt).toBe('select_account');
    expectCode(await comeBack(person, other, { claims: { sub: 'employee-2' } }));
  });

  it('must be confirmed for a native app, unless the user has just signed in', async () => {
    const native = { client_id: 'desktop', redirect_uri: 'http://127.0.0.1/callback' };
    // The login app answers from its own session: nobody has clicked.
    const page = await signIn({ claims: { auth_time: now() - 60 } }, native);
    expectCode(await person.submit(page, /^Continue as/), native.redirect_uri);
    const place = await signIn({ claims: { auth_time: now() } }, { ...native, prompt: 'login' });
    expectCode(place, native.redirect_uri);
    // A clock that is a little behind makes nobody sign in and click again and again.
    const behind = await signIn({ claims: { auth_time: now() - 10 } }, { ...native, prompt: 'login' });
    expectCode(behind, native.redirect_uri);
  });

  it('ends here when the user signs out', async () => {
    await signIn();
    await person.submit(await person.open('/sign-out'), 'Sign out');
    challengeOf(await person.open(authorizePath()));
  });
});

describe('the form for the password', () => {
  it('is not shown, and not taken', async () => {
    await addTestUser(server.service.store, 'ada');
    await signIn();
    const page = await person.open(authorizePath({ prompt: 'select_account' }));
    const place = await person.submit(page, 'Use another account', {
      account: '',
      username: 'ada',
      password: 'correct horse battery staple',
    });
    challengeOf(place);
  });
});

describe('a device', () => {
  it('gets its tokens by a sign-in at the login app', async () => {
    const device = await beginDevice(server);
    const place = await enterCode(person, device.userCode);
    expect(challengeOf(place).claims).toMatchObject({ client_id: 'tv', prompt: 'select_account' });
    const page = await comeBack(person, place);
    const end = await person.submit(page, 'Allow');
    expect(textOf(end.text)).toContain('Your device is connected');
    expect((await poll(server, device.deviceCode)).status).toBe(200);
  });
});

describe('two instances of one store', () => {
  it('share a sign-in, and the one use of its challenge', async () => {
    const { store } = server.service;
    const second = await startServer({
      clients,
      clock,
      environment: handoffSettings,
      change: (service) => ({ ...service, store }),
    });
    try {
      const both = personAt(server, second);
      const challenge = challengeOf(await both.open(authorizePath()));
      const path = resultPath(challenge.state, await signResult(challenge));
      const places = await Promise.all(Array.from({ length: 6 }, () => both.open(path)));
      const codes = places.filter(({ url }) => url.searchParams.has('code'));
      expect(codes).toHaveLength(1);
      for (const place of places.filter((each) => !codes.includes(each)))
        expect(place.text).toContain(`AADSTS${catalogue.HandoffOver.number}`);
    } finally {
      await second.close();
    }
  });
});

describe('a long request', () => {
  it('is stored for a hundred of an address, since anyone can send it', async () => {
    const long = authorizePath({ state: 'x'.repeat(3000) });
    const begin = () => send(server, long, { headers: { 'X-Forwarded-For': '192.0.2.7' } });
    for (let count = 0; count < unprovedWriteLimits.address; count += 1) expect((await begin()).status).toBe(303);
    const refused = new URL((await begin()).headers.get('location') ?? '');
    expect([refused.origin, refused.searchParams.get('error')]).toEqual([
      'https://app.example',
      'temporarily_unavailable',
    ]);
    // Others, and requests that need no row, go on.
    challengeOf(await person.open(long));
    const short = await send(server, authorizePath(), { headers: { 'X-Forwarded-For': '192.0.2.7' } });
    expect(short.headers.get('location')).toContain(loginUrl);
  });

  it('comes back whole', async () => {
    const state = 'x'.repeat(2400);
    const place = await person.open(authorizePath({ state, login_hint: 'h'.repeat(256), ui_locales: 'l'.repeat(256) }));
    const challenge = challengeOf(place);
    expect(challenge.state.length).toBeLessThanOrEqual(4000);
    expectCode(await comeBack(person, place), 'https://app.example/callback', state);
  });
});
