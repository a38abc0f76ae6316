import { vi } from 'vitest';

/** The result of `look` once it no longer throws, for work that continues after a response. The time limit only prevents a hang. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 300_000, interval: 20 });
}
