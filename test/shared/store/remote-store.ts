import { setImmediate } from 'node:timers/promises';
import type { Store } from '../../../shared/store/store.ts';

/** Delays each call and each answer by a turn of the event loop, as a network does, so that calls interleave. */
export function remoteStore(store: Store): Store {
  async function travel<T>(carryOut: () => Promise<T>): Promise<T> {
    await setImmediate();
    const answer = await carryOut();
    await setImmediate();
    return answer;
  }
  return {
    ...store,
    commit: (partition, changes) => travel(() => store.commit(partition, changes)),
    read: (partition) => travel(() => store.read(partition)),
  };
}
