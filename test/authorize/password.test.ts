import { beforeEach, describe, expect, it } from 'vitest';
import type { UserRecord } from '../../shared/users/user.ts';
import { changeUser, findUser } from '../../shared/users/user-store.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { expectFrame } from '../support/page.ts';
import type { Person, Place } from '../support/person.ts';
import { appClients, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServerForEachTest } from '../support/use-server.ts';
import { adaPassword, addTestUser, passwordRecord } from '../support/users.ts';

let clock: TestClock;
let person: Person;
let ada: UserRecord;
const server = useServerForEachTest(() => {
  clock = testClock();
  return { clients: appClients, clock };
});
beforeEach(async () => {
  person = personAt(server);
  ada = await addTestUser(server.service.store, 'ada');
  await addTestUser(server.service.store, 'closed', { disabled: true });
});

function expectProblem(place: Place, status: number, says: RegExp): void {
  expectFrame(place, 'en', { formAction: 'any' });
  expect(place.status).toBe(status);
  expect(/<p class="problem" id="problem" role="alert">([^<]*)</.exec(place.text)?.[1]).toMatch(says);
  expect(place.text).not.toContain(adaPassword);
  expect(place.headers.getSetCookie()).toEqual([]);
}

/** The log line of the form; the line of the page follows it. */
const logged = () => server.log.at(-2);

/** The page without its random parts; the empty field has the focus. */
const looks = ({ text }: Place) =>
  text
    .replace(/form=[\w.-]+/g, '')
    .replace(/name="form" value="[^"]*"/g, '')
    .replace(/name="username" value="[^"]*"/, '')
    .replaceAll(' autofocus', '');

describe('a wrong password', () => {
  it('leads back to the page, which keeps the user name and the request', async () => {
    const place = await signIn(person, authorizePath(), 'Ada', 'wrong');
    expectProblem(place, 400, /^The user name or password is wrong\. Check both and try again\.$/);
    expect(place.text).toContain('name="username" value="Ada"');
    expect(logged()).toMatchObject({
      error_codes: [50126],
      reason: 990_011,
      subject: ada.subject,
      step: 'password',
      client_id: 'app',
    });
    expectCode(await person.submit(place, 'Sign in', { password: adaPassword }));
  });

  it('looks the same as an unknown user, a disabled one, and empty fields', async () => {
    const wrong = await signIn(person, authorizePath(), 'ada', 'wrong');
    const tries: readonly [name: string, password: string, reason: number][] = [
      ['nobody', adaPassword, 50_034],
      ['closed', adaPassword, 50_057],
      ['', '', 50_034],
      ['ada', '', 990_011],
      ['ada', `${adaPassword} `, 990_011],
      ['ada', 'x'.repeat(60_000), 990_011],
    ];
    for (const [name, password, reason] of tries) {
      const place = await signIn(person, authorizePath(), name, password);
      expectProblem(place, 400, /wrong/);
      expect(looks(place), name).toBe(looks(wrong));
      expect(logged()).toMatchObject({ error_codes: [50126], reason });
    }
    // Users sometimes type the password into the name field.
    expect(JSON.stringify(server.log)).not.toMatch(/nobody|closed|correct horse/);
  });

  it('is not compared after ten failures, even if it is right, for five minutes', async () => {
    for (let count = 0; count < 10; count += 1)
      expectProblem(await signIn(person, authorizePath(), 'ada', 'wrong'), 400, /wrong/);
    const place = await signIn(person);
    expectProblem(place, 429, /^Too many sign-in attempts\. Try again in 5 minutes\.$/);
    expect(place.headers.get('retry-after')).toBe('300');
    expect(logged()).toMatchObject({ event: 'user_throttled', error_codes: [50053] });
    clock.advance(300);
    expectCode(await signIn(person));
  });

  it('from other browsers never locks out the browser in which the user has signed in before', async () => {
    await signIn(person);
    const stranger = personAt(server);
    for (let count = 0; count < 10; count += 1) await signIn(stranger, authorizePath(), 'ada', 'wrong');
    expectProblem(await signIn(stranger), 429, /^Too many sign-in attempts/);
    expectCode(await signIn(person, authorizePath({ prompt: 'login' })));
    // A browser in which only another user has signed in is unknown for this user.
    await addTestUser(server.service.store, 'mallory');
    const mallory = personAt(server);
    expectCode(await signIn(mallory, authorizePath(), 'mallory'));
    expectProblem(await signIn(mallory, authorizePath({ prompt: 'login' })), 429, /^Too many sign-in attempts/);
  });

  it('locks out a browser in which the user has signed in with another password than the present one', async () => {
    const { store } = server.service;
    await signIn(person);
    const given = await findUser('ada', store);
    if (!given) throw new Error('she was just added');
    const { password = passwordRecord(adaPassword) } = ada;
    const other = { ...ada, password: { ...password, salt: Buffer.alloc(16, 8).toString('base64url') } };
    const stranger = personAt(server);
    for (let count = 0; count < 10; count += 1) await signIn(stranger, authorizePath(), 'ada', 'wrong');
    await changeUser(other, given.revision, store);
    expectProblem(await signIn(person, authorizePath({ prompt: 'login' })), 429, /^Too many sign-in attempts/);
    const changed = await findUser('ada', store);
    await changeUser(ada, changed?.revision ?? '', store);
    expectCode(await signIn(person, authorizePath({ prompt: 'login' })));
  });

  it('from a browser in which the user has signed in before is counted too', async () => {
    await signIn(person);
    for (let count = 0; count < 10; count += 1)
      await signIn(person, authorizePath({ prompt: 'login' }), 'ada', 'wrong');
    expectProblem(await signIn(person, authorizePath({ prompt: 'login' })), 429, /^Too many sign-in attempts/);
  });
});

describe('more sign-ins at once than can be checked', () => {
  it('must wait a moment, and lose nothing', async () => {
    const page = await person.open(authorizePath());
    const places = await Promise.all(
      Array.from({ length: 14 }, (_, index) =>
        person.submit(page, 'Sign in', { username: `somebody ${index}`, password: 'wrong' }),
      ),
    );
    const busy = places.filter(({ status }) => status === 503);
    expect(busy.length).toBeGreaterThan(0);
    for (const place of busy) {
      expectProblem(place, 503, /^Too many people are signing in right now\. Wait a moment and try again\.$/);
      expect(place.headers.get('retry-after')).toBe('2');
    }
    expect(server.log.some(({ error_codes }) => String(error_codes) === '50000,5000009')).toBe(true);
    expectCode(await person.submit(busy[0] ?? page, 'Sign in', { username: 'ada', password: adaPassword }));
  });
});
