// How instances share failures through the store, and how many calls that takes.
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFailureCounters } from '../../../shared/guessing/failures.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { lastDay } from '../../../shared/store/partition.ts';
import { type Store, StoreUnavailableError } from '../../../shared/store/store.ts';
import { testClock } from '../../support/clock.ts';
import { countingStore } from '../../support/counting-store.ts';
import { faultyStore } from '../../support/faulty-store.ts';
import { counterOf, fail, guess, guesser, guesses, limit, shared } from './noted-failures.ts';

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'error').mockImplementation((line) => lines.push(String(line)));
});
afterEach(() => vi.restoreAllMocks());

describe('the store', () => {
  it('is read at the first failure, written and read at the third, sixth and ninth, written at the tenth', async () => {
    const clock = testClock();
    const store = countingStore(memoryStore(clock));
    const service = shared(clock, store);
    const failures = createFailureCounters();
    const calls: (readonly string[])[] = [];
    for (let times = 0; times < limit + 2; times += 1) {
      await guess(failures, service);
      calls.push(store.takeCalls());
    }
    const both = ['commit', 'read'];
    expect(calls).toEqual([['read'], [], both, [], [], both, [], [], both, ['commit'], [], []]);
  });

  it('has one more row for each instance that writes a batch before it knows that the limit is reached', async () => {
    const clock = testClock();
    const store = countingStore(memoryStore(clock));
    const service = shared(clock, store);
    const [first, ...others] = [1, 2, 3, 4].map(() => createFailureCounters());
    if (!first) throw new Error('there is no instance');
    for (const failures of others) await guesses(2, failures, service);
    await guesses(limit, first, service);
    for (const failures of others) expect(await guesses(2, failures, service)).toBe(1);
    expect(store.takeCalls().filter((call) => call === 'commit')).toHaveLength(3 + 4);
  });

  /** The last instance fails often at once, while others have reached the limit. */
  const burstsAtOnce = [
    { instance: 1, times: 1, isAwaited: false },
    { instance: 0, times: 2, isAwaited: true },
    { instance: 0, times: 4, isAwaited: true },
    { instance: 0, times: 4, isAwaited: false },
    { instance: 2, times: 1, isAwaited: false },
    { instance: 1, times: 9, isAwaited: false },
  ];

  it('has no more rows than that, whatever the order of failures and answers', async () => {
    const step = fc.record({ instance: fc.nat(2), times: fc.integer({ min: 1, max: 12 }), isAwaited: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = testClock();
        const store = countingStore(memoryStore(clock));
        const service = shared(clock, store);
        const instances = [1, 2, 3].map(() => createFailureCounters());
        for (const { instance, times, isAwaited } of steps) {
          const failures = instances[instance] ?? createFailureCounters();
          // Including those in flight when the counter reached its limit.
          fail(times, failures, service);
          if (isAwaited) await failures.settled();
        }
        for (const failures of instances) await failures.settled();
        expect(store.takeCalls().filter((call) => call === 'commit').length).toBeLessThanOrEqual(3 + 3);
      }),
      { examples: [[burstsAtOnce]] },
    );
  });

  it('has rows without clients and addresses, which the sweep removes after the window', async () => {
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
    const service = shared(clock, store);
    await guesses(limit, createFailureCounters(), service);
    expect(commits).toHaveLength(4);
    expect(commits.join()).not.toMatch(/nightly-report|192\.0\.2/);
    expect(await store.sweep('20261121', 100)).toBe(0);
    expect(await store.sweep('20261122', 100)).toBe(4);
  });

  it('may have a malformed row, which counts as one failure', async () => {
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
    const service = shared(clock, strange);
    // After the third failure: three, and five malformed rows.
    expect(await guesses(limit, createFailureCounters(), service)).toBe(5);
  });

  it('gets at most sixteen calls at the same time, however many counters fail', async () => {
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
    const service = shared(clock, slow);
    const failures = createFailureCounters();
    for (let index = 0; index < 400; index += 1) fail(3, failures, service, counterOf(`user-${index}`));
    await failures.settled();
    expect([done, most]).toEqual([400, 16]);
  });

  it('delays no response if it never answers, and gets no further calls', async () => {
    const clock = testClock();
    let asked = 0;
    const silent: Store = {
      ...memoryStore(clock),
      read() {
        asked += 1;
        return new Promise(() => {});
      },
    };
    const service = shared(clock, silent);
    const failures = createFailureCounters();
    for (let index = 0; index < 2_000; index += 1) fail(3, failures, service, counterOf(`user-${index}`));
    await setImmediate();
    expect(asked).toBe(16);
    fail(limit, failures, service);
    expect(failures.blockedFor([guesser], service)).toBe(300);
  });

  it('gets a thousand counters later, and any others at their next failure', async () => {
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
    const service = shared(clock, stuck);
    const failures = createFailureCounters();
    const counters = Array.from({ length: 1_017 }, (_, index) => counterOf(`user-${index}`));
    for (const counter of counters) fail(3, failures, service, counter);
    answer();
    await failures.settled();
    expect(counts).toEqual(Array(1_016).fill(3));
    for (const counter of counters.slice(-1)) fail(1, failures, service, counter);
    await failures.settled();
    expect(counts.slice(1_016)).toEqual([4]);
  });

  it('gets one call at a time while it is down', async () => {
    const clock = testClock();
    let [running, most, asked] = [0, 0, 0];
    const down: Store = {
      ...memoryStore(clock),
      async read() {
        running += 1;
        asked += 1;
        most = Math.max(most, running);
        await setImmediate();
        running -= 1;
        throw new StoreUnavailableError('the line is down');
      },
    };
    const service = shared(clock, down);
    const failures = createFailureCounters();
    await guesses(3, failures, service);
    const before = asked;
    for (let index = 0; index < 100; index += 1) fail(3, failures, service, counterOf(`user-${index}`));
    await failures.settled();
    expect([most, asked]).toEqual([1, before + 1]);
  });

  it('is reported once when it is down, and gets the failures later', async () => {
    const clock = testClock();
    let isUp = false;
    const store = faultyStore(memoryStore(clock));
    const counted: Store = {
      ...store,
      commit(partition, changes) {
        if (!isUp) store.expect(['unreached']);
        return store.commit(partition, changes);
      },
    };
    const service = shared(clock, counted);
    const failures = createFailureCounters();
    expect(await guesses(limit + 5, failures, service)).toBe(limit);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { event: 'failures_not_shared', cause: 'StoreUnavailableError: the line is down' },
    ]);
    const other = counterOf('eve');
    // The store answers reads and refuses writes.
    await guesses(4, failures, service, other);
    isUp = true;
    lines.length = 0;
    await guesses(1, failures, service, other);
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ event: 'failures_shared_again' }]);
    // Another instance reads all five at its first failure.
    expect(await guesses(limit, createFailureCounters(), service, other)).toBe(limit - 5);
  });

  it('makes an instance forget nothing when it loses rows', async () => {
    const clock = testClock();
    const memory = memoryStore(clock);
    const behind: Store = { ...memory, read: async (partition) => ({ ...(await memory.read(partition)), rows: [] }) };
    const service = shared(clock, behind);
    expect(await guesses(limit + 1, createFailureCounters(), service)).toBe(limit);
  });

  it('counts nothing twice when its answer is lost', async () => {
    const clock = testClock();
    const store = faultyStore(memoryStore(clock));
    const service = shared(clock, store);
    const failures = createFailureCounters();
    store.expect(['answer lost', 'repeated', 'answer lost']);
    expect(await guesses(limit + 1, failures, service)).toBe(limit);
  });
});
