import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Counter, CounterKind } from '../../../shared/guessing/counter.ts';
import { type CountingService, createFailureCounters, maxCounters } from '../../../shared/guessing/failures.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { testClock } from '../../support/clock.ts';
import { countingStore } from '../../support/counting-store.ts';
import { type Fault, type FaultyStore, faults, faultyStore } from '../../support/faulty-store.ts';
import { counterOf, guess, guesser, guesses, limit, shared, windowLength } from './noted-failures.ts';

const runs = process.env.LONG ? 2_000 : 80;

// The events of instances whose store is down.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => vi.restoreAllMocks());

describe('one instance', () => {
  const counter = fc.constantFrom(guesser, counterOf('eve'), counterOf('ivo'));
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ counter, times: fc.integer({ min: 1, max: 12 }) }) },
    { weight: 2, arbitrary: fc.record({ advance: fc.integer({ min: 1, max: 2 * windowLength }) }) },
  );

  it('allows exactly the attempts that a list of all failures allows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const clock = testClock();
        const service = shared(clock);
        const failures = createFailureCounters();
        const noted: { counter: Counter; window: number }[] = [];
        const ends = new Map<Counter, number>();
        for (const each of steps) {
          if ('advance' in each) {
            clock.advance(each.advance);
            continue;
          }
          for (let done = 0; done < each.times; done += 1) {
            const now = clock.now() / 1000;
            const wait = Math.max(0, (ends.get(each.counter) ?? 0) - now);
            expect(failures.blockedFor([each.counter], service)).toBe(wait);
            if (wait > 0) continue;
            await guess(failures, service, each.counter);
            const window = Math.floor(now / windowLength);
            noted.push({ counter: each.counter, window });
            const inWindow = noted.filter((one) => one.counter === each.counter && one.window === window);
            expect(failures.count(each.counter, service)).toBe(inWindow.length);
            if (inWindow.length === limit) ends.set(each.counter, now + windowLength);
          }
        }
      }),
      { numRuns: runs },
    );
  });

  it('rounds the seconds to wait up', async () => {
    const clock = testClock();
    const service = shared(clock);
    const failures = createFailureCounters();
    clock.advance(0.7);
    await guesses(limit, failures, service);
    clock.advance(0.2);
    expect(failures.blockedFor([guesser], service)).toBe(300);
    clock.advance(299.7);
    expect(failures.blockedFor([guesser], service)).toBe(1);
    clock.advance(0.1);
    expect(failures.blockedFor([guesser], service)).toBe(0);
  });

  it('makes no caller wait longer when the clock is set back', async () => {
    const clock = testClock();
    const service = shared(clock);
    const failures = createFailureCounters();
    await guesses(limit, failures, service);
    expect(failures.blockedFor([guesser], service)).toBe(300);
    clock.advance(-7_200);
    expect(failures.blockedFor([guesser], service)).toBe(0);
    expect(await guesses(limit + 1, failures, service)).toBe(limit);
    expect(failures.blockedFor([guesser], service)).toBe(300);
  });

  it('limits the counters of a kind, and keeps a blocked counter through any flood', () => {
    const service = shared(testClock());
    const failures = createFailureCounters();
    const local = (name: string): Counter => ({ ...counterOf(name), isShared: 'never' });
    const fill = (counter: Counter) => failures.note(Array<Counter>(limit).fill(counter), service);
    fill(local('blocked'));
    failures.note([local('counting')], service);
    for (let index = 1; index < maxCounters; index += 1) failures.note([local(`made-up-${index}`)], service);
    expect(failures.count(local('counting'), service)).toBe(1);
    for (let index = 0; index < maxCounters; index += 1) failures.note([local(`other-${index}`)], service);
    expect(failures.count(local('counting'), service)).toBe(0);
    expect(failures.blockedFor([local('blocked')], service)).toBe(300);
  });

  it('keeps a counter through any number of attempts on others that are taken back', () => {
    const service = shared(testClock());
    const failures = createFailureCounters();
    const counterFor = (name: string): Counter => ({ kind: 'user', of: [name], limit, isShared: 'never' });
    failures.note([counterFor('ada')], service);
    for (let index = 0; index < 2 * maxCounters; index += 1)
      failures.begin([counterFor(`made-up-${index}`)], service).takeBack();
    expect(failures.count(counterFor('ada'), service)).toBe(1);
    // An attempt in flight at the same time is not forgotten with another.
    const [one, two] = [failures.begin([counterFor('eve')], service), failures.begin([counterFor('eve')], service)];
    one.takeBack();
    two.fail({ isExistingUser: true });
    expect(failures.count(counterFor('eve'), service)).toBe(1);
  });

  it('evicts no counter of one kind during a flood of another', () => {
    const service = shared(testClock());
    const failures = createFailureCounters();
    const kinds: readonly CounterKind[] = [
      'client',
      'user',
      'user at address',
      'user address',
      'client address',
      'device',
    ];
    for (const kind of kinds) failures.note([{ kind, of: ['x'], limit, isShared: 'never' }], service);
    for (let index = 0; index < 2 * maxCounters; index += 1)
      failures.note([{ kind: 'unknown client', of: [`u_${index}`], limit, isShared: 'never' }], service);
    for (const kind of kinds) expect(failures.count({ kind, of: ['x'], limit, isShared: 'never' }, service)).toBe(1);
  });

  it('stores names in a fixed size, however long they are', () => {
    const service = shared(testClock());
    const failures = createFailureCounters();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < 2_000; index += 1)
      failures.note([{ ...counterOf(`${index}${'x'.repeat(60_000)}`), isShared: 'never' }], service);
    // In full they would take 120 million bytes.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
  });
});

describe('attempts in flight', () => {
  const failed = { isExistingUser: true };
  const user: Counter = { kind: 'user', of: ['ada'], limit: 3, isShared: 'for existing users' };
  const address: Counter = { kind: 'user address', of: ['192.0.2.7'], limit: 5, isShared: 'always' };

  it('count until they are taken back', () => {
    const service = shared(testClock());
    const failures = createFailureCounters();
    const begun = [1, 2, 3].map(() => failures.begin([user, address], service));
    expect(failures.blockedFor([user], service)).toBe(1);
    expect(failures.blockedFor([address], service)).toBe(0);
    for (const attempt of begun) attempt.takeBack();
    expect(failures.blockedFor([user, address], service)).toBe(0);
    for (let times = 0; times < 3; times += 1) failures.begin([user, address], service).fail(failed);
    expect([failures.blockedFor([user], service), failures.blockedFor([address], service)]).toEqual([300, 0]);
  });

  it('are limited by maxOpen of the counter', () => {
    const service = shared(testClock());
    const failures = createFailureCounters();
    const few = { ...user, limit: 10, maxOpen: 2 };
    const [one, two] = [failures.begin([few], service), failures.begin([few], service)];
    expect(failures.blockedFor([few], service)).toBe(1);
    one.takeBack();
    expect(failures.blockedFor([few], service)).toBe(0);
    two.takeBack();
  });

  it('reach the limit together with failures', () => {
    const service = shared(testClock());
    const failures = createFailureCounters();
    failures.begin([user], service).fail(failed);
    const [one, two] = [failures.begin([user], service), failures.begin([user], service)];
    expect(failures.blockedFor([user], service)).toBe(1);
    one.fail(failed);
    expect(failures.blockedFor([user], service)).toBe(1);
    two.takeBack();
    expect(failures.blockedFor([user], service)).toBe(0);
  });

  it('count for the window in which they began, and block when the last of them fails', () => {
    const clock = testClock();
    const service = shared(clock);
    const failures = createFailureCounters();
    const begun = [1, 2, 3].map(() => failures.begin([user], service));
    clock.advance(windowLength);
    expect(failures.blockedFor([user], service)).toBe(0);
    for (const attempt of begun) attempt.fail(failed);
    expect(failures.blockedFor([user], service)).toBe(300);
  });

  it('do not change the failures of this window when those of an earlier window are taken back', () => {
    const clock = testClock();
    const service = shared(clock);
    const failures = createFailureCounters();
    const early = failures.begin([user, address], service);
    clock.advance(windowLength);
    for (let times = 0; times < 2; times += 1) failures.begin([user, address], service).fail(failed);
    early.takeBack();
    expect([failures.count(user, service), failures.count(address, service)]).toEqual([2, 2]);
    failures.begin([user, address], service).fail(failed);
    expect(failures.blockedFor([user], service)).toBe(300);
  });

  it('are shared with other instances only once they have failed', async () => {
    const service = shared(testClock());
    const [here, there] = [createFailureCounters(), createFailureCounters()];
    const begun = [1, 2, 3].map(() => here.begin([user], service));
    expect(await guesses(1, there, service, user)).toBe(1);
    expect(there.blockedFor([user], service)).toBe(0);
    for (const attempt of begun.slice(0, 2)) attempt.fail(failed);
    await here.settled();
    expect(await guesses(1, there, service, user)).toBe(1);
    expect(there.blockedFor([user], service)).toBe(300);
    begun[2]?.takeBack();
  });

  it('are written for the address, but not for a user that does not exist', async () => {
    const store = countingStore(memoryStore(testClock()));
    const service = shared(testClock(), store);
    const failures = createFailureCounters();
    for (let times = 0; times < 3; times += 1) failures.begin([user], service).fail({ isExistingUser: false });
    await failures.settled();
    expect([store.takeCalls(), failures.blockedFor([user], service)]).toEqual([[], 300]);
    for (let times = 0; times < 5; times += 1) failures.begin([address], service).fail({ isExistingUser: false });
    await failures.settled();
    expect(store.takeCalls()).toContain('commit');
  });

  it('are counted for each kind separately', async () => {
    const service = shared(testClock());
    const failures = createFailureCounters();
    await guesses(limit, failures, service);
    expect(failures.blockedFor([guesser], service)).toBe(300);
    expect(
      failures.blockedFor(
        [
          { ...guesser, kind: 'devices' },
          { ...guesser, of: ['a', 'da'] },
        ],
        service,
      ),
    ).toBe(0);
  });
});

describe('several instances on one store', () => {
  it.each([2, 3, 5])('block a counter whose failures come to %i instances in turn', async (count) => {
    const service = shared(testClock());
    const instances = Array.from({ length: count }, () => createFailureCounters());
    let compared = 0;
    for (let round = 0; round < 20; round += 1)
      for (const failures of instances) if (await guess(failures, service)) compared += 1;
    expect(compared).toBeLessThanOrEqual(limit + 3 * (count - 1));
    for (const failures of instances) expect(failures.blockedFor([guesser], service)).toBe(300);
  });

  it('read a counter that others have filled at the next failure, also after a restart', async () => {
    const service = shared(testClock());
    await guesses(limit, createFailureCounters(), service);
    expect(await guesses(limit, createFailureCounters(), service)).toBe(1);
  });

  it('read the store again for an evicted counter', async () => {
    const service = shared(testClock());
    const failures = createFailureCounters();
    await guesses(9, failures, service);
    for (let index = 0; index < maxCounters; index += 1)
      failures.note([{ ...counterOf(`made-up-${index}`), isShared: 'never' }], service);
    expect(failures.count(guesser, service)).toBe(0);
    expect(await guesses(5, failures, service)).toBe(1);
  });

  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ instance: fc.nat(1), times: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ advance: fc.integer({ min: 1, max: windowLength }) }) },
    { weight: 2, arbitrary: fc.record({ faults: fc.array(fc.constantFrom<Fault>(...faults), { maxLength: 6 }) }) },
  );

  /** Runs the steps on two instances. @returns the number of failures in each window, in total and by each instance */
  async function run(
    steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
  ): Promise<{ together: readonly number[]; alone: readonly number[] }> {
    const clock = testClock();
    const line: FaultyStore = faultyStore(memoryStore(clock));
    const service: CountingService = shared(clock, line);
    const instances = [createFailureCounters(), createFailureCounters()];
    const together = new Map<number, number>();
    const alone = new Map<string, number>();
    const add = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const each of steps) {
      if ('advance' in each) clock.advance(each.advance);
      if ('faults' in each) line.expect(each.faults);
      if (!('instance' in each)) continue;
      for (let done = 0; done < each.times; done += 1) {
        const window = Math.floor(clock.now() / 1000 / windowLength);
        const failures = instances[each.instance] ?? createFailureCounters();
        if (await guess(failures, service)) {
          add(together, window);
          add(alone, `${window} ${each.instance}`);
        } else {
          // Failures that never happened do not block, however often a commit was repeated.
          const most = Math.max(together.get(window) ?? 0, together.get(window - 1) ?? 0);
          expect(most).toBeGreaterThanOrEqual(limit);
        }
      }
    }
    return { together: [...together.values()], alone: [...alone.values()] };
  }

  it('allow ten failures in a window and three for each further instance, whatever the order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { together } = await run(steps.filter((each) => !('faults' in each)));
        expect(Math.max(0, ...together)).toBeLessThanOrEqual(limit + 3);
      }),
      { numRuns: runs },
    );
  });

  /** A batch is written, its answer is lost, and the store is read before the next batch is due. */
  const batchReadBeforeItsAnswer = [
    { faults: ['unreached', 'unreached', 'unreached', 'none', 'answer lost'] as Fault[] },
    { instance: 0, times: 4 },
    { instance: 0, times: 3 },
    { instance: 0, times: 3 },
  ];

  it('allow ten each over an unreliable connection, and count nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { alone } = await run(steps);
        expect(Math.max(0, ...alone)).toBeLessThanOrEqual(limit);
      }),
      { numRuns: runs, examples: [[batchReadBeforeItsAnswer]] },
    );
  });
});
