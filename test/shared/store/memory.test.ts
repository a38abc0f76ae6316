import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../../shared/store/memory.ts';
import { newPartition } from '../../../shared/store/partition.ts';
import { testClock } from '../../support/clock.ts';
import { storeContract } from './contract.ts';

storeContract('memory', memoryStore);

describe('the memory store', () => {
  it('uses the time of its clock, to the millisecond', async () => {
    const clock = testClock();
    const store = memoryStore(clock);
    const partition = newPartition(clock.now() / 1000);
    await store.commit(partition, [{ insert: 'code', values: {} }]);
    clock.advance(0.25);
    const { rows, readAt } = await store.read(partition);
    expect(readAt - (rows[0]?.insertedAt ?? 0)).toBe(250);
  });

  it('does not change an earlier snapshot when rows change', async () => {
    const store = memoryStore(testClock());
    const partition = newPartition(0);
    await store.commit(partition, [{ insert: 'gen.0', values: {} }]);
    const before = await store.read(partition);
    await store.commit(partition, [{ remove: 'gen.0' }, { insert: 'gen.1', values: {} }]);
    expect(before.rows.map((row) => row.name)).toEqual(['gen.0']);
  });
});
