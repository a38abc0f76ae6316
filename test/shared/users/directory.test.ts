import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ErrorName } from '../../../shared/errors/catalogue.ts';
import { OAuthError } from '../../../shared/errors/oauth-error.ts';
import { createFailureCounters, maxCounters } from '../../../shared/guessing/failures.ts';
import { unreported } from '../../../shared/log/reporting.ts';
import type { Service } from '../../../shared/serving/service.ts';
import { StoreUnavailableError } from '../../../shared/store/store.ts';
import { authenticateUser, findUserBySubject, type SignInAttempt } from '../../../shared/users/directory.ts';
import { hashPassword, openPasswords, type Passwords } from '../../../shared/users/password.ts';
import { passwordQueue } from '../../../shared/users/password-queue.ts';
import { passwordTagOf } from '../../../shared/users/user.ts';
import { addUser, changeUser, findUser } from '../../../shared/users/user-store.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type CountingStore, countingStore } from '../../support/counting-store.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';
import { openTestService } from '../../support/server.ts';
import { adaPassword, addTestUser, userRecord } from '../../support/users.ts';
import { remoteStore } from '../store/remote-store.ts';

interface CountedPasswords extends Passwords {
  takeCount(): number;
}

/** Compares without hashing, since these tests are about throttling. */
function quickPasswords(): CountedPasswords {
  let count = 0;
  return {
    waiting: () => 0,
    takeCount() {
      const taken = count;
      count = 0;
      return taken;
    },
    async verify(password, record) {
      count += 1;
      // Yields, as hashing does, so that other attempts run in between.
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return record !== undefined && password === adaPassword;
    },
  };
}

let clock: TestClock;
let store: CountingStore;
let passwords: CountedPasswords;
let service: Service;
beforeEach(async () => {
  clock = testClock();
  passwords = quickPasswords();
  service = await openTestService({
    clock,
    change(opened) {
      store = countingStore(remoteStore(opened.store));
      return { ...opened, store, passwords };
    },
  });
});
afterEach(() => vi.restoreAllMocks());

const home = '192.0.2.7';

function attempt(changes: Partial<SignInAttempt> = {}): SignInAttempt {
  return { username: 'ada', password: adaPassword, address: home, device: undefined, ...changes };
}

/** The error code and reason, or the subject of the user who signed in. */
async function outcome(changes: Partial<SignInAttempt> = {}, at = service): Promise<string> {
  try {
    return (await authenticateUser(attempt(changes), at, unreported)).subject;
  } catch (thrown) {
    if (!(thrown instanceof OAuthError)) throw thrown;
    return thrown.reason ? `${thrown.code} ${thrown.reason}` : thrown.code;
  }
}

async function outcomes(times: number, changes: Partial<SignInAttempt> = {}): Promise<readonly string[]> {
  const all: string[] = [];
  for (let done = 0; done < times; done += 1) all.push(await outcome(changes));
  return all;
}

async function refusalOf(changes: Partial<SignInAttempt> = {}): Promise<OAuthError> {
  const thrown = await authenticateUser(attempt(changes), service, unreported).catch((error: unknown) => error);
  if (!(thrown instanceof OAuthError)) throw new Error('it was not refused');
  return thrown;
}

const wrong = { password: 'not the password' };
const wrongPassword = 'InvalidCredentials WrongPassword';
const unknownUser = 'InvalidCredentials UnknownUser';
const throttled: ErrorName = 'UserThrottled';

describe('the directory', () => {
  it('knows a user by name, however it is typed, and by subject', async () => {
    const { subject } = await addTestUser(store, 'Ada Lovelace', {
      name: 'Ada',
      email: 'ada@example.com',
      email_verified: true,
    });
    const user = {
      subject,
      username: 'ada lovelace',
      name: 'Ada',
      email: 'ada@example.com',
      isEmailVerified: true,
      isDisabled: false,
      updatedAt: 1_795_246_200,
    };
    for (const username of ['ada lovelace', ' ADA LOVELACE\t', 'Ａｄａ　Lovelace'])
      expect(await authenticateUser(attempt({ username }), service, unreported)).toEqual({
        ...user,
        passwordTag: expect.stringMatching(/^[\w-]{16}$/),
      });
    expect(await findUserBySubject(subject, service)).toEqual(user);
    expect(await findUserBySubject('u_ada', service)).toBeUndefined();
  });

  it('answers alike for a wrong password, an unknown user and a disabled user, with as many store calls and comparisons', async () => {
    const ada = await addTestUser(store);
    const eve = await addTestUser(store, 'eve', { disabled: true });
    const { password: _none, ...ofProvider } = userRecord('grace', {
      accounts: [{ provider: 'entra', subject: 'grace' }],
    });
    await addUser(ofProvider, store);
    store.takeCalls();
    const seen: unknown[] = [];
    const logged: unknown[] = [];
    const tried = [
      wrong,
      { username: 'nobody' },
      { username: 'eve' },
      { username: 'eve', ...wrong },
      { username: 'grace' },
    ];
    for (const changes of tried) {
      const { code, message, event, headers, reason, log } = await refusalOf(changes);
      seen.push({ code, message, event, headers, calls: store.takeCalls(), compared: passwords.takeCount() });
      logged.push([reason, log]);
    }
    expect(seen).toEqual(
      Array(5).fill({
        code: 'InvalidCredentials',
        message: 'The user name or the password is wrong.',
        event: undefined,
        headers: {},
        calls: ['read'],
        compared: 1,
      }),
    );
    expect(logged).toEqual([
      ['WrongPassword', { subject: ada.subject }],
      ['UnknownUser', {}],
      ['UserDisabled', { subject: eve.subject }],
      ['WrongPassword', { subject: eve.subject }],
      ['WrongPassword', { subject: ofProvider.subject }],
    ]);
  });

  it('refuses a user name that is too long, without normalising it', async () => {
    const normalise = vi.spyOn(String.prototype, 'normalize');
    expect(await outcome({ username: 'a'.repeat(2) + '\u0301\u0316'.repeat(30_000) })).toBe(unknownUser);
    expect(normalise.mock.contexts.map(String).filter(({ length }) => length > 10_000)).toEqual([]);
  });

  it('compares real hashes, at the same cost for existing and unknown users', async () => {
    const password = await hashPassword(adaPassword);
    await addTestUser(store, 'ada', { password });
    await addTestUser(store, 'eve', { password, disabled: true });
    const real = { ...service, passwords: openPasswords() };
    expect(await outcome({}, real)).toMatch(/^u_/);
    const cases: readonly Partial<SignInAttempt>[] = [
      wrong,
      { username: 'nobody' },
      { username: 'eve' },
      { password: 'x'.repeat(65_536) },
      { password: 'a'.repeat(2) + '\u0301\u0316'.repeat(30_000) },
    ];
    const hash = vi.spyOn(crypto, 'scrypt');
    const normalise = vi.spyOn(String.prototype, 'normalize');
    // Modules that imported the function by name also get the spy.
    syncBuiltinESMExports();
    onTestFinished(() => {
      vi.restoreAllMocks();
      syncBuiltinESMExports();
    });
    for (const changes of cases) {
      hash.mockClear();
      expect(await outcome(changes, { ...real, failures: createFailureCounters() })).toMatch(/^InvalidCredentials /);
      // The scrypt parameters determine the cost.
      expect(
        hash.mock.calls.map(([given, , length, options]) => [String(given).length <= 1_024, length, options]),
      ).toEqual([[true, 32, { N: 32_768, r: 8, p: 3, maxmem: expect.any(Number) }]]);
    }
    expect(normalise.mock.contexts.map(String).filter(({ length }) => length > 10_000)).toEqual([]);
  });
});

describe('after ten wrong passwords for a user from an address', () => {
  it('compares no password from there for five minutes, not even the right one', async () => {
    await addTestUser(store);
    expect(await outcomes(10, wrong)).toEqual(Array(10).fill(wrongPassword));
    passwords.takeCount();
    store.takeCalls();
    const { code, message, event, log, headers } = await refusalOf();
    expect({ code, message, event, log, headers }).toEqual({
      code: throttled,
      message: 'Too many wrong passwords were sent for this user or from this address. Try again in 300 seconds.',
      event: 'user_throttled',
      log: { address: home },
      headers: { 'Retry-After': '300' },
    });
    expect([store.takeCalls(), passwords.takeCount()]).toEqual([[], 0]);
    for (const username of ['ADA', ' ada ', 'Ａda']) expect(await outcome({ username })).toBe(throttled);
    clock.advance(299);
    expect((await refusalOf()).headers).toEqual({ 'Retry-After': '1' });
    clock.advance(1);
    expect(await outcome()).toMatch(/^u_/);
  });

  it('the user can sign in from another address in a new browser', async () => {
    await addTestUser(store);
    for (let last = 1; last <= 4; last += 1) await outcomes(11, { ...wrong, address: `192.0.2.${last}` });
    expect(await outcome({ address: '198.51.100.7' })).toMatch(/^u_/);
  });

  it('an unknown and a disabled user are answered in the same way', async () => {
    await addTestUser(store, 'eve', { disabled: true });
    expect(await outcomes(11, { username: 'nobody' })).toEqual([...Array(10).fill(unknownUser), throttled]);
    const from = { username: 'eve', address: '192.0.2.8' };
    expect(await outcomes(11, from)).toEqual([...Array(10).fill('InvalidCredentials UserDisabled'), throttled]);
  });

  it('a device of the user still works, and has its own limit', async () => {
    await addTestUser(store);
    await outcomes(11, wrong);
    const own = { device: 'laptop' };
    expect(await outcome(own)).toMatch(/^u_/);
    expect(await outcomes(11, { ...wrong, ...own })).toEqual([...Array(10).fill(wrongPassword), throttled]);
    expect(await outcome(own)).toBe(throttled);
    expect(await outcome({ device: 'phone' })).toMatch(/^u_/);
    // For another user it is an unknown device.
    await addTestUser(store, 'eve');
    expect(await outcome({ username: 'eve', device: 'laptop' })).toMatch(/^u_/);
  });

  it('other users can sign in from there', async () => {
    await addTestUser(store, 'eve');
    await outcomes(11, { username: 'nobody' });
    expect(await outcome({ username: 'eve' })).toMatch(/^u_/);
  });
});

describe('after fifty wrong passwords for a user from all addresses', () => {
  it('compares none for five minutes, except from devices and apps of the user', async () => {
    await addTestUser(store);
    for (let last = 1; last <= 5; last += 1) await outcomes(10, { ...wrong, address: `192.0.2.${last}` });
    expect(await outcome({ address: '198.51.100.7' })).toBe(throttled);
    expect(await outcome({ device: 'laptop' })).toMatch(/^u_/);
    expect(await outcome({ app: 'terminal' })).toMatch(/^u_/);
    clock.advance(300);
    expect(await outcome()).toMatch(/^u_/);
  });

  it('unknown addresses count as one, and lock out no other user', async () => {
    await addTestUser(store);
    await addTestUser(store, 'eve');
    expect(await outcomes(51, { ...wrong, address: undefined })).toEqual([...Array(50).fill(wrongPassword), throttled]);
    for (let index = 0; index < 1_000; index += 1)
      expect(await outcome({ username: `nobody-${index}`, address: undefined })).toBe(unknownUser);
    expect(await outcome({ username: 'eve', address: undefined })).toMatch(/^u_/);
    expect((await refusalOf({ address: undefined })).log).toEqual({ address: 'unknown' });
  });
});

describe('an authenticated app that sends passwords itself', () => {
  it('may send ten wrong passwords per user, which count neither for the user elsewhere nor for its address', async () => {
    await addTestUser(store);
    await addTestUser(store, 'eve');
    const app = 'terminal';
    expect(await outcomes(11, { ...wrong, app })).toEqual([...Array(10).fill(wrongPassword), throttled]);
    expect(await outcome({ app })).toBe(throttled);
    for (let index = 0; index < 60; index += 1)
      expect(await outcome({ username: `nobody-${index}`, app })).toBe(unknownUser);
    expect(await outcome({ username: 'eve', app })).toMatch(/^u_/);
    expect(await outcome({ app: 'another' })).toMatch(/^u_/);
    expect(await outcome()).toMatch(/^u_/);
  });
});

describe('an app with a public login form', () => {
  it('is logged after a hundred wrong passwords per window, and never blocked', async () => {
    await addTestUser(store);
    const app = 'terminal';
    const events: unknown[] = [];
    const more = async (times: number) => {
      for (let done = 0; done < times; done += 1)
        events.push((await refusalOf({ username: `nobody-${events.length}`, app })).event);
    };
    await more(102);
    expect(events).toEqual([...Array(100).fill(undefined), 'app_flooded', 'app_flooded']);
    expect(await outcome({ app })).toMatch(/^u_/);
    expect((await refusalOf({ ...wrong, app: 'another' })).event).toBeUndefined();
    expect((await refusalOf({ ...wrong, app: undefined })).event).toBeUndefined();
    clock.advance(300);
    expect((await refusalOf({ ...wrong, app })).event).toBeUndefined();
  });

  it('brings its failures of this window to the queue, and devices bring none', async () => {
    await addTestUser(store);
    const misses: unknown[] = [];
    const seen = {
      ...service,
      passwords: {
        ...passwords,
        verify(...[password, record, place]: Parameters<Passwords['verify']>) {
          misses.push(place.misses);
          return passwords.verify(password, record, place);
        },
      },
    };
    const all: readonly Partial<SignInAttempt>[] = [
      { username: 'nobody', app: 'terminal' },
      { username: 'invented', app: 'terminal' },
      { app: 'terminal' },
      { app: 'terminal' },
      { app: 'another' },
      { ...wrong, device: 'laptop' },
      { device: 'laptop' },
    ];
    for (const changes of all) await outcome(changes, seen);
    expect(misses).toEqual([0, 1, 2, 2, 0, 0, 0]);
    clock.advance(300);
    await outcome({ app: 'terminal' }, seen);
    expect(misses.at(-1)).toBe(0);
  });

  it('and another such app keep no device out', async () => {
    await addTestUser(store);
    const queue = passwordQueue(patientDeadlines);
    const verify: Passwords['verify'] = (password, record, place) =>
      queue.inTurn(() => passwords.verify(password, record, place), place);
    const busy = { ...service, passwords: { waiting: queue.waiting, verify } };
    let isOver = false;
    const answers = new Set<string>();
    const flood = async (app: string, stranger: number) => {
      for (let done = 0; !isOver; done += 1)
        answers.add(await outcome({ username: `${app}-${stranger}-${done}`, app }, busy));
    };
    const floods = ['terminal', 'another'].flatMap((app) => Array.from({ length: 8 }, (_, index) => flood(app, index)));
    for (let times = 0; times < 30; times += 1) expect(await outcome({ device: 'laptop' }, busy)).toMatch(/^u_/);
    isOver = true;
    await Promise.all(floods);
    expect([...answers].sort()).toEqual([unknownUser, 'PasswordCheckBusy'].sort());
  });
});

describe('failures of a device', () => {
  it('count for neither the user nor the address', async () => {
    await addTestUser(store);
    for (let index = 0; index < 2; index += 1) await outcomes(10, { ...wrong, device: `device-${index}` });
    expect(await outcomes(10, wrong)).toEqual(Array(10).fill(wrongPassword));
    expect(await outcome()).toBe(throttled);
  });

  it('are limited to twenty per user, however many devices there are', async () => {
    await addTestUser(store);
    const all: string[] = [];
    for (let index = 0; index < 20; index += 1) all.push(await outcome({ ...wrong, device: `device-${index}` }));
    expect(all).toEqual(Array(20).fill(wrongPassword));
    // New browsers and other users are counted separately.
    expect(await outcome()).toMatch(/^u_/);
    await addTestUser(store, 'eve');
    expect(await outcome({ username: 'eve', device: 'device-0' })).toMatch(/^u_/);
    // From then on they are new browsers: ten wrong passwords from an address, fifty from all.
    for (let index = 20; index < 42; index += 1) all.push(await outcome({ ...wrong, device: `device-${index}` }));
    expect(all.slice(20)).toEqual([...Array(10).fill(wrongPassword), ...Array(12).fill(throttled)]);
    for (let index = 0; index < 60; index += 1)
      all.push(await outcome({ ...wrong, device: `device-${index}`, address: `198.51.100.${index}` }));
    expect(all.filter((each) => each === wrongPassword)).toHaveLength(20 + 50);
    expect(await outcome({ device: 'laptop', address: '203.0.113.7' })).toBe(throttled);
    clock.advance(300);
    expect(await outcome({ device: 'laptop' })).toMatch(/^u_/);
  });

  it('count for a new browser once the user has another password, so those of a former one block no device', async () => {
    const { password } = await addTestUser(store);
    const first = await findUser('ada', store);
    if (!first) throw new Error('it was just added');
    const before = passwordTagOf(password);
    const from = { address: '198.51.100.7', passwordTag: before };
    expect(await outcome({ ...from, device: 'laptop' })).toMatch(/^u_/);
    const changed = { ...first.record, password: { ...password, salt: Buffer.alloc(16, 8).toString('base64url') } };
    await changeUser(changed, first.revision, store);
    const all: string[] = [];
    for (let index = 0; index < 20; index += 1)
      all.push(await outcome({ ...wrong, ...from, device: index % 2 === 0 ? 'one' : 'two' }));
    expect(all).toEqual([...Array(10).fill(wrongPassword), ...Array(10).fill(throttled)]);
    // The device of the owner that has signed in with the new one has all of its failures left.
    const own = { device: 'laptop', passwordTag: passwordTagOf(changed.password), address: '198.51.100.7' };
    expect(await outcome(own)).toMatch(/^u_/);
    expect(await outcomes(10, { ...wrong, ...own })).toEqual(Array(10).fill(wrongPassword));
    expect(await outcomes(10, { ...wrong, ...own, device: 'phone' })).toEqual(Array(10).fill(wrongPassword));
  });

  it('of two devices lock out no other device, which then counts as a new browser, and the two are blocked', async () => {
    await addTestUser(store);
    const from = { address: '198.51.100.7' };
    for (const device of ['one', 'two']) await outcomes(10, { ...wrong, ...from, device });
    const places: unknown[] = [];
    const seen = {
      ...service,
      passwords: {
        ...passwords,
        verify(...[password, record, place]: Parameters<Passwords['verify']>) {
          places.push(place.from);
          return passwords.verify(password, record, place);
        },
      },
    };
    expect(await outcome({ device: 'laptop' }, seen)).toMatch(/^u_/);
    for (const device of ['one', 'two']) expect(await outcome({ ...from, device }, seen)).toBe(throttled);
    expect(places).toEqual(['new browser']);
    // Its own failures count as those of a new browser, so they do not block it any longer than the others' do.
    expect(await outcomes(11, { ...wrong, device: 'laptop' })).toEqual([...Array(10).fill(wrongPassword), throttled]);
    clock.advance(300);
    expect(await outcomes(2, { device: 'laptop' })).toEqual(Array(2).fill(await outcome()));
  });
});

describe('after fifty wrong passwords from an address', () => {
  const spray = async (times: number, address?: string) => {
    for (let index = 0; index < times; index += 1)
      expect(await outcome({ username: `nobody-${index}`, address })).toBe(unknownUser);
  };

  it('checks none from there for any user, except from devices of that user', async () => {
    await addTestUser(store);
    await spray(50, home);
    expect(await outcome()).toBe(throttled);
    expect(await outcome({ username: 'eve' })).toBe(throttled);
    expect(await outcome({ device: 'laptop' })).toMatch(/^u_/);
    expect(await outcome({ address: '192.0.2.8' })).toMatch(/^u_/);
    clock.advance(300);
    expect(await outcome()).toMatch(/^u_/);
  });

  it('the limit of a /56 is a hundred, of a /48 a hundred and fifty', async () => {
    await addTestUser(store);
    const compared = async (addressOf: (index: number) => string) => {
      let count = 0;
      for (let index = 0; index < 200; index += 1)
        if ((await outcome({ username: `nobody-${index}`, address: addressOf(index) })) === unknownUser) count += 1;
      return count;
    };
    expect(await compared((index) => `2001:db8:1:1${index.toString(16).padStart(2, '0')}::/64`)).toBe(100);
    expect(await compared((index) => `2001:db8:2:${index.toString(16)}00::/64`)).toBe(150);
    expect(await outcome({ address: '2001:db8:3::/64' })).toMatch(/^u_/);
  });
});

describe('concurrent passwords', () => {
  const settled = (times: number, changes: Partial<SignInAttempt>) =>
    Promise.all(Array.from({ length: times }, () => outcome(changes)));

  it('no more are compared than the limit of failures allows', async () => {
    await addTestUser(store);
    // Four at a time, so that one account cannot keep all others waiting.
    for (const compared of [4, 4, 2]) {
      const all = await settled(200, wrong);
      expect(all.filter((each) => each === wrongPassword)).toHaveLength(compared);
      expect(all.filter((each) => each === throttled)).toHaveLength(200 - compared);
      expect(passwords.takeCount()).toBe(compared);
    }
    expect((await refusalOf()).headers).toEqual({ 'Retry-After': '300' });
  });

  it('right ones do not count, and those beyond the fourth may be retried after a second', async () => {
    await addTestUser(store);
    const waits: unknown[] = [];
    const all = await Promise.all(
      Array.from({ length: 12 }, () =>
        authenticateUser(attempt(), service, unreported).then(
          () => 'in',
          (thrown: OAuthError) => waits.push([thrown.code, thrown.headers]),
        ),
      ),
    );
    expect(all.filter((each) => each === 'in')).toHaveLength(4);
    expect(waits).toEqual(Array(8).fill([throttled, { 'Retry-After': '1' }]));
    for (let round = 0; round < 5; round += 1)
      expect(new Set(await settled(4, {}))).toEqual(new Set([await outcome()]));
    expect(await outcomes(10, wrong)).toEqual(Array(10).fill(wrongPassword));
  });

  it('those that could not be checked do not count', async () => {
    await addTestUser(store);
    const down = { ...service, store: { ...store, read: () => Promise.reject(new StoreUnavailableError('down')) } };
    for (let times = 0; times < 20; times += 1)
      await expect(authenticateUser(attempt(), down, unreported)).rejects.toThrow(StoreUnavailableError);
    const busy = {
      ...service,
      passwords: {
        waiting: () => 8,
        verify: () => Promise.reject(new OAuthError('PasswordCheckBusy', 'Busy.')),
      },
    };
    for (let times = 0; times < 20; times += 1) expect(await outcome({}, busy)).toBe('PasswordCheckBusy');
    expect(await outcome()).toMatch(/^u_/);
  });

  it('refusals of invented names reset no counter: only fifty wrong passwords for a user are compared', async () => {
    await addTestUser(store);
    const verify = () => Promise.reject(new OAuthError('PasswordCheckBusy', 'Busy.'));
    const busy = { ...service, passwords: { ...passwords, verify } };
    let compared = 0;
    const guess = async (round: number) => {
      for (let last = 1; last <= 36; last += 1)
        if ((await outcome({ ...wrong, address: `198.51.${round}.${last}` })) === wrongPassword) compared += 1;
    };
    await guess(1);
    for (let index = 0; index < maxCounters + 50; index += 1)
      await outcome({ username: `nobody-${index}`, address: `10.1.${index % 250}.1` }, busy);
    await guess(2);
    expect(compared).toBe(50);
  });

  it('wrong passwords and refusals are counted separately', async () => {
    await addTestUser(store);
    const verify = () => Promise.reject(new OAuthError('PasswordCheckBusy', 'Busy.'));
    const busy = { ...service, passwords: { ...passwords, verify } };
    for (let index = 0; index < 49; index += 1) {
      expect(await outcome({ username: `nobody-${index}` })).toBe(unknownUser);
      expect(await outcome({ username: `nobody-${index}` }, busy)).toBe('PasswordCheckBusy');
    }
    expect(await outcome()).toMatch(/^u_/);
  });

  it('those of an app that the full queue refused do not count', async () => {
    await addTestUser(store);
    const verify = () => Promise.reject(new OAuthError('PasswordCheckBusy', 'Busy.'));
    const busy = { ...service, passwords: { ...passwords, verify } };
    for (let times = 0; times < 60; times += 1)
      expect(await outcome({ app: 'terminal' }, busy)).toBe('PasswordCheckBusy');
    expect(await outcome({ app: 'terminal' })).toMatch(/^u_/);
    expect(await outcome()).toMatch(/^u_/);
  });

  it("apps wait in the half of the user's devices, and new browsers in the other", async () => {
    await addTestUser(store);
    const places: unknown[] = [];
    const seen = {
      ...service,
      passwords: {
        ...passwords,
        verify(...[password, record, place]: Parameters<Passwords['verify']>) {
          places.push(place);
          return passwords.verify(password, record, place);
        },
      },
    };
    await outcome({ app: 'terminal' }, seen);
    await outcome({ device: 'laptop' }, seen);
    await outcome(wrong, seen);
    await outcome({ address: '2001:db8:1:2::/64' }, seen);
    const ada = { username: 'ada', misses: 0 };
    expect(places).toEqual([
      { ...ada, caller: 'app terminal', from: 'app' },
      { ...ada, caller: home, from: 'device' },
      { ...ada, caller: home, from: 'new browser' },
      { ...ada, caller: '2001:db8:1::/48', from: 'new browser' },
    ]);
  });

  it('those that the full queue refused count for the address only: after fifty, none is compared', async () => {
    await addTestUser(store);
    const verify = () => Promise.reject(new OAuthError('PasswordCheckBusy', 'Busy.'));
    const busy = { ...service, passwords: { ...passwords, verify } };
    for (let index = 0; index < 50; index += 1)
      expect(await outcome({ username: `nobody-${index}` }, busy)).toBe('PasswordCheckBusy');
    expect(await outcome()).toBe(throttled);
    expect(await outcome({ address: '192.0.2.8' })).toMatch(/^u_/);
    expect(await outcome({ device: 'laptop' })).toMatch(/^u_/);
  });
});

it('never logs the user name as typed, since people type passwords there', async () => {
  await addTestUser(store);
  const typed = 'hunter2-is-my-password';
  for (let times = 0; times < 11; times += 1) {
    const { message, log, headers } = await refusalOf({ username: typed });
    expect(JSON.stringify([message, log, headers])).not.toContain('hunter2');
  }
});

it('treats an invalid stored record as a fault, and does not sign the user in', async () => {
  await addTestUser(store, 'odd', { disabled: 'no' as unknown as boolean });
  await expect(authenticateUser(attempt({ username: 'odd' }), service, unreported)).rejects.toThrow(
    'the stored record of a user is wrong: disabled must be true or false',
  );
});
