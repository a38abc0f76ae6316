// Turns an end of sessions into a delivery for each app that they visited.
import type { Store } from '../store/store.ts';
import { againRow, newDeliveryRow, outboxPartition, type SessionEnd } from './outbox.ts';
import { findVisits, forgetVisits, type Visit } from './visits.ts';

interface ExpandParts {
  readonly store: Store;
  readonly settings: { readonly sessionLifetime: number };
}

/** Seconds. A barrier reaches every instance by then, and a code that was issued while the session ended has its visit. */
const secondLookAfter = 60;

/** Well below the 100 changes that a commit can have. */
const maxVisitsPerCommit = 80;

/** @param now seconds since the epoch, by the store's clock */
export function isDue({ isSecondLook, endedAt }: SessionEnd, now: number): boolean {
  return !isSecondLook || now >= endedAt + secondLookAfter;
}

/**
 * Each end is looked at twice, since an app can be visited while the session ends.
 * @param now seconds since the epoch, by the store's clock
 * @throws StoreUnavailableError: the next look finds the rest
 */
export async function expandEnd(end: SessionEnd, now: number, parts: ExpandParts): Promise<void> {
  const { subject } = end;
  const visits = (await findVisits(subject, now, parts)).filter((visit) => isOf(end, visit));
  for (let start = 0; ; start += maxVisitsPerCommit) {
    const some = visits.slice(start, start + maxVisitsPerCommit);
    const isLast = start + maxVisitsPerCommit >= visits.length;
    const outcome = await parts.store.commit(outboxPartition, [
      isLast ? { remove: end.row } : { require: end.row },
      ...(isLast && !end.isSecondLook ? [againRow(end)] : []),
      ...some.map(({ clientId, sid }) => newDeliveryRow({ clientId, subject, sid })),
    ]);
    // Another instance was first.
    if (outcome === 'refused') return;
    await forgetVisits(some, parts);
    if (isLast) return;
  }
}

function isOf({ sid, clientId, before }: SessionEnd, visit: Visit): boolean {
  if (clientId !== undefined && clientId !== visit.clientId) return false;
  return visit.sid === sid || (before !== undefined && visit.authTime <= before);
}
