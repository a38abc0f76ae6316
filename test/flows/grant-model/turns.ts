import type { Store } from '../../../shared/store/store.ts';

export interface Turns<T> {
  readonly results: readonly T[];
  /** Whose call came when: the index of a caller for each call to the store. */
  readonly order: readonly number[];
}

/**
 * Runs callers at once, each of whom stops before every call to the store until all others have stopped, too, or ended.
 * Whose call comes next is then chosen: so every order of calls can be had, and had again.
 * @param choose one of so many
 */
export async function inTurns<T>(
  store: Store,
  callers: readonly ((store: Store) => Promise<T>)[],
  choose: (count: number) => number,
): Promise<Turns<T>> {
  const waiting = new Map<number, () => void>();
  const order: number[] = [];
  let running = callers.length;

  function next(): void {
    if (running === 0 || waiting.size < running) return;
    const caller = [...waiting.keys()].sort((a, b) => a - b)[choose(waiting.size)] ?? 0;
    const go = waiting.get(caller);
    waiting.delete(caller);
    order.push(caller);
    go?.();
  }

  function turnOf(caller: number): Promise<void> {
    return new Promise((resolve) => {
      waiting.set(caller, resolve);
      next();
    });
  }

  function storeOf(caller: number): Store {
    return {
      ...store,
      async commit(partition, changes) {
        await turnOf(caller);
        return store.commit(partition, changes);
      },
      async read(partition) {
        await turnOf(caller);
        return store.read(partition);
      },
    };
  }

  async function run(call: (store: Store) => Promise<T>, caller: number): Promise<T> {
    try {
      return await call(storeOf(caller));
    } finally {
      running -= 1;
      next();
    }
  }

  return { results: await Promise.all(callers.map(run)), order };
}
