import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../shared/store/memory.ts';
import { namedPartition } from '../../../shared/store/partition.ts';
import type { Store } from '../../../shared/store/store.ts';
import type { PasswordRecord } from '../../../shared/users/password.ts';
import { newSubject, normaliseUsername, readUserRecord, type UserRecord } from '../../../shared/users/user.ts';
import {
  addUser,
  changeUser,
  findUser,
  findUserAsStored,
  findUserOfSubject,
  listUsers,
  removeUser,
  type StoredUser,
} from '../../../shared/users/user-store.ts';
import { anyCharacter } from '../../support/any-character.ts';
import { testClock } from '../../support/clock.ts';
import { type FaultyStore, faultyStore } from '../../support/faulty-store.ts';
import { userRecord } from '../../support/users.ts';
import { remoteStore } from '../store/remote-store.ts';

async function requireUser(store: Store, username = 'ada'): Promise<StoredUser> {
  const found = await findUser(username, store);
  if (!found) throw new Error(`there is no user ${username}`);
  return found;
}

async function listed(store: Store): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const each of listUsers(store)) found.push(each.record);
  return found;
}

/** All rows in the store for a subject. */
async function subjects(store: Store): Promise<number> {
  let count = 0;
  for await (const _row of store.listKind('subject')) count += 1;
  return count;
}

describe('users in the store', () => {
  it('are found by name and by subject', async () => {
    const store = memoryStore(testClock());
    const ada = userRecord('Ada', { name: 'Ada', email: 'ada@example.com' });
    expect(await addUser(ada, store)).toBe('added');
    expect((await requireUser(store)).record).toEqual(ada);
    expect((await findUserOfSubject(ada.subject, store))?.record).toEqual(ada);
    expect([await findUser('eve', store), await findUserOfSubject(newSubject(), store)]).toEqual([
      undefined,
      undefined,
    ]);
    expect(await listed(store)).toEqual([ada]);
  });

  it('have unique names, and a failed addition leaves nothing behind', async () => {
    const store = remoteStore(memoryStore(testClock()));
    const crowd = await Promise.all(Array.from({ length: 20 }, () => userRecord('ada')));
    const outcomes = await Promise.all(crowd.map((each) => addUser(each, store)));
    expect(outcomes.filter((outcome) => outcome === 'added')).toHaveLength(1);
    const { record } = await requireUser(store);
    expect((await findUserOfSubject(record.subject, store))?.record).toEqual(record);
    expect(await subjects(store)).toBe(1);
  });

  it('are changed only if they have the named revision', async () => {
    const store = memoryStore(testClock());
    const ada = userRecord('ada');
    await addUser(ada, store);
    const { revision } = await requireUser(store);
    expect(await changeUser({ ...ada, disabled: true }, revision, store)).toBe('changed');
    expect(await changeUser({ ...ada, name: 'Late' }, revision, store)).toBe('outdated');
    expect(await removeUser(ada, revision, store)).toBe('outdated');
    expect((await findUserOfSubject(ada.subject, store))?.record).toEqual({ ...ada, disabled: true });
  });

  it('are gone once they are removed, and the next user with the name has another subject', async () => {
    const store = memoryStore(testClock());
    const ada = userRecord('ada');
    await addUser(ada, store);
    expect(await removeUser(ada, (await requireUser(store)).revision, store)).toBe('removed');
    expect([await findUser('ada', store), await listed(store), await subjects(store)]).toEqual([undefined, [], 0]);
    const other = userRecord('ada');
    await addUser(other, store);
    expect(other.subject).not.toBe(ada.subject);
    expect(await findUserOfSubject(ada.subject, store)).toBeUndefined();
    // Also if the subject's row was left behind, because the process ended in between.
    await store.commit(namedPartition('subject', ada.subject), [{ insert: 'subject', values: { username: 'ada' } }]);
    expect(await findUserOfSubject(ada.subject, store)).toBeUndefined();
  });

  it('are added, changed and removed once when the calls are committed twice', async () => {
    const store: FaultyStore = faultyStore(memoryStore(testClock()));
    const ada = userRecord('ada');
    store.expect(['repeated', 'repeated']);
    expect(await addUser(ada, store)).toBe('added');
    const { revision } = await requireUser(store);
    store.expect(['repeated']);
    expect(await changeUser({ ...ada, name: 'Ada' }, revision, store)).toBe('changed');
    const next = await requireUser(store);
    store.expect(['repeated']);
    expect(await removeUser(ada, next.revision, store)).toBe('removed');
    expect(await listed(store)).toEqual([]);
  });

  it('can be added again if the process ended before the user was added', async () => {
    const store: FaultyStore = faultyStore(memoryStore(testClock()));
    store.expect(['none', 'unreached']);
    await expect(addUser(userRecord('ada'), store)).rejects.toThrow('the line is down');
    expect(await findUser('ada', store)).toBeUndefined();
    expect(await addUser(userRecord('ada'), store)).toBe('added');
  });

  it('whose record is stored under another name are a fault, and can still be removed', async () => {
    const store = memoryStore(testClock());
    const ada = userRecord('ada');
    await store.commit(namedPartition('user', 'eve'), [
      { insert: 'user', values: {} },
      { insert: 'record.x', values: { json: JSON.stringify(ada) } },
    ]);
    await expect(findUser('eve', store)).rejects.toThrow('the stored record of a user is that of another');
    expect((await findUserAsStored('eve', store))?.revision).toBe('x');
    expect(await removeUser({ username: 'eve', subject: undefined }, 'x', store)).toBe('removed');
  });
});

describe('a stored record', () => {
  it('is refused when it is malformed, or has too expensive hash parameters', async () => {
    const ada = userRecord('ada');
    const withPassword = (members: Partial<Record<keyof PasswordRecord, unknown>>) => ({
      ...ada,
      password: { ...ada.password, ...members },
    });
    const wrong: readonly unknown[] = [
      undefined,
      null,
      'ada',
      [],
      {},
      { ...ada, colour: 'red' },
      { ...ada, subject: 'ada' },
      { ...ada, subject: `${ada.subject}x` },
      { ...ada, username: 'Ada' },
      { ...ada, username: ' ada' },
      { ...ada, username: '' },
      { ...ada, username: 'a\u0000' },
      { ...ada, username: 'a\u202eb' },
      { ...ada, username: 'x'.repeat(201) },
      { ...ada, email: 'ada' },
      { ...ada, email: `${'x'.repeat(250)}@a.example` },
      { ...ada, name: 'A\nB' },
      { ...ada, disabled: undefined },
      { ...ada, disabled: 'false' },
      { ...ada, updated_at: -1 },
      withPassword({ algorithm: 'none' }),
      withPassword({ n: 2 ** 20 }),
      withPassword({ n: 2 }),
      withPassword({ r: 1024 }),
      withPassword({ p: 1_000_000 }),
      withPassword({ p: 0 }),
      withPassword({ p: 1.5 }),
      withPassword({ salt: '' }),
      withPassword({ hash: '' }),
      withPassword({ hash: 'x'.repeat(44) }),
    ];
    for (const each of wrong) expect([each, readUserRecord(each)]).toEqual([each, { problems: expect.any(Array) }]);
    expect(readUserRecord(ada)).toBe(ada);
    expect(readUserRecord(withPassword({ n: 16_384, p: 5 }))).toMatchObject({ username: 'ada' });
  });

  it('is reported without its values when it is invalid', async () => {
    const ada: UserRecord = userRecord('ada');
    const secret = 'not-a-hash-but-a-password';
    expect(JSON.stringify(readUserRecord({ ...ada, password: { hash: secret } }))).not.toContain(secret);
    expect(JSON.stringify(readUserRecord({ ...ada, password: secret }))).not.toContain(secret);
  });
});

describe('a user name', () => {
  it('is the same in all spellings', () => {
    for (const typed of ['ada', 'Ada', ' ADA ', '\tada\n', 'Ａｄａ', 'ａｄａ\u00a0'])
      expect(normaliseUsername(typed)).toBe('ada');
    expect(normaliseUsername('Jānis')).toBe(normaliseUsername('JĀNIS'.normalize('NFD')));
    expect(normaliseUsername('x'.repeat(801))).toBe('');
  });

  it('stays as it is when it is normalised again', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 40 }), (typed) => {
        const once = normaliseUsername(typed);
        expect(normaliseUsername(once)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });
});

it('never repeats a subject', () => {
  const many = Array.from({ length: 1_000 }, newSubject);
  expect(new Set(many).size).toBe(1_000);
  for (const each of many) expect(each).toMatch(/^u_[\w-]{22}$/);
});
