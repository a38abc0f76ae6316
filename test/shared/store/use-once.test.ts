import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../shared/store/memory.ts';
import type { Store } from '../../../shared/store/store.ts';
import { useOnce } from '../../../shared/store/use-once.ts';
import { testClock } from '../../support/clock.ts';

const clock = testClock();
const endsAt = Math.floor(clock.now() / 1000) + 600;

describe('a use that works once', () => {
  it('is given to exactly one of fifty callers at once', async () => {
    const store = memoryStore(clock);
    const uses = await Promise.all(Array.from({ length: 50 }, () => useOnce('proof', 'a', endsAt, { store })));
    expect(uses.filter(Boolean)).toEqual([true]);
  });

  it('belongs to its kind and name', async () => {
    const store = memoryStore(clock);
    expect(await useOnce('proof', 'a', endsAt, { store })).toBe(true);
    expect(await useOnce('proof', 'b', endsAt, { store })).toBe(true);
    expect(await useOnce('assertion', 'a', endsAt, { store })).toBe(true);
    expect(await useOnce('assertion', 'a', endsAt, { store })).toBe(false);
  });

  it('is kept until it ends, and removed on the day after', async () => {
    const store = memoryStore(clock);
    await useOnce('proof', 'a', Date.UTC(2026, 10, 21, 23, 59) / 1000, { store });
    // The minute before midnight counts as the next day, since clocks differ.
    expect(await store.sweep('20261122', 10)).toBe(0);
    expect(await store.sweep('20261123', 10)).toBe(1);
  });

  it('is given to the caller whose insert was applied and then repeated', async () => {
    const memory = memoryStore(clock);
    const store: Store = {
      ...memory,
      async commit(partition, changes) {
        await memory.commit(partition, changes);
        return memory.commit(partition, changes);
      },
    };
    expect(await useOnce('proof', 'a', endsAt, { store })).toBe(true);
    expect(await useOnce('proof', 'a', endsAt, { store })).toBe(false);
  });
});
