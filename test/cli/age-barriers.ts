import { logPartition } from '../../shared/grants/barrier-rows.ts';
import type { Store } from '../../shared/store/store.ts';

/** As if the client had been removed long enough before for its id to be free again. */
export async function ageBarriers(clientId: string, store: Store): Promise<void> {
  const { rows: log } = await store.read(logPartition);
  for (const { name, values } of log.filter(({ values }) => values.client === clientId)) {
    const not_before = Number(values.not_before) - 131;
    await store.commit(logPartition, [{ remove: name }, { insert: `${name}.aged`, values: { ...values, not_before } }]);
  }
}
