// Everything that is kept in order from time to time. To add one: write it, and list it here.
import { pruneBarriers } from '../records/barriers.ts';
import type { Store } from '../store/store.ts';
import { removeExpired } from './expired.ts';
import type { SliceReport, UpkeepStep } from './step.ts';

const hourMs = 3_600_000;

export const upkeepSteps: readonly UpkeepStep[] = [
  { event: 'clean_up', periodMs: hourMs, run: (parts, signal) => removeExpired(parts, signal) },
  { event: 'prune_barriers', periodMs: hourMs, run: ({ store }) => prune(store) },
];

async function prune(store: Store): Promise<SliceReport> {
  const count = await pruneBarriers(store);
  return { fields: count === 0 ? undefined : { rows_removed: count }, isMoreLeft: count > 0 };
}
