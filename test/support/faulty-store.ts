import { type Store, StoreUnavailableError } from '../../shared/store/store.ts';

/** The outcome of one store call. */
export type Fault =
  | 'none'
  /** The call never arrives. */
  | 'unreached'
  /** The call succeeds, and the answer is lost. */
  | 'answer lost'
  /** The answer is lost and the SDK retries: the caller gets the second answer. */
  | 'repeated';

export const faults: readonly Fault[] = ['none', 'unreached', 'answer lost', 'repeated'];

export interface FaultyStore extends Store {
  /** The outcomes of the next calls in order; later calls succeed. */
  expect(faults: readonly Fault[]): void;
}

/** A store behind a faulty line. */
export function faultyStore(store: Store): FaultyStore {
  let coming: readonly Fault[] = [];

  async function call<T>(carryOut: () => Promise<T>): Promise<T> {
    const [fault = 'none', ...rest] = coming;
    coming = rest;
    if (fault === 'unreached') throw new StoreUnavailableError('the line is down');
    const first = await carryOut();
    if (fault === 'answer lost') throw new StoreUnavailableError('the answer was lost');
    return fault === 'repeated' ? carryOut() : first;
  }

  return {
    expect(faults) {
      coming = faults;
    },
    commit: (partition, changes) => call(() => store.commit(partition, changes)),
    read: (partition) => call(() => store.read(partition)),
    list: (name, values) => store.list(name, values),
    listKind: (kind) => store.listKind(kind),
    sweep: (day, limit, signal) => call(() => store.sweep(day, limit, signal)),
  };
}
