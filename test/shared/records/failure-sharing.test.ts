// What instances tell each other of failures through the store, and how often they ask it.
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Caller } from '../../../shared/clients/throttle.ts';
import { failuresSeen } from '../../../shared/records/failures.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { lastDay } from '../../../shared/store/partition.ts';
import { type Store, StoreUnavailableError } from '../../../shared/store/store.ts';
import { testClock } from '../../support/clock.ts';
import { countingStore } from '../../support/counting-store.ts';
import { eventually } from '../../support/eventually.ts';
import { faultyStore } from '../../support/faulty-store.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';
import { guess, guesser, guesses, limit, shared } from '../../support/noted-failures.ts';

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'error').mockImplementation((line) => lines.push(String(line)));
});
afterEach(() => vi.restoreAllMocks());

describe('the store', () => {
  it('is asked at the third, sixth, ninth and tenth failure, and not before nor after', async () => {
    const clock = testClock();
    const store = countingStore(memoryStore(clock));
    const service = await shared(clock, store);
    const failures = failuresSeen(patientDeadlines);
    const calls: (readonly string[])[] = [];
    for (let times = 0; times < limit + 2; times += 1) {
      await guess(failures, service);
      calls.push(store.takeCalls());
    }
    const both = ['commit', 'read'];
    expect(calls).toEqual([[], [], both, [], [], both, [], [], both, ['commit'], [], []]);
  });

  it('gets rows that the sweep takes when the window is over, and neither client nor address', async () => {
    const clock = testClock();
    const memory = memoryStore(clock);
    const commits: string[] = [];
    const store: Store = {
      ...memory,
      commit(partition, changes) {
        commits.push(JSON.stringify([partition, changes]));
        expect(lastDay(partition)).toBe('20261121');
        expect(partition).toMatch(/^[0-9a-f]-20261121-failures-[\w-]{43}$/);
        return memory.commit(partition, changes);
      },
    };
    const service = await shared(clock, store);
    await guesses(limit, failuresSeen(patientDeadlines), service);
    expect(commits).toHaveLength(4);
    expect(commits.join()).not.toMatch(/nightly-report|192\.0\.2/);
    expect(await store.sweep('20261121', 100)).toBe(0);
    expect(await store.sweep('20261122', 100)).toBe(4);
  });

  it('counts a row that cannot be read as one failure', async () => {
    const clock = testClock();
    const memory = memoryStore(clock);
    const strange: Store = {
      ...memory,
      async commit(partition, changes) {
        for (const [index, count] of ['9', -5, 0.5, true, Number.MAX_VALUE].entries())
          await memory.commit(partition, [{ insert: `strange-${index}`, values: { count } }]);
        return memory.commit(partition, changes);
      },
    };
    const service = await shared(clock, strange);
    // After the third: three, and five that are strange.
    expect(await guesses(limit, failuresSeen(patientDeadlines), service)).toBe(5);
  });

  it('is asked sixteen times at once at most, however many pairs fail', async () => {
    const clock = testClock();
    const memory = memoryStore(clock);
    let [running, most, done] = [0, 0, 0];
    const slow: Store = {
      ...memory,
      async commit(partition, changes) {
        running += 1;
        most = Math.max(most, running);
        await setImmediate();
        running -= 1;
        done += 1;
        return memory.commit(partition, changes);
      },
    };
    const service = await shared(clock, slow);
    const failures = failuresSeen(patientDeadlines);
    const pairs = Array.from({ length: 400 }, (_, index) => ({ ...guesser, clientIds: [`client-${index}`] }));
    await Promise.all(pairs.map((caller) => guesses(3, failures, service, caller)));
    await eventually(() => expect(done).toBe(400));
    expect(most).toBe(16);
  });

  it('that never answers keeps nobody waiting, and is asked no more than that', async () => {
    const clock = testClock();
    let asked = 0;
    const silent: Store = {
      ...memoryStore(clock),
      commit() {
        asked += 1;
        return new Promise(() => {});
      },
    };
    const service = await shared(clock, silent);
    const failures = failuresSeen({ failureSharingTimeoutMs: 1 });
    const pairs = Array.from({ length: 2_000 }, (_, index) => ({ ...guesser, clientIds: [`client-${index}`] }));
    await Promise.all(pairs.map((caller) => guesses(3, failures, service, caller)));
    expect(asked).toBe(16);
    expect(await guesses(limit + 1, failures, service)).toBe(limit);
  });

  it('is told of a thousand pairs later, and of those past them with their next failure', async () => {
    const clock = testClock();
    const memory = memoryStore(clock);
    const counts: unknown[] = [];
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const stuck: Store = {
      ...memory,
      async commit(partition, changes) {
        counts.push(...changes.map((change) => 'values' in change && change.values.count));
        await answered;
        return memory.commit(partition, changes);
      },
    };
    const service = await shared(clock, stuck);
    const failures = failuresSeen({ failureSharingTimeoutMs: 1 });
    const pairs = Array.from({ length: 1_017 }, (_, index) => ({ ...guesser, clientIds: [`client-${index}`] }));
    await Promise.all(pairs.map((caller) => guesses(3, failures, service, caller)));
    answer();
    await eventually(() => expect(counts.length).toBeGreaterThanOrEqual(1_016));
    // Past its turn, and told at once: all others have been.
    await Promise.all(pairs.slice(-1).map((caller) => guesses(1, failures, service, caller)));
    expect(counts).toEqual([...Array(1_016).fill(3), 4]);
  });

  it('that is down is asked once at a time', async () => {
    const clock = testClock();
    let [running, most, asked] = [0, 0, 0];
    const down: Store = {
      ...memoryStore(clock),
      async commit() {
        running += 1;
        asked += 1;
        most = Math.max(most, running);
        await setImmediate();
        running -= 1;
        throw new StoreUnavailableError('the line is down');
      },
    };
    const service = await shared(clock, down);
    const failures = failuresSeen(patientDeadlines);
    await guesses(3, failures, service);
    const pairs = Array.from({ length: 100 }, (_, index) => ({ ...guesser, clientIds: [`client-${index}`] }));
    await Promise.all(pairs.map((caller) => guesses(3, failures, service, caller)));
    expect(most).toBe(1);
    expect(asked).toBeGreaterThan(1);
  });

  it('that is down is told of once, and is caught up with', async () => {
    const clock = testClock();
    let isUp = false;
    let asked = 0;
    const memory = memoryStore(clock);
    const store = faultyStore(memory);
    const counted: Store = {
      ...store,
      commit(partition, changes) {
        asked += 1;
        if (!isUp) store.expect(['unreached']);
        return store.commit(partition, changes);
      },
    };
    const service = await shared(clock, counted);
    const failures = failuresSeen(patientDeadlines);
    // Nobody waits for a store that is down: an attempt ends before the next guess only where the test waits.
    const slowly = async (times: number, caller: Caller) => {
      let compared = 0;
      for (let done = 0; done < times; done += 1) {
        compared += await guesses(1, failures, service, caller);
        await setImmediate();
      }
      return compared;
    };
    expect(await slowly(limit + 5, guesser)).toBe(limit);
    // Each failure from the third on finds out whether the store is back.
    expect(asked).toBe(8);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { event: 'failures_not_shared', cause: 'StoreUnavailableError: the line is down' },
    ]);
    const other = { ...guesser, address: '192.0.2.8' };
    await slowly(4, other);
    isUp = true;
    await slowly(1, other);
    expect(lines.slice(1).map((line) => JSON.parse(line))).toEqual([{ event: 'failures_shared_again' }]);
    // Another instance learns of all five.
    expect(await guesses(limit, failuresSeen(patientDeadlines), service, other)).toBe(limit - 5);
  });

  it('that has gone back makes an instance forget nothing', async () => {
    const clock = testClock();
    const memory = memoryStore(clock);
    const behind: Store = { ...memory, read: async (partition) => ({ ...(await memory.read(partition)), rows: [] }) };
    const service = await shared(clock, behind);
    expect(await guesses(limit + 1, failuresSeen(patientDeadlines), service)).toBe(limit);
  });

  it('whose answer was lost counts nothing twice', async () => {
    const clock = testClock();
    const store = faultyStore(memoryStore(clock));
    const service = await shared(clock, store);
    const failures = failuresSeen(patientDeadlines);
    store.expect(['answer lost', 'repeated', 'answer lost']);
    expect(await guesses(limit + 1, failures, service)).toBe(limit);
  });
});
