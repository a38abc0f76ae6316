// The grants of a client or of a user that have not ended. Reads the whole table.
import { seconds, systemClock, utcDay } from '../../shared/base/clock.ts';
import { openBarriers } from '../../shared/grants/barriers.ts';
import { activeRow } from '../../shared/grants/grant-verdicts.ts';
import { lastDay } from '../../shared/store/partition.ts';
import type { FoundRow, Store } from '../../shared/store/store.ts';
import { withProgress } from '../terminal/progress.ts';

export interface ListedGrant {
  readonly grant_id: string;
  readonly client_id: string;
  readonly subject: string;
  /** Seconds since the epoch: a sign-in or a refresh. */
  readonly last_used_at: number;
  /** YYYY-MM-DD. */
  readonly ends_on: string;
}

/** The most recently used first. @param values `client`, `subject`, or both */
export async function activeGrants(
  values: Readonly<Record<string, string>>,
  store: Store,
): Promise<readonly ListedGrant[]> {
  const barriers = openBarriers({ store, clock: systemClock });
  const today = utcDay(seconds(systemClock));
  const found: ListedGrant[] = [];
  for await (const row of withProgress(store.list(activeRow, values), 'grants read')) {
    const grant = grantOf(row);
    if (lastDay(row.partition) < today) continue;
    const given = { clientId: grant.client_id, subject: grant.subject, since: grant.last_used_at };
    if (!(await barriers.hasEnded(given))) found.push(grant);
  }
  return found.sort((a, b) => b.last_used_at - a.last_used_at);
}

function grantOf({ partition, values, insertedAt }: FoundRow): ListedGrant {
  const day = lastDay(partition);
  return {
    grant_id: partition,
    client_id: String(values.client),
    subject: String(values.subject),
    last_used_at: Math.floor(insertedAt / 1000),
    ends_on: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`,
  };
}

/** @param count undefined if it is not known @param whose such as `its` or `the` */
export function grantsInWords(count: number | undefined, whose: string): string {
  if (count === undefined) return whose === 'the' ? 'all grants' : `all ${whose} grants`;
  return `${whose} ${count} active ${count === 1 ? 'grant' : 'grants'}`;
}
