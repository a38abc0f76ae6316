// Sessions and grants after a command on a user stops half-way: it can die between any two calls to the store.
import { describe, expect, it } from 'vitest';
import type { OperatorStore } from '../../cli/deployment/operator-store.ts';
import { changeAndEnd } from '../../cli/users/change-user.ts';
import { removeStoredUser } from '../../cli/users/remove.ts';
import { findConsent, rememberConsent } from '../../shared/clients/consents.ts';
import { openBarriers } from '../../shared/grants/barriers.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { type Store, StoreUnavailableError } from '../../shared/store/store.ts';
import { findUser } from '../../shared/users/user-store.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { addTestUser } from '../support/users.ts';

const web = { id: 'web', registration: 'first' };

/** A signed-in user, on a store that works for the given number of calls, each of which takes a second. */
async function open(calls: number) {
  const clock = testClock();
  const memory = memoryStore(clock);
  const { subject, password } = await addTestUser(memory);
  await rememberConsent(subject, web, [{ resource: 'https://reports.example', scope: ['reports.read'] }], memory);
  const signedInAt = clock.now() / 1000;
  let left = calls;
  let onCall = async () => {};
  const call = async <T>(carryOut: () => Promise<T>): Promise<T> => {
    clock.advance(1);
    await onCall();
    if (left === 0) throw new StoreUnavailableError('the process has ended');
    left -= 1;
    return carryOut();
  };
  const store: Store = {
    ...memory,
    commit: (partition, changes) => call(() => memory.commit(partition, changes)),
    read: (partition) => call(() => memory.read(partition)),
  };
  return {
    clock,
    memory,
    subject,
    password,
    signedInAt,
    // The commands need no settings.
    opened: { store } as OperatorStore,
    beforeEachCall: (run: () => Promise<void>) => {
      onCall = run;
    },
  };
}

async function isEnded(store: Store, clock: TestClock, subject: string, since: number): Promise<boolean> {
  return await openBarriers({ store, clock }).hasEnded({ clientId: 'web', subject, since });
}

const commands = {
  disable: (opened: OperatorStore) => changeAndEnd('ada', opened, { disabled: true }),
  remove: (opened: OperatorStore) => removeStoredUser('ada', opened),
};

describe.each(['disable', 'remove'] as const)('%s', (name) => {
  it('leaves no earlier grant or session active, wherever it stops, and can be run again', async () => {
    let stopped = 0;
    for (let calls = 0; ; calls += 1) {
      const { clock, memory, subject, signedInAt, opened } = await open(calls);
      const isDone = await commands[name](opened).then(
        () => true,
        () => false,
      );
      const user = await findUser('ada', memory);
      const isChanged = user === undefined || user.record.disabled;
      if (isChanged) expect(await isEnded(memory, clock, subject, signedInAt)).toBe(true);
      if (isDone) {
        expect(isChanged).toBe(true);
        break;
      }
      stopped += 1;
      // Only a completed command cannot be run again.
      if (user) await commands[name]({ ...opened, store: memory });
      expect(await isEnded(memory, clock, subject, signedInAt)).toBe(true);
      if (name === 'remove') {
        expect(await findUser('ada', memory)).toBeUndefined();
        expect(await findConsent(subject, web, memory)).toEqual([]);
      }
    }
    expect(stopped).toBeGreaterThan(5);
  });

  it('also ends sessions and grants that begin while it runs', async () => {
    const { clock, memory, subject, opened, beforeEachCall } = await open(Number.POSITIVE_INFINITY);
    const openedAt: number[] = [];
    beforeEachCall(async () => {
      const now = clock.now() / 1000;
      const user = await findUser('ada', memory);
      if (user && !user.record.disabled) openedAt.push(now);
    });
    await commands[name](opened);
    expect(openedAt.length).toBeGreaterThan(3);
    for (const since of openedAt) expect(await isEnded(memory, clock, subject, since)).toBe(true);
  });
});

describe('a change', () => {
  it('is applied again to the newer record after a concurrent change, and loses nothing', async () => {
    const { memory, opened, beforeEachCall, password } = await open(Number.POSITIVE_INFINITY);
    let isFirst = true;
    beforeEachCall(async () => {
      if (!isFirst) return;
      isFirst = false;
      await changeAndEnd('ada', { ...opened, store: memory }, { disabled: true });
    });
    await changeAndEnd('ada', opened, { password });
    expect((await findUser('ada', memory))?.record.disabled).toBe(true);
  });
});
