// A store to dryRun on: it reads what is there, and what it is told to write stays in this process.
import type { Change, Row, Store } from '../../shared/store/store.ts';

/** All that a dry run may ask of the store of a service. */
export type ReadableStore = Pick<Store, 'read'>;

export interface DryRunStore extends Store {
  /** What would have been written, in order. */
  written(): readonly Change[];
}

/**
 * Commits are judged as the real store would judge them, and later reads see them. To refuse them all would not do: a code
 * that comes a second time is refused by its first commit and then ends its grant by another.
 */
export function dryRunStore(real: ReadableStore): DryRunStore {
  const changed = new Map<string, readonly Row[]>();
  const written: Change[] = [];

  const read: Store['read'] = async (partition) => {
    const snapshot = await real.read(partition);
    const rows = changed.get(partition);
    return rows ? { ...snapshot, rows } : snapshot;
  };

  return {
    read,
    async commit(partition, changes) {
      const { rows, readAt } = await read(partition);
      const has = (name: string) => rows.some((row) => row.name === name);
      const isPossible = changes.every((change) =>
        'insert' in change ? !has(change.insert) : has('require' in change ? change.require : change.remove),
      );
      if (!isPossible) return 'refused';
      const removed = changes.flatMap((change) => ('remove' in change ? [change.remove] : []));
      const inserted = changes.flatMap((change) =>
        'insert' in change ? [{ name: change.insert, values: change.values, insertedAt: readAt }] : [],
      );
      changed.set(partition, [...rows.filter(({ name }) => !removed.includes(name)), ...inserted]);
      written.push(...changes);
      return 'committed';
    },
    list: refuse,
    listKind: refuse,
    sweep: refuse,
    written: () => [...written],
  };
}

/** No endpoint asks for it. */
function refuse(): never {
  throw new Error('a dry run neither lists nor sweeps');
}
