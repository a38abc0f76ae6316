// Users of other providers: found by their account, or made at its first sign-in.
import { beforeEach, describe, expect, it } from 'vitest';
import { isOwnUsername, ownSubjectOf, ownUsernameOf } from '../../../shared/accounts/account.ts';
import { claimAccount, releaseAccount } from '../../../shared/accounts/account-store.ts';
import { findOrAddAccount } from '../../../shared/accounts/find-or-add-account.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';
import type { ExternalIdentity } from '../../../shared/users/external-identity.ts';
import { changeUser, findUser, findUserOfSubject, listUsers, removeUser } from '../../../shared/users/user-store.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { faultyStore } from '../../support/faulty-store.ts';
import { addTestUser } from '../../support/users.ts';
import { remoteStore } from '../store/remote-store.ts';

let clock: TestClock;
let store: Store;

beforeEach(() => {
  clock = testClock();
  store = memoryStore(clock);
});

const grace = {
  provider: 'entra',
  subject: '7f0c-oid',
  login: 'grace@corp.example',
  name: 'Grace Hopper',
  email: 'grace@corp.example',
  isEmailVerified: true,
} as const satisfies ExternalIdentity;

const signIn = (identity: ExternalIdentity = grace, through = store) =>
  findOrAddAccount(identity, { store: through, clock });

const refused = { name: 'OAuthError', code: 'UserNotAdmitted' };

async function users(): Promise<number> {
  let count = 0;
  for await (const _user of listUsers(store)) count += 1;
  return count;
}

async function requireUser(subject: string) {
  const found = await findUserOfSubject(subject, store);
  if (!found) throw new Error('there is no such user');
  return found;
}

describe('an account', () => {
  it('makes a user at its first sign-in, and finds it at the next', async () => {
    const first = await signIn();
    const { name, email, login } = grace;
    expect(first).toEqual({
      subject: expect.stringMatching(/^u_[\w-]{22}$/),
      username: expect.stringMatching(/^entra:[0-9a-f]{32}$/),
      name,
      email,
      login,
      isEmailVerified: true,
      isDisabled: false,
      updatedAt: clock.now() / 1000,
    });
    expect((await requireUser(first.subject)).record.accounts).toEqual([{ provider: 'entra', subject: '7f0c-oid' }]);
    clock.advance(60);
    expect(await signIn()).toEqual(first);
    expect(await users()).toBe(1);
  });

  it('is another one at another provider, even with the same subject and e-mail address', async () => {
    const ada = await addTestUser(store, 'ada', { email: grace.email, email_verified: true });
    const subjects = [ada.subject, (await signIn()).subject, (await signIn({ ...grace, provider: 'github' })).subject];
    expect(new Set(subjects).size).toBe(3);
    // The name of neither can be split in two ways.
    expect(ownSubjectOf({ provider: 'a', subject: 'b","c' })).not.toBe(
      ownSubjectOf({ provider: 'a","b', subject: 'c' }),
    );
  });

  it('makes one user if it signs in on two instances at once', async () => {
    const crowd = await Promise.all(Array.from({ length: 10 }, () => signIn(grace, remoteStore(store))));
    expect(new Set(crowd.map(({ subject }) => subject)).size).toBe(1);
    expect(await users()).toBe(1);
    expect((await signIn()).subject).toBe(crowd[0]?.subject);
  });

  it('gets its user whichever call to the store fails at the first sign-in', async () => {
    const expected = ownSubjectOf(grace);
    for (let calls = 0; calls < 6; calls += 1) {
      for (const fault of ['unreached', 'answer lost', 'repeated'] as const) {
        store = memoryStore(clock);
        const line = faultyStore(store);
        line.expect([...Array(calls).fill('none'), fault]);
        await signIn(grace, line).catch((thrown: Error) => expect(thrown.name).toBe('StoreUnavailableError'));
        expect([(await signIn()).subject, await users()]).toEqual([expected, 1]);
      }
    }
  });

  it('takes over what the provider says anew, and only then writes', async () => {
    const first = await signIn();
    clock.advance(60);
    const renamed = { ...grace, name: 'Grace B. Hopper', isEmailVerified: false };
    expect(await signIn(renamed)).toEqual({
      ...first,
      name: renamed.name,
      isEmailVerified: false,
      updatedAt: first.updatedAt + 60,
    });
    const { provider, subject } = grace;
    const { login, name, email, ...nameless } = first;
    expect(await signIn({ provider, subject, isEmailVerified: true })).toEqual({
      ...nameless,
      isEmailVerified: false,
      updatedAt: first.updatedAt + 60,
    });
  });

  it('has the groups and claims that the provider names now, and no others', async () => {
    const told = { ...grace, groups: ['staff', 'night shift'], claims: { department: 'Compilers' } };
    expect(await signIn(told)).toMatchObject({ groups: ['staff', 'night shift'], claims: { department: 'Compilers' } });
    const fewer = await signIn({ ...told, groups: [], claims: {} });
    expect([fewer.groups, fewer.claims]).toEqual([undefined, undefined]);
    await signIn(told);
    const { groups } = await signIn({ ...told, groups: ['a\u0000b'] });
    expect(groups).toBe(undefined);
  });

  it('keeps the groups and claims of the operator if they are not the provider’s to say', async () => {
    const { subject } = await signIn();
    const { record, revision } = await requireUser(subject);
    await changeUser({ ...record, groups: ['board'], claims: { tier: 1 } }, revision, store);
    expect(await signIn({ ...grace, name: 'Grace B. Hopper' })).toMatchObject({
      name: 'Grace B. Hopper',
      groups: ['board'],
      claims: { tier: 1 },
    });
  });

  it('leaves out what no user record may have', async () => {
    const hostile = { ...grace, name: 'a\u202eb', login: 'x\u0000', email: 'no address' };
    const { name, email, login, ...user } = await signIn(hostile);
    expect([name, email, login, user.isEmailVerified]).toEqual([undefined, undefined, undefined, false]);
    await expect(signIn({ ...grace, subject: 'a\nb' })).rejects.toMatchObject(refused);
    await expect(signIn({ ...grace, subject: 'x'.repeat(513) })).rejects.toMatchObject(refused);
  });

  it('of a disabled user is refused', async () => {
    const { subject } = await signIn();
    const { record, revision } = await requireUser(subject);
    await changeUser({ ...record, disabled: true }, revision, store);
    await expect(signIn()).rejects.toMatchObject({ ...refused, reason: 'UserDisabled', log: { subject } });
    await expect(signIn({ ...grace, name: 'Other' })).rejects.toMatchObject(refused);
    expect((await requireUser(subject)).record.name).toBe(grace.name);
  });

  it('of a removed user makes the user again, with the same subject', async () => {
    const first = await signIn();
    const { record, revision } = await requireUser(first.subject);
    await removeUser(record, revision, store);
    expect(await signIn()).toEqual(first);
    expect(await findUserOfSubject(first.subject, store)).toBeDefined();
  });
});

describe('a linked account', () => {
  const account = { provider: grace.provider, subject: grace.subject };

  async function linked() {
    const ada = await addTestUser(store, 'ada', { name: 'Ada', accounts: [account] });
    expect(await claimAccount(account, ada, store)).toBe('claimed');
    return ada;
  }

  it('signs the user of the directory in, who keeps what the operator wrote', async () => {
    const ada = await linked();
    expect(await signIn()).toMatchObject({ subject: ada.subject, username: 'ada', name: 'Ada' });
    expect((await findUser('ada', store))?.record).toEqual(ada);
    expect(await users()).toBe(1);
  });

  it('belongs to one user, whoever else claims it', async () => {
    const ada = await linked();
    const eve = await addTestUser(store, 'eve', { accounts: [account] });
    expect(await claimAccount(account, eve, store)).toBe('taken');
    await releaseAccount(account, eve.subject, store);
    expect((await signIn()).subject).toBe(ada.subject);
  });

  it('has no user once the record or the row is gone', async () => {
    const ada = await linked();
    const { accounts, ...without } = ada;
    const found = await findUser('ada', store);
    await changeUser(without, found?.revision ?? '', store);
    expect((await signIn()).subject).toBe(ownSubjectOf(account));
    await releaseAccount(account, ada.subject, store);
    expect((await signIn()).subject).toBe(ownSubjectOf(account));
  });

  it('is refused if its own user has lost it', async () => {
    const { subject } = await signIn();
    const { record, revision } = await requireUser(subject);
    const { accounts, ...without } = record;
    await changeUser(without, revision, store);
    await expect(signIn()).rejects.toMatchObject(refused);
  });
});

it('keeps the names of these users apart from those of the directory', () => {
  expect(isOwnUsername(ownUsernameOf(grace))).toBe(true);
  expect(['ada', 'entra:grace', 'a:b@c.example'].filter(isOwnUsername)).toEqual([]);
});
