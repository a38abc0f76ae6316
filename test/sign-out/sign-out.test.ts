import { beforeEach, describe, expect, it } from 'vitest';
import { unprovedWriteLimits } from '../../shared/client-auth/unproved-writes.ts';
import { findBarrierAge } from '../../shared/grants/barrier-age.ts';
import { StoreUnavailableError } from '../../shared/store/store.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { expectFrame, expectPage, textOf } from '../support/page.ts';
import { formOf, type Person, type Place } from '../support/person.ts';
import { postToken, send, type TestAnswer } from '../support/request.ts';
import { verifier } from '../support/server.ts';
import { appClients, appSecret, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServerForEachTest } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

let clock: TestClock;
let person: Person;
let ada: UserRecord;
/** Partitions whose writes fail. */
let down: RegExp | undefined;
const server = useServerForEachTest(() => {
  clock = testClock();
  down = undefined;
  return {
    clients: appClients,
    clock,
    change: (service) => ({
      ...service,
      store: {
        ...service.store,
        async commit(...args) {
          if (down?.test(args[0])) throw new StoreUnavailableError('the line is down');
          return service.store.commit(...args);
        },
      },
    }),
  };
});
beforeEach(async () => {
  person = personAt(server);
  ada = await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' });
});

async function expectSignedOut(of: Person = person): Promise<void> {
  const place = await of.open(authorizePath());
  expect([place.status, textOf(place.text).includes('Password')]).toEqual([200, true]);
}

function expectDone(place: Place, words: string): void {
  expect([place.status, place.url.pathname]).toEqual([200, '/sign-out']);
  expect(textOf(place.text)).toContain(words);
  expect(place.trail[0]?.headers.getSetCookie()).toEqual([
    '__Host-tessera-session=; max-age=0; path=/; secure; samesite=lax; httponly',
  ]);
}

describe('signing out', () => {
  it('ends the session of the browser, and a copy of its cookie is useless', async () => {
    expectCode(await signIn(person));
    const copy = new Map(person.cookies);
    const page = await person.open('/sign-out');
    expectFrame(page, 'en', { formAction: "'self'" });
    expect(textOf(page.text)).toContain('Ada Lovelace ada');
    expectDone(await person.submit(page, 'Sign out'), 'You are signed out in this browser.');
    await expectSignedOut();
    const thief = personAt(server);
    for (const [name, value] of copy) thief.cookies.set(name, value);
    await expectSignedOut(thief);
  });

  it('does not affect other browsers or the tokens of apps', async () => {
    const other = personAt(server);
    await signIn(other);
    const code = expectCode(await signIn(person));
    await person.submit(await person.open('/sign-out'), 'Sign out');
    clock.advance(31);
    expectCode(await other.open(authorizePath()));
    expect(await redeem(code)).toBe(200);
  });

  it('ends all sessions and grants at once on the instance that handles it, whatever it has cached', async () => {
    const other = personAt(server);
    await signIn(other);
    const { refresh_token } = (await redeemed(expectCode(await signIn(person)))).json;
    const code = expectCode(await person.open(authorizePath()));
    clock.advance(1);
    await person.submit(await person.open('/sign-out'), 'Sign out', { everywhere: 'on' });
    await expectSignedOut(other);
    expect(await redeem(code)).toBe(400);
    const refreshed = await postToken(server, {
      ...{ grant_type: 'refresh_token', refresh_token },
      ...{ client_id: 'app', client_secret: appSecret },
    });
    expect([refreshed.status, refreshed.json.error_codes]).toEqual([400, [50173]]);
  });

  it('ends all sessions and grants of the user if requested, within a minute', async () => {
    const other = personAt(server);
    await signIn(other);
    const code = expectCode(await signIn(person));
    clock.advance(1);
    const page = await person.open('/sign-out');
    expectDone(
      await person.submit(page, 'Sign out', { everywhere: 'on' }),
      'on all your other devices within a minute',
    );
    expect(await findBarrierAge({ subject: ada.subject }, server.service.store)).toBe(0);
    clock.advance(31);
    // The barriers are reloaded in parallel with the first request.
    await other.open(authorizePath());
    await expectSignedOut(other);
    expect(await redeem(code)).toBe(400);
  });

  it('ends all sessions and grants also from a page whose session another tab has ended', async () => {
    await signIn(person);
    const [first, second] = [await person.open('/sign-out'), await person.open('/sign-out')];
    await person.submit(first, 'Sign out');
    expect(await findBarrierAge({ subject: ada.subject }, server.service.store)).toBeUndefined();
    const place = await person.submit(second, 'Sign out', { everywhere: 'on' });
    expect(textOf(place.text)).toContain('on all your other devices within a minute');
    expect(await findBarrierAge({ subject: ada.subject }, server.service.store)).toBe(0);
  });

  it('takes the form of a session that is over a hundred times from an address, since each time writes rows that all read', async () => {
    await signIn(person);
    const page = await person.open('/sign-out');
    const { form = '' } = formOf(page.text, 'Sign out').values;
    await person.submit(page, 'Sign out');
    const again = () =>
      send(server, '/sign-out', {
        method: 'POST',
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          Cookie: [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        },
        body: new URLSearchParams({ form, everywhere: 'on' }).toString(),
      });
    for (let sent = 0; sent < unprovedWriteLimits.address; sent += 1) expect((await again()).status).toBe(303);
    expect((await again()).status).toBe(429);
    clock.advance(301);
    expect((await again()).status).toBe(303);
  });

  it('shows that no user is signed in, and asks nothing', async () => {
    const place = await person.open('/sign-out', { 'Accept-Language': 'nb' });
    expectPage(place, 'nb');
    expect(place.text).not.toContain('<form');
  });

  it('removes the cookie of a session that has already ended', async () => {
    await signIn(person);
    const page = await person.open('/sign-out');
    clock.advance(28_800);
    expectDone(await person.submit(page, 'Sign out'), 'You are signed out in this browser.');
  });

  it('asks again when another user has signed in meanwhile', async () => {
    await signIn(person);
    const page = await person.open('/sign-out');
    await addTestUser(server.service.store, 'grace');
    await signIn(person, authorizePath({ prompt: 'login' }), 'grace');
    const again = await person.submit(page, 'Sign out');
    expect(textOf(again.text)).toContain('grace Do you want to sign out');
    expectCode(await person.open(authorizePath()));
  });

  it('is refused from another site (RFC 9700 §4.7)', async () => {
    await signIn(person);
    const { values } = formOf((await person.open('/sign-out')).text, 'Sign out');
    const cookies = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const post = (form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>>) =>
      send(server, '/sign-out', {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams(form).toString(),
      });
    const tries = [
      await post({ form: 'e30.form' }, { Cookie: cookies }),
      await post(values, { Cookie: cookies, 'Sec-Fetch-Site': 'cross-site' }),
      await post(values, { Cookie: cookies.replace(/browser=[^;]*/, `browser=${'A'.repeat(22)}`) }),
    ];
    for (const { status, json } of tries) expect([status, json.error_codes]).toEqual([400, [990_010]]);
    expectCode(await person.open(authorizePath()));
  });

  it.each([
    ['in this browser', {}, /./],
    // The session is ended last, so the message that the user is still signed in is true.
    ['everywhere', { everywhere: 'on' }, /-barriers-/],
  ])('%s that failed is not shown as done', async (_where, fields, partitions) => {
    await signIn(person);
    const page = await person.open('/sign-out');
    const { values } = formOf(page.text, 'Sign out');
    down = partitions;
    const failed = await send(server, '/sign-out', {
      method: 'POST',
      headers: {
        Accept: 'text/html',
        'Content-Type': 'application/x-www-form-urlencoded',
        Cookie: [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      body: new URLSearchParams({ ...values, ...fields }).toString(),
    });
    expectPage(failed, 'en', 503);
    expect(failed.headers.get('retry-after')).toBe('2');
    expect(textOf(failed.text)).toContain('You are still signed in');
    expect(textOf(failed.text)).toContain(String(server.log.at(-1)?.trace_id));
    down = undefined;
    expectCode(await person.open(authorizePath()));
  });
});

async function redeem(code: string): Promise<number> {
  return (await redeemed(code)).status;
}

function redeemed(code: string): Promise<TestAnswer> {
  return postToken(server, {
    grant_type: 'authorization_code',
    client_id: 'app',
    client_secret: appSecret,
    code,
    code_verifier: verifier,
  });
}
