import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { refreshed } from '../../../shared/base/refreshed.ts';
import { type TestClock, testClock } from '../../support/clock.ts';

let clock: TestClock;
let source: Source;
beforeEach(() => {
  clock = testClock();
  source = openSource();
});

interface Source {
  /** The number of readings. */
  asked: number;
  /** The next answer; a promise for a slow one. */
  answer: () => string | Promise<string>;
  /** The argument of the last reading. */
  last: string | undefined;
  read(last: string | undefined): Promise<string>;
}

/** Answers `first`, `second`, … by default. */
function openSource(): Source {
  const names = ['first', 'second', 'third'];
  return {
    asked: 0,
    answer: () => names[source.asked - 1] ?? 'later',
    last: undefined,
    async read(last) {
      source.asked += 1;
      source.last = last;
      return source.answer();
    },
  };
}

/** An answer that the test resolves. */
function heldAnswer(): { give(value: string): void } {
  let give = (_value: string) => {};
  const answer = new Promise<string>((resolve) => {
    give = resolve;
  });
  source.answer = () => answer;
  return { give };
}

function down(message = 'down'): void {
  source.answer = () => {
    throw new Error(message);
  };
}

const read = (last: string | undefined) => source.read(last);

describe('a fresh value', () => {
  it('is returned without a reading until freshMs', async () => {
    const value = refreshed(read, { clock, freshMs: 60_000 });
    expect(await value.current()).toBe('first');
    clock.advance(59.999);
    expect(await value.current()).toBe('first');
    expect(source.asked).toBe(1);
    clock.advance(0.001);
    expect(await value.current()).toBe('second');
    expect(source.last).toBe('first');
  });

  it('may itself say for how long', async () => {
    const value = refreshed(read, { clock, freshMs: (name) => (name === 'first' ? 1_000 : 5_000) });
    await value.current();
    clock.advance(1);
    expect(await value.current()).toBe('second');
    clock.advance(4.999);
    expect(await value.current()).toBe('second');
    clock.advance(0.001);
    expect(await value.current()).toBe('third');
  });

  it('is read again on demand, once for all who ask, and kept if that fails', async () => {
    const value = refreshed(read, { clock, freshMs: 60_000 });
    await value.current();
    expect(await Promise.all([value.renewed(), value.renewed()])).toEqual(['second', 'second']);
    expect(await value.current()).toBe('second');
    down();
    await expect(value.renewed()).rejects.toThrow('down');
    expect(await value.current()).toBe('second');
    expect(source.asked).toBe(3);
  });

  it('is as old as the start of its reading', async () => {
    const value = refreshed(read, { clock, freshMs: 60_000 });
    const held = heldAnswer();
    const waiting = value.current();
    clock.advance(60);
    held.give('slow');
    expect(await waiting).toBe('slow');
    source.answer = () => 'next';
    expect(await value.current()).toBe('next');
  });

  it('is read again when the clock was set back, and then counts by the new time', async () => {
    const value = refreshed(read, { clock, freshMs: 60_000 });
    await value.current();
    clock.advance(-1);
    expect(await value.current()).toBe('second');
    clock.advance(59);
    expect(await value.current()).toBe('second');
    clock.advance(-3_600);
    expect(await value.current()).toBe('third');
  });
});

describe('a reading', () => {
  it('is shared by all callers', async () => {
    const value = refreshed(read, { clock, freshMs: 60_000 });
    expect(await Promise.all([value.current(), value.current(), value.current()])).toEqual(Array(3).fill('first'));
    expect(source.asked).toBe(1);
  });

  it('shares its failure as well, and the next caller begins another', async () => {
    const value = refreshed(read, { clock, freshMs: 60_000 });
    down();
    const outcomes = await Promise.allSettled([value.current(), value.current()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(source.asked).toBe(1);
    await expect(value.current()).rejects.toThrow('down');
    expect(source.asked).toBe(2);
  });

  it('may throw before it returns a promise', async () => {
    let isBroken = true;
    const value = refreshed(
      () => {
        if (isBroken) throw new Error('broken');
        return Promise.resolve('mended');
      },
      { clock, freshMs: 60_000 },
    );
    await expect(value.current()).rejects.toThrow('broken');
    isBroken = false;
    expect(await value.current()).toBe('mended');
  });
});

describe('a stale value', () => {
  const times = { freshMs: 60_000, staleMs: 900_000, waitMs: 60_000, retryDelayMs: 5_000 };

  it('is returned while readings fail, and not after its time', async () => {
    const value = refreshed(read, { ...times, clock });
    await value.current();
    down();
    clock.advance(899);
    expect(await value.current()).toBe('first');
    clock.advance(1);
    await expect(value.current()).rejects.toThrow('down');
  });

  it('is returned without another reading for retryDelayMs after a failed one', async () => {
    const value = refreshed(read, { ...times, clock });
    await value.current();
    clock.advance(60);
    down();
    await value.current();
    clock.advance(4.999);
    expect(await value.current()).toBe('first');
    expect(source.asked).toBe(2);
    clock.advance(0.001);
    source.answer = () => 'back';
    expect(await value.current()).toBe('back');
  });

  it('is read again without that delay when the clock was set back', async () => {
    const value = refreshed(read, { ...times, clock });
    await value.current();
    clock.advance(60);
    down();
    await value.current();
    source.answer = () => 'back';
    clock.advance(-70);
    expect(await value.current()).toBe('back');
  });

  it('hides only outages; other failures are thrown and delay no reading', async () => {
    const isOutage = (thrown: unknown) => (thrown as Error).message === 'down';
    const value = refreshed(read, { ...times, clock, isOutage });
    await value.current();
    clock.advance(60);
    down('broken');
    await expect(value.current()).rejects.toThrow('broken');
    await expect(value.current()).rejects.toThrow('broken');
    expect(source.asked).toBe(3);
    down();
    expect(await value.current()).toBe('first');
  });

  it('is returned when a reading takes longer than waitMs, and then to other callers at once', async () => {
    const value = refreshed(read, { ...times, clock, waitMs: 1 });
    await value.current();
    clock.advance(60);
    const held = heldAnswer();
    expect(await value.current()).toBe('first');
    const others = Array.from({ length: 100 }, () => value.current());
    expect(await Promise.race([Promise.all(others), setTimeout(0, 'late')])).toEqual(Array(100).fill('first'));
    expect(source.asked).toBe(2);
    held.give('slow');
    await setTimeout(0);
    expect(await value.current()).toBe('slow');
    expect(source.asked).toBe(2);
  });

  it('is returned at once to all but the first caller with onlyFirstWaits', async () => {
    const value = refreshed(read, { ...times, clock, onlyFirstWaits: true });
    await value.current();
    clock.advance(60);
    const held = heldAnswer();
    const first = value.current();
    expect(await Promise.all([value.current(), value.current()])).toEqual(['first', 'first']);
    held.give('second');
    expect(await first).toBe('second');
    expect(await value.current()).toBe('second');
  });

  it('is read again in the background when callers do not wait', async () => {
    const value = refreshed(read, { ...times, clock, waitMs: 0 });
    await value.current();
    clock.advance(60);
    const held = heldAnswer();
    expect(await value.current()).toBe('first');
    expect(await value.current()).toBe('first');
    held.give('second');
    await setTimeout(0);
    expect(await value.current()).toBe('second');
    expect(source.asked).toBe(2);
  });

  it('is not read again for retryDelayMs after a failed reading in the background', async () => {
    const value = refreshed(read, { ...times, clock, waitMs: 0 });
    await value.current();
    clock.advance(60);
    down();
    await value.current();
    await setTimeout(0);
    await value.current();
    expect(source.asked).toBe(2);
    clock.advance(5);
    await value.current();
    expect(source.asked).toBe(3);
  });

  it('is returned while a reading is in flight, until staleMs', async () => {
    const value = refreshed(read, { ...times, clock, waitMs: 0 });
    await value.current();
    clock.advance(60);
    const held = heldAnswer();
    await value.current();
    clock.advance(840);
    const waiting = value.current();
    held.give('second');
    expect(await waiting).toBe('second');
    expect(source.asked).toBe(2);
  });
});

describe('a failure without a value', () => {
  it('is thrown again without another reading until failureTtlMs', async () => {
    const value = refreshed(read, { clock, freshMs: 60_000, failureTtlMs: 1_000 });
    down();
    await expect(value.current()).rejects.toThrow('down');
    source.answer = () => 'back';
    clock.advance(0.999);
    await expect(value.current()).rejects.toThrow('down');
    expect(source.asked).toBe(1);
    clock.advance(0.001);
    expect(await value.current()).toBe('back');
  });

  it('is forgotten with the next value', async () => {
    const value = refreshed(read, { clock, freshMs: 1_000, failureTtlMs: 5_000 });
    down();
    await expect(value.current()).rejects.toThrow('down');
    clock.advance(5);
    source.answer = () => 'back';
    await value.current();
    clock.advance(-4);
    expect(await value.current()).toBe('back');
  });
});
