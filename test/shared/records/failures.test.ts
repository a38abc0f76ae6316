import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Caller, countersOf } from '../../../shared/clients/throttle.ts';
import { failuresSeen } from '../../../shared/records/failures.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { testClock } from '../../support/clock.ts';
import { type Fault, type FaultyStore, faults, faultyStore } from '../../support/faulty-store.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';
import {
  guess,
  guesser,
  guesses,
  limit,
  type NotingService,
  shared,
  windowLength,
} from '../../support/noted-failures.ts';

const runs = process.env.LONG ? 2_000 : 80;

// What instances say of a store that is down.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => vi.restoreAllMocks());

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
        const failures = failuresSeen(patientDeadlines);
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
            expect(failures.blockedFor(countersOf(each.caller), service)).toBe(wait);
            if (wait > 0) continue;
            await failures.note(countersOf(each.caller), service);
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
    const failures = failuresSeen(patientDeadlines);
    clock.advance(0.7);
    await guesses(limit, failures, service);
    clock.advance(0.2);
    expect(failures.blockedFor(countersOf(guesser), service)).toBe(300);
    clock.advance(299.7);
    expect(failures.blockedFor(countersOf(guesser), service)).toBe(1);
    clock.advance(0.1);
    expect(failures.blockedFor(countersOf(guesser), service)).toBe(0);
  });

  it('makes nobody wait for longer because the clock was set back', async () => {
    const clock = testClock();
    const service = await shared(clock);
    const failures = failuresSeen(patientDeadlines);
    await guesses(limit, failures, service);
    expect(failures.blockedFor(countersOf(guesser), service)).toBe(300);
    clock.advance(-7_200);
    expect(failures.blockedFor(countersOf(guesser), service)).toBe(0);
    expect(await guesses(limit + 1, failures, service)).toBe(limit);
    expect(failures.blockedFor(countersOf(guesser), service)).toBe(300);
  });

  it('remembers so many pairs and no more, and no made-up client frees a pair that is blocked', async () => {
    const service = await shared(testClock());
    const failures = failuresSeen(patientDeadlines);
    const blocked = { ...guesser, address: '192.0.2.1' };
    await guesses(limit, failures, service, blocked);
    await guesses(limit - 1, failures, service);
    const madeUp = (index: number) => ({ ...guesser, clientIds: [`made-up-${index}`] });
    for (let index = 0; index < 9_999; index += 1) await failures.note(countersOf(madeUp(index)), service);
    expect(await guesses(1, failures, service)).toBe(1);
    expect(failures.blockedFor(countersOf(guesser), service)).toBe(300);
    const late = { ...guesser, address: '192.0.2.3' };
    await guesses(2, failures, service, late);
    for (let index = 0; index < 10_000; index += 1) await failures.note(countersOf(madeUp(index)), service);
    expect(await guesses(limit + 1, failures, service, late)).toBe(limit);
    expect(failures.blockedFor(countersOf(blocked), service)).toBe(300);
  });

  it('counts and blocks each reading of a client_id, wherever it stands among others', async () => {
    const service = await shared(testClock());
    const failures = failuresSeen(patientDeadlines);
    const readings = { ...guesser, clientIds: ['first', 'second'] };
    const only = (id: string) => ({ ...guesser, clientIds: [id] });
    await guesses(limit - 1, failures, service, only('second'));
    expect(failures.blockedFor(countersOf(readings), service)).toBe(0);
    expect(await guesses(2, failures, service, readings)).toBe(1);
    expect(failures.blockedFor(countersOf(only('second')), service)).toBe(300);
    expect(failures.blockedFor(countersOf({ ...guesser, clientIds: ['other', 'second'] }), service)).toBe(300);
    expect(await guesses(limit, failures, service, only('first'))).toBe(limit - 1);
  });

  it('keeps a fixed size of a client_id however long', async () => {
    const service = await shared(testClock());
    const failures = failuresSeen(patientDeadlines);
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < 2_000; index += 1) {
      await failures.note(countersOf({ ...guesser, clientIds: [`${index}${'x'.repeat(60_000)}`] }), service);
    }
    // Kept whole they would be 120 million bytes.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
  });
});

describe('attempts that take their time', () => {
  const user = { of: ['user', 'ada'], limit: 3 };
  const address = { of: ['address', '192.0.2.7'], limit: 5 };

  it('count while they are not judged, and those that were right are taken back', async () => {
    const service = await shared(testClock());
    const failures = failuresSeen(patientDeadlines);
    const begun = [1, 2, 3].map(() => failures.begin([user, address], service));
    expect(failures.blockedFor([user], service)).toBe(1);
    expect(failures.blockedFor([address], service)).toBe(0);
    for (const attempt of begun) attempt.takeBack();
    expect(failures.blockedFor([user, address], service)).toBe(0);
    for (let times = 0; times < 3; times += 1) await failures.begin([user, address], service).fail();
    expect([failures.blockedFor([user], service), failures.blockedFor([address], service)]).toEqual([300, 0]);
  });

  it('and failures fill a limit together', async () => {
    const service = await shared(testClock());
    const failures = failuresSeen(patientDeadlines);
    await failures.note([user], service);
    const [one, two] = [failures.begin([user], service), failures.begin([user], service)];
    expect(failures.blockedFor([user], service)).toBe(1);
    await one.fail();
    expect(failures.blockedFor([user], service)).toBe(1);
    two.takeBack();
    expect(failures.blockedFor([user], service)).toBe(0);
  });

  it('count for the window in which they began, and block when the last of its failures is known', async () => {
    const clock = testClock();
    const service = await shared(clock);
    const failures = failuresSeen(patientDeadlines);
    const begun = [1, 2, 3].map(() => failures.begin([user], service));
    clock.advance(windowLength);
    expect(failures.blockedFor([user], service)).toBe(0);
    for (const attempt of begun) await attempt.fail();
    expect(failures.blockedFor([user], service)).toBe(300);
  });

  it('are told to other instances when they have failed, and not before', async () => {
    const service = await shared(testClock());
    const [here, there] = [failuresSeen(patientDeadlines), failuresSeen(patientDeadlines)];
    const begun = [1, 2, 3].map(() => here.begin([user], service));
    await there.note([user], service);
    expect(there.blockedFor([user], service)).toBe(0);
    for (const attempt of begun.slice(0, 2)) await attempt.fail();
    await there.note([user], service);
    expect(there.blockedFor([user], service)).toBe(300);
    begun[2]?.takeBack();
  });

  it('of one kind are not those of another', async () => {
    const service = await shared(testClock());
    const failures = failuresSeen(patientDeadlines);
    await guesses(limit, failures, service, { clientIds: ['ada'], address: '192.0.2.7' });
    for (const of of [['user', 'ada'], ['device', 'ada', '192.0.2.7'], ['address', '192.0.2.7'], ['client,ada']])
      expect(failures.blockedFor([{ of, limit }], service)).toBe(0);
  });
});

describe('several instances on one store', () => {
  it.each([2, 3, 5])('block a pair whose failures come to %i of them in turn', async (count) => {
    const service = await shared(testClock());
    const instances = Array.from({ length: count }, () => failuresSeen(patientDeadlines));
    let compared = 0;
    for (let round = 0; round < 20; round += 1)
      for (const failures of instances) if (await guess(failures, service)) compared += 1;
    expect(compared).toBeLessThanOrEqual(limit + 3 * (count - 1));
    for (const failures of instances) expect(failures.blockedFor(countersOf(guesser), service)).toBe(300);
  });

  it('learn of a pair that others have blocked, three failures later at most, also after a start', async () => {
    const service = await shared(testClock());
    await guesses(limit, failuresSeen(patientDeadlines), service);
    expect(await guesses(limit, failuresSeen(patientDeadlines), service)).toBe(3);
  });

  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ instance: fc.nat(1), times: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 1, arbitrary: fc.record({ advance: fc.integer({ min: 1, max: windowLength }) }) },
    { weight: 2, arbitrary: fc.record({ faults: fc.array(fc.constantFrom<Fault>(...faults), { maxLength: 6 }) }) },
  );

  /** Runs the steps on two instances. @returns how many failures were noted in each window, all told and by each instance */
  async function run(
    steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
    common: NotingService,
  ): Promise<{ together: readonly number[]; alone: readonly number[] }> {
    const clock = testClock();
    const line: FaultyStore = faultyStore(memoryStore(clock));
    const service = { ...common, clock, store: line };
    const instances = [failuresSeen(patientDeadlines), failuresSeen(patientDeadlines)];
    const together = new Map<number, number>();
    const alone = new Map<string, number>();
    const add = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const each of steps) {
      if ('advance' in each) clock.advance(each.advance);
      if ('faults' in each) line.expect(each.faults);
      if (!('instance' in each)) continue;
      for (let done = 0; done < each.times; done += 1) {
        const window = Math.floor(clock.now() / 1000 / windowLength);
        const failures = instances[each.instance] ?? failuresSeen(patientDeadlines);
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
