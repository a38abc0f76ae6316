// A store in memory that counts what is read of each partition, by a clock that is moved.

/** @typedef {import('../../shared/store/store.ts').Store} Store */

export const began = Date.UTC(2026, 10, 28, 12);

/** @returns a store in memory, its clock, and the calls by partition */
export function countingStore(/** @type {import('./real-code.js').RealCode} */ { memoryStore }) {
  const time = { now: began };
  const clock = { now: () => time.now };
  const inner = memoryStore(clock);
  /** @type {Map<string, { calls: number, rows: number }>} */
  const readsOf = new Map();
  /** @type {Store} */
  const store = {
    ...inner,
    async read(partition) {
      const found = await inner.read(partition);
      const each = readsOf.get(partition) ?? { calls: 0, rows: 0 };
      readsOf.set(partition, { calls: each.calls + 1, rows: each.rows + found.rows.length });
      return found;
    },
  };
  return { time, clock, store, readsOf };
}
