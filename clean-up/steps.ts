// Everything that is kept in order once an hour. To add one: write it, and list it here.
import { pruneBarriers } from '../shared/records/barriers.ts';
import type { Service } from '../shared/service.ts';
import type { Store } from '../shared/store/store.ts';
import type { EventName, LogFields } from '../shared/telemetry/log-fields.ts';
import { removeExpired } from './expired.ts';

/** Begins where the last run ended, whatever became of that, and ends by itself within a minute or three. */
export interface Step {
  /** The `event` of its log line. */
  readonly event: EventName;
  /** @returns further members of its log line; undefined for no line, where nothing was to be done */
  run(service: Service): Promise<LogFields | undefined>;
}

export const steps: readonly Step[] = [
  { event: 'clean_up', run: (service) => removeExpired(service) },
  { event: 'prune_barriers', run: ({ store }) => prune(store) },
];

async function prune(store: Store): Promise<LogFields | undefined> {
  const count = await pruneBarriers(store);
  return count === 0 ? undefined : { rows_removed: count };
}
