import { expect, it } from 'vitest';
import { memoryStore } from '../../../shared/store/memory.ts';
import { trackClock } from '../../../shared/store/store-clock.ts';
import { testClock } from '../../support/clock.ts';

/** A clock that is ahead of the store's by so much, after one read. */
async function clockAhead(milliseconds: number) {
  const clock = testClock();
  const { store, storeClock } = trackClock(memoryStore({ now: () => clock.now() - milliseconds }), clock);
  await store.read('0-99990101-any');
  return { clock, storeClock };
}

it.each([-60_000, 0, 60_000])('a clock that differs by %i ms is in sync', async (milliseconds) => {
  const { storeClock } = await clockAhead(milliseconds);
  await storeClock.requireClockInSync();
});

it.each([-60_001, 60_001])('a clock that differs by %i ms is not in sync', async (milliseconds) => {
  const { storeClock } = await clockAhead(milliseconds);
  await expect(storeClock.requireClockInSync()).rejects.toMatchObject({ code: 'ClockOutOfRange' });
});

it('a moment is put back by as much as the clock is ahead, but for the second that a store may round down', async () => {
  const moments = [-5_000, 0, 1_000, 1_001, 5_000].map(async (milliseconds) => {
    const { clock, storeClock } = await clockAhead(milliseconds);
    return storeClock.storeTime(clock.now()) - clock.now() / 1000;
  });
  expect(await Promise.all(moments)).toEqual([0, 0, 0, -1, -4]);
});
