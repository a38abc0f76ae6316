// Which apps a session has visited: only those that are told of its end. Without such an app nothing is written.
import { utcDay } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';
import { type Session, sidOf } from '../browser/session.ts';
import type { Client } from '../clients/client.ts';
import { namedPartition } from '../store/partition.ts';
import type { Row, Store } from '../store/store.ts';

export interface Visit {
  readonly partition: string;
  readonly row: string;
  readonly clientId: string;
  readonly sid: string;
  /** Seconds since the epoch: when the user signed in. */
  readonly authTime: number;
}

const secondsInDay = 86_400;

/** Days that are read at once. */
const maxConcurrentReads = 16;

/** Before the code is issued: then no app can have a session that it is not told of. @throws StoreUnavailableError */
export async function recordVisit(
  session: Session,
  { id }: Pick<Client, 'id'>,
  { store }: { readonly store: Store },
): Promise<void> {
  const sid = sidOf(session);
  const row = `${sid}.${sha256(id).toString('base64url')}`;
  const values = { client: id, sid, auth_time: session.authTime };
  // Refused if the row exists already.
  await store.commit(partitionOf(session.subject, utcDay(session.endsAt)), [{ insert: row, values }]);
}

/**
 * The visits of all sessions of the subject that may not have expired.
 * @param now seconds since the epoch
 * @throws StoreUnavailableError
 */
export async function findVisits(
  subject: string,
  now: number,
  { store, settings }: { readonly store: Store; readonly settings: { readonly sessionLifetime: number } },
): Promise<readonly Visit[]> {
  // A day more at each end, since clocks differ.
  const count = Math.ceil(settings.sessionLifetime / secondsInDay) + 2;
  const partitions = Array.from({ length: count + 1 }, (_, day) =>
    partitionOf(subject, utcDay(now + (day - 1) * secondsInDay)),
  );
  const visits: Visit[] = [];
  for (let start = 0; start < partitions.length; start += maxConcurrentReads) {
    const some = partitions.slice(start, start + maxConcurrentReads);
    const found = await Promise.all(
      some.map(async (partition) => visitsOf(partition, (await store.read(partition)).rows)),
    );
    visits.push(...found.flat());
  }
  return visits;
}

/** @throws StoreUnavailableError */
export async function forgetVisits(visits: readonly Visit[], { store }: { readonly store: Store }): Promise<void> {
  await Promise.all(visits.map(({ partition, row }) => store.commit(partition, [{ remove: row }])));
}

function partitionOf(subject: string, day: string): string {
  return namedPartition('visit', subject, day);
}

/** Ignores malformed rows. */
function visitsOf(partition: string, rows: readonly Row[]): readonly Visit[] {
  return rows.flatMap(({ name: row, values: { client: clientId, sid, auth_time: authTime } }) =>
    typeof clientId === 'string' && typeof sid === 'string' && typeof authTime === 'number'
      ? [{ partition, row, clientId, sid, authTime }]
      : [],
  );
}
