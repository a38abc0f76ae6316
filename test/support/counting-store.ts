import type { Store } from '../../shared/store/store.ts';

export interface CountingStore extends Store {
  /** Takes the names of the calls since the last call. */
  takeCalls(): readonly string[];
}

/** Counts the store calls of the service. */
export function countingStore(store: Store): CountingStore {
  const calls: string[] = [];
  return {
    takeCalls: () => calls.splice(0),
    commit(partition, changes) {
      calls.push('commit');
      return store.commit(partition, changes);
    },
    read(partition) {
      calls.push('read');
      return store.read(partition);
    },
    list(name, values) {
      calls.push('list');
      return store.list(name, values);
    },
    listKind(kind) {
      calls.push('list');
      return store.listKind(kind);
    },
    sweep(day, limit, signal) {
      calls.push('sweep');
      return store.sweep(day, limit, signal);
    },
  };
}
