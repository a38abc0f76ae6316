import { setImmediate } from 'node:timers/promises';
import type { Store } from '../../../shared/store/store.ts';

/** A store whose calls take a turn of the event loop to arrive and one to be answered, as over a network: others come between. */
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
