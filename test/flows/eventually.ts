import { vi } from 'vitest';

/** What `look` returns once it throws no longer: for what goes on after an answer. The time is a net against a hang. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 300_000, interval: 20 });
}
