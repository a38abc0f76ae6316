import { expect } from 'vitest';

/** @param moment in seconds since the epoch, of an event after `before`, which is in milliseconds */
export function expectSince(before: number, moment: number): void {
  expect(moment).toBeGreaterThanOrEqual(Math.floor(before / 1000));
  expect(moment).toBeLessThanOrEqual(Date.now() / 1000);
}
