// Lists all upkeep. To add a step, write it and list it here.
import { tidyBarriers } from '../grants/barrier-upkeep.ts';
import type { Store } from '../store/store.ts';
import { removeExpired } from './expired.ts';
import type { SliceReport, UpkeepStep } from './step.ts';

const tenMinutesMs = 600_000;
const hourMs = 3_600_000;

export const upkeepSteps: readonly UpkeepStep[] = [
  { event: 'clean_up', periodMs: hourMs, run: (parts, signal) => removeExpired(parts, signal) },
  { event: 'tidy_barriers', periodMs: tenMinutesMs, run: ({ store }, signal) => tidy(store, signal) },
];

async function tidy(store: Store, signal: AbortSignal): Promise<SliceReport> {
  const { moved, removed, isMoreLeft } = await tidyBarriers(store, signal);
  if (moved === 0 && removed === 0) return { fields: undefined, isMoreLeft };
  return { fields: { rows_moved: moved, rows_removed: removed, is_more_left: isMoreLeft }, isMoreLeft };
}
