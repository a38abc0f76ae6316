// A store for a dry run: it reads what is stored, and keeps its writes in this process.
import type { Change, Row, Store } from '../../shared/store/store.ts';

/** What a dry run can do with the real store. */
export type ReadableStore = Pick<Store, 'read'>;

export interface DryRunStore extends Store {
  /** What would have been written, in order. */
  written(): readonly Change[];
}

/**
 * Commits succeed or fail as in the real store, and later reads see them: a replayed code is refused by its first commit, and
 * a second commit revokes its grant.
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

/** No endpoint uses it. */
function refuse(): never {
  throw new Error('a dry run neither lists nor sweeps');
}
