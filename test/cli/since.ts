import { expect } from 'vitest';

/** @param moment seconds since the epoch, of something that has happened after `before`, in milliseconds */
export function expectSince(before: number, moment: number): void {
  expect(moment).toBeGreaterThanOrEqual(Math.floor(before / 1000));
  expect(moment).toBeLessThanOrEqual(Date.now() / 1000);
}
