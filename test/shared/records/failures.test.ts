import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Caller, type Failures, failuresSeen } from '../../../shared/records/failures.ts';
import type { Service } from '../../../shared/service.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { lastDay } from '../../../shared/store/partition.ts';
import { type Store, StoreUnavailableError } from '../../../shared/store/store.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { countingStore } from '../../support/counting-store.ts';
import { type Fault, type FaultyStore, faults, faultyStore } from '../../support/faulty-store.ts';
import { openTestService } from '../../support/server.ts';

const runs = process.env.LONG ? 2_000 : 200;
const limit = 10;
const windowLength = 300;

const guesser: Caller = { clientIds: ['nightly-report'], address: '192.0.2.7' };

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'error').mockImplementation((line) => lines.push(String(line)));
});
afterEach(() => vi.restoreAllMocks());

type Part = Pick<Service, 'clock' | 'settings' | 'store'>;

/** What instances on one store have in common. */
async function shared(clock: TestClock, store: Store = memoryStore(clock)): Promise<Part> {
  const { settings } = await openTestService({
    environment: { STORE: 'table', GRANTS_STORAGE: 'UseDevelopmentStorage=true' },
  });
  return { clock, settings, store };
}

/** @returns whether the secret was compared */
async function guess(failures: Failures, service: Part, caller = guesser): Promise<boolean> {
  if (failures.blockedFor(caller, service) > 0) return false;
  await failures.note(caller, service);
  return true;
}

async function guesses(times: number, failures: Failures, service: Part, caller = guesser): Promise<number> {
  let compared = 0;
  for (let done = 0; done < times; done += 1) if (await guess(failures, service, caller)) compared += 1;
  return compared;
}

describe('one instance', () => {
  const caller = fc.constantFrom<Caller>(
    guesser,
    { clientIds: ['nightly-report'], address: '192.0.2.8' },
    { clientIds: ['other'], address: '192.0.2.7' },
  );
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ caller, times: fc.integer({ min: 1, max: 12 }) }) },
    { weight: 2, arbitrary: fc.record({ advance: fc.integer({ min: 1, max: 2 * windowLength }) }) },
  );

  it('does what a list of all failures says', async () => {
    const common = await shared(testClock());
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const clock = testClock();
        const service = { ...common, clock, store: memoryStore(clock) };
        const failures = failuresSeen();
        const noted: { caller: Caller; window: number }[] = [];
        const ends = new Map<Caller, number>();
        for (const each of steps) {
          if ('advance' in each) {
            clock.advance(each.advance);
            continue;
          }
          for (let done = 0; done < each.times; done += 1) {
            const now = clock.now() / 1000;
            const wait = Math.max(0, (ends.get(each.caller) ?? 0) - now);
            expect(failures.blockedFor(each.caller, service)).toBe(wait);
            if (wait > 0) continue;
            await failures.note(each.caller, service);
            const window = Math.floor(now / windowLength);
            noted.push({ caller: each.caller, window });
            const inWindow = noted.filter((one) => one.caller === each.caller && one.window === window);
            if (inWindow.length === limit) ends.set(each.caller, now + windowLength);
          }
        }
      }),
      { numRuns: runs },
    );
  });

  it('says the seconds to wait as a whole number that is enough', async () => {
    const clock = testClock();
    const service = await shared(clock);
    const failures = failuresSeen();
    clock.advance(0.7);
    await guesses(limit, failures, service);
    clock.advance(0.2);
    expect(failures.blockedFor(guesser, service)).toBe(300);
    clock.advance(299.7);
    expect(failures.blockedFor(guesser, service)).toBe(1);
    clock.advance(0.1);
    expect(failures.blockedFor(guesser, service)).toBe(0);
  });

  it('makes nobody wait for longer because the clock was set back', async () => {
    const clock = testClock();
    const service = await shared(clock);
    const failures = failuresSeen();
    await guesses(limit, failures, service);
    expect(failures.blockedFor(guesser, service)).toBe(300);
    clock.advance(-7_200);
    expect(failures.blockedFor(guesser, service)).toBe(0);
    expect(await guesses(limit + 1, failures, service)).toBe(limit);
    expect(failures.blockedFor(guesser, service)).toBe(300);
  });

  it('remembers so many pairs and no more, and no made-up client frees a pair that is blocked', async () => {
    const service = await shared(testClock());
    const failures = failuresSeen();
    const blocked = { ...guesser, address: '192.0.2.1' };
    await guesses(limit, failures, service, blocked);
    await guesses(limit - 1, failures, service);
    const madeUp = (index: number) => ({ ...guesser, clientIds: [`made-up-${index}`] });
    for (let index = 0; index < 9_999; index += 1) await failures.note(madeUp(index), service);
    expect(await guesses(1, failures, service)).toBe(1);
    expect(failures.blockedFor(guesser, service)).toBe(300);
    const late = { ...guesser, address: '192.0.2.3' };
    await guesses(2, failures, service, late);
    for (let index = 0; index < 10_000; index += 1) await failures.note(madeUp(index), service);
    expect(await guesses(limit + 1, failures, service, late)).toBe(limit);
    expect(failures.blockedFor(blocked, service)).toBe(300);
  });

  it('counts and blocks each reading of a client_id, wherever it stands among others', async () => {
    const service = await shared(testClock());
    const failures = failuresSeen();
    const readings = { ...guesser, clientIds: ['first', 'second'] };
    const only = (id: string) => ({ ...guesser, clientIds: [id] });
    await guesses(limit - 1, failures, service, only('second'));
    expect(failures.blockedFor(readings, service)).toBe(0);
    expect(await guesses(2, failures, service, readings)).toBe(1);
    expect(failures.blockedFor(only('second'), service)).toBe(300);
    expect(failures.blockedFor({ ...guesser, clientIds: ['other', 'second'] }, service)).toBe(300);
    expect(await guesses(limit, failures, service, only('first'))).toBe(limit - 1);
  });

  it('keeps a fixed size of a client_id however long', async () => {
    const service = await shared(testClock());
    const failures = failuresSeen();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < 2_000; index += 1) {
      await failures.note({ ...guesser, clientIds: [`${index}${'x'.repeat(60_000)}`] }, service);
    }
    // Kept whole they would be 120 million bytes.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
  });
});

describe('several instances on one store', () => {
  it.each([2, 3, 5])('block a pair whose failures come to %i of them in turn', async (count) => {
    const service = await shared(testClock());
    const instances = Array.from({ length: count }, () => failuresSeen());
    let compared = 0;
    for (let round = 0; round < 20; round += 1)
      for (const failures of instances) if (await guess(failures, service)) compared += 1;
    expect(compared).toBeLessThanOrEqual(limit + 3 * (count - 1));
    for (const failures of instances) expect(failures.blockedFor(guesser, service)).toBe(300);
  });

  it('learn of a pair that others have blocked, three failures later at most, also after a start', async () => {
    const service = await shared(testClock());
    await guesses(limit, failuresSeen(), service);
    expect(await guesses(limit, failuresSeen(), service)).toBe(3);
  });

  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ instance: fc.nat(1), times: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ advance: fc.integer({ min: 1, max: windowLength }) }) },
    { weight: 2, arbitrary: fc.record({ faults: fc.array(fc.constantFrom<Fault>(...faults), { maxLength: 6 }) }) },
  );

  /** Runs the steps on two instances. @returns how many failures were noted in each window, all told and by each instance */
  async function run(
    steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
    common: Part,
  ): Promise<{ together: readonly number[]; alone: readonly number[] }> {
    const clock = testClock();
    const line: FaultyStore = faultyStore(memoryStore(clock));
    const service = { ...common, clock, store: line };
    const instances = [failuresSeen(), failuresSeen()];
    const together = new Map<number, number>();
    const alone = new Map<string, number>();
    const add = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const each of steps) {
      if ('advance' in each) clock.advance(each.advance);
      if ('faults' in each) line.expect(each.faults);
      if (!('instance' in each)) continue;
      for (let done = 0; done < each.times; done += 1) {
        const window = Math.floor(clock.now() / 1000 / windowLength);
        const failures = instances[each.instance] ?? failuresSeen();
        if (await guess(failures, service)) {
          add(together, window);
          add(alone, `${window} ${each.instance}`);
        } else {
          // Nobody is blocked for failures that never were, however often the store was asked.
          const most = Math.max(together.get(window) ?? 0, together.get(window - 1) ?? 0);
          expect(most).toBeGreaterThanOrEqual(limit);
        }
      }
    }
    return { together: [...together.values()], alone: [...alone.values()] };
  }

  it('allow ten failures in a window and three for each further instance, whatever the order', async () => {
    const common = await shared(testClock());
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { together } = await run(
          steps.filter((each) => !('faults' in each)),
          common,
        );
        expect(Math.max(0, ...together)).toBeLessThanOrEqual(limit + 3);
      }),
      { numRuns: runs },
    );
  });

  it('allow ten each over a bad line, and count nothing twice', async () => {
    const common = await shared(testClock());
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { alone } = await run(steps, common);
        expect(Math.max(0, ...alone)).toBeLessThanOrEqual(limit);
      }),
      { numRuns: runs },
    );
  });
});

describe('the store', () => {
  it('is asked at the third, sixth, ninth and tenth failure, and not before nor after', async () => {
    const clock = testClock();
    const store = countingStore(memoryStore(clock));
    const service = await shared(clock, store);
    const failures = failuresSeen();
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
    await guesses(limit, failuresSeen(), service);
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
    expect(await guesses(limit, failuresSeen(), service)).toBe(5);
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
    const failures = failuresSeen();
    const pairs = Array.from({ length: 400 }, (_, index) => ({ ...guesser, clientIds: [`client-${index}`] }));
    await Promise.all(pairs.map((caller) => guesses(3, failures, service, caller)));
    await vi.waitFor(() => expect(done).toBe(400));
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
    const failures = failuresSeen();
    const started = performance.now();
    const pairs = Array.from({ length: 2_000 }, (_, index) => ({ ...guesser, clientIds: [`client-${index}`] }));
    await Promise.all(pairs.map((caller) => guesses(3, failures, service, caller)));
    expect(performance.now() - started).toBeLessThan(5_000);
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
    const failures = failuresSeen();
    const pairs = Array.from({ length: 1_017 }, (_, index) => ({ ...guesser, clientIds: [`client-${index}`] }));
    await Promise.all(pairs.map((caller) => guesses(3, failures, service, caller)));
    answer();
    await vi.waitFor(() => expect(counts.length).toBeGreaterThanOrEqual(1_016));
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
    const failures = failuresSeen();
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
    const failures = failuresSeen();
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
    expect(await guesses(limit, failuresSeen(), service, other)).toBe(limit - 5);
  });

  it('that has gone back makes an instance forget nothing', async () => {
    const clock = testClock();
    const memory = memoryStore(clock);
    const behind: Store = { ...memory, read: async (partition) => ({ ...(await memory.read(partition)), rows: [] }) };
    const service = await shared(clock, behind);
    expect(await guesses(limit + 1, failuresSeen(), service)).toBe(limit);
  });

  it('whose answer was lost counts nothing twice', async () => {
    const clock = testClock();
    const store = faultyStore(memoryStore(clock));
    const service = await shared(clock, store);
    const failures = failuresSeen();
    store.expect(['answer lost', 'repeated', 'answer lost']);
    expect(await guesses(limit + 1, failures, service)).toBe(limit);
  });
});
