// What is still to be sent: ends of sessions, each of which becomes a delivery to every app that the sessions visited. All are in
// one partition, so that an end turns into its deliveries in one commit, whichever instance does it.
import { randomBytes } from 'node:crypto';
import { namedPartition } from '../store/partition.ts';
import type { Change, Row, Store, Values } from '../store/store.ts';

export const outboxPartition = namedPartition('logout', '');

/** Whose sessions end. */
export interface LogoutTarget {
  readonly subject: string;
  /** Only this one; absent for all that began before the end was written. */
  readonly sid?: string;
  /** The same, but all others too. */
  readonly isEverywhere?: boolean;
  /** Only apps with this client id. */
  readonly clientId?: string | undefined;
}

export interface SessionEnd {
  readonly row: string;
  readonly subject: string;
  readonly sid: string | undefined;
  readonly clientId: string | undefined;
  /** Seconds since the epoch: every session from this moment or before; undefined if only that with the sid. */
  readonly before: number | undefined;
  /** Seconds since the epoch, by the store's clock. */
  readonly endedAt: number;
  /** Whether its visits were looked for before. */
  readonly isSecondLook: boolean;
}

export interface Delivery {
  readonly row: string;
  readonly id: string;
  readonly clientId: string;
  readonly subject: string;
  readonly sid: string;
  /** The attempts that have begun. */
  readonly attempts: number;
  /** Milliseconds since the epoch, by the store's clock: when the next attempt may begin. */
  readonly dueAt: number;
}

/**
 * Write it before the session or the barrier ends anything: an instance that dies in between then loses nothing. Without a `sid`
 * all sessions end that began until now.
 * @throws StoreUnavailableError
 */
export async function writeSessionEnd(target: LogoutTarget, store: Store): Promise<void> {
  const { subject, sid, clientId, isEverywhere = sid === undefined } = target;
  const values = {
    subject,
    ...(sid !== undefined && { sid }),
    ...(clientId !== undefined && { client: clientId }),
    all: isEverywhere,
  };
  await store.commit(outboxPartition, [{ insert: `end.${newId()}`, values }]);
}

/** Ignores malformed rows. */
export function sessionEndsOf(rows: readonly Row[]): readonly SessionEnd[] {
  return rows.flatMap(({ name, values, insertedAt }) => {
    const isSecondLook = name.startsWith('again.');
    if (!isSecondLook && !name.startsWith('end.')) return [];
    const { subject, sid, client, all, ended_at = Math.floor(insertedAt / 1000) } = values;
    if (typeof subject !== 'string' || typeof ended_at !== 'number') return [];
    return [
      {
        row: name,
        subject,
        sid: typeof sid === 'string' ? sid : undefined,
        clientId: typeof client === 'string' ? client : undefined,
        before: all === true ? ended_at : undefined,
        endedAt: ended_at,
        isSecondLook,
      },
    ];
  });
}

/** The same end, for the second look. */
export function againRow({ subject, sid, clientId, before, endedAt }: SessionEnd): Change {
  const values = {
    subject,
    ...(sid !== undefined && { sid }),
    ...(clientId !== undefined && { client: clientId }),
    all: before !== undefined,
    ended_at: endedAt,
  };
  return { insert: `again.${newId()}`, values };
}

/** Ignores malformed rows. */
export function deliveriesOf(rows: readonly Row[]): readonly Delivery[] {
  return rows.flatMap(({ name, values: { client, subject, sid, due_at } }) => {
    const [, id, attempts] = /^send\.([\w-]+)\.(\d)$/.exec(name) ?? [];
    if (id === undefined || typeof client !== 'string' || typeof subject !== 'string') return [];
    if (typeof sid !== 'string' || typeof due_at !== 'number') return [];
    return [{ row: name, id, clientId: client, subject, sid, attempts: Number(attempts), dueAt: due_at }];
  });
}

export function newDeliveryRow(delivery: Pick<Delivery, 'clientId' | 'subject' | 'sid'>): Change {
  return deliveryRow({ ...delivery, id: newId(), attempts: 0, dueAt: 0 });
}

export function deliveryRow({ id, clientId, subject, sid, attempts, dueAt }: Omit<Delivery, 'row'>): {
  readonly insert: string;
  readonly values: Values;
} {
  return { insert: `send.${id}.${attempts}`, values: { client: clientId, subject, sid, due_at: dueAt } };
}

function newId(): string {
  return randomBytes(12).toString('base64url');
}
