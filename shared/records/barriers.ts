// Barriers end many grants at once: whatever a subject, a client, or a subject at a client was given before a moment. They are
// rows of one partition, which an instance reads every half minute: no request waits for them while they are fresh.
import { randomBytes } from 'node:crypto';
import { longestGrant } from '../clients/client-record.ts';
import type { Clock } from '../clock.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { namedPartition } from '../store/partition.ts';
import { type Row, type Store, StoreUnavailableError } from '../store/store.ts';

/** Whose grants: a client's, a subject's, or those of a subject at a client. */
export type BarrierTarget =
  | { readonly clientId: string; readonly subject?: undefined }
  | { readonly clientId?: undefined; readonly subject: string }
  | { readonly clientId: string; readonly subject: string };

/** Something that was given to a subject at a client. */
interface Given {
  /** None for what belongs to no client, such as a session. */
  readonly clientId?: string;
  readonly subject: string;
  /** Seconds since the epoch: when the user proved who they are; without a user, when the token was issued. */
  readonly since: number;
}

export interface Barriers {
  /**
   * Whether a barrier has ended it. A barrier that was raised more than a minute ago is known on every instance.
   * @throws StoreUnavailableError when the barriers have not been read for a minute and cannot be now
   */
  hasEnded(given: Given): Promise<boolean>;
}

/** Milliseconds: when they are read again beside a request, and when a request has to wait for it. */
const rereadAfter = 30_000;
const staleAfter = 60_000;

/** Milliseconds in which they are not asked for again when that has failed: requests wait for a store that hangs one by one else. */
const pause = 1_000;

/** Seconds, with a day to spare. What was given before has ended by itself. */
const longestNeeded = longestGrant + 86_400;

/** Rows in one commit. */
const pruneAtOnce = 100;
/** Times that two operators at once may come between each other. */
const attempts = 5;

const partition = namedPartition('barriers', '');

export function openBarriers({ store, clock }: { readonly store: Store; readonly clock: Clock }): Barriers {
  let moments: ReadonlyMap<string, number> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  let lastFailure: { readonly thrown: unknown; readonly at: number } | undefined;

  async function read(): Promise<void> {
    const started = clock.now();
    const { rows } = await store.read(partition);
    moments = momentsOf(rows);
    // From before the store was asked: what was raised meanwhile may be missing.
    readAt = started;
  }

  function readOnce(): Promise<void> {
    if (lastFailure && Math.abs(clock.now() - lastFailure.at) < pause) return Promise.reject(lastFailure.thrown);
    reading ??= read()
      .then(
        () => {
          lastFailure = undefined;
        },
        (thrown: unknown) => {
          lastFailure = { thrown, at: clock.now() };
          throw thrown;
        },
      )
      .finally(() => {
        reading = undefined;
      });
    return reading;
  }

  return {
    async hasEnded({ clientId, subject, since }) {
      // A clock that was set back does not make them fresh.
      const age = Math.abs(clock.now() - readAt);
      if (age >= staleAfter) await readOnce();
      // Should it fail, the request that finds them stale is told.
      else if (age >= rereadAfter) readOnce().catch(() => {});
      const targets = clientId === undefined ? [{ subject }] : [{ clientId }, { subject }, { clientId, subject }];
      return targets.some((target) => since <= (moments.get(keyOf(target)) ?? Number.NEGATIVE_INFINITY));
    },
  };
}

/** @throws OAuthError GrantRevoked; StoreUnavailableError as `hasEnded` */
export async function requireNotEnded(
  { clientId, subject, authTime }: Required<Omit<Given, 'since'>> & { readonly authTime: number },
  { barriers }: { readonly barriers: Barriers },
): Promise<void> {
  if (!(await barriers.hasEnded({ clientId, subject, since: authTime }))) return;
  throw new OAuthError('GrantRevoked', 'The grant has been revoked. The user must sign in again.', {
    log: { client_id: clientId, subject, ended_by: 'barrier' },
  });
}

/**
 * Ends what was given until now, by the store's clock. A token that a client got for itself in the last seconds may be dated
 * later than that, by an instance whose clock is ahead. Raising it again moves it on.
 * @throws StoreUnavailableError: whether it is raised is not known
 */
export async function raiseBarrier(target: BarrierTarget, store: Store): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const name = `barrier.${randomBytes(12).toString('base64url')}`;
    const { rows, readAt } = await store.read(partition);
    const replaced = rows.filter((row) => keyOf(targetOf(row)) === keyOf(target));
    const values = { ...valuesOf(target), not_before: Math.floor(readAt / 1000) };
    const changes = [...replaced.map((row) => ({ remove: row.name })), { insert: name, values }];
    if ((await store.commit(partition, changes)) === 'committed') return;
    // Somebody was first, or the store was asked twice.
    if ((await store.read(partition)).rows.some((row) => row.name === name)) return;
  }
  throw new StoreUnavailableError('the barriers changed again and again while one was raised');
}

/**
 * Seconds since the barrier of the target was raised last, by the store's clock; undefined when there is none.
 * @throws StoreUnavailableError
 */
export async function findBarrierAge(target: BarrierTarget, store: Store): Promise<number | undefined> {
  const { rows, readAt } = await store.read(partition);
  const moment = momentsOf(rows).get(keyOf(target));
  return moment === undefined ? undefined : readAt / 1000 - moment;
}

/**
 * Removes barriers behind which nothing can be alive any longer.
 * @returns how many
 * @throws StoreUnavailableError: what is left is removed the next time
 */
export async function pruneBarriers(store: Store): Promise<number> {
  const { rows, readAt } = await store.read(partition);
  // By the store's clock, as they were raised: that of an instance may be years ahead.
  const over = rows.filter(({ values }) => Number(values.not_before) < readAt / 1000 - longestNeeded);
  const changes = over.slice(0, pruneAtOnce).map(({ name }) => ({ remove: name }));
  if (changes.length === 0) return 0;
  return (await store.commit(partition, changes)) === 'committed' ? changes.length : 0;
}

/** For each target the latest moment, in seconds since the epoch. A row that is none ends everything of nobody. */
function momentsOf(rows: readonly Row[]): ReadonlyMap<string, number> {
  const moments = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(targetOf(row));
    moments.set(key, Math.max(moments.get(key) ?? 0, Number(row.values.not_before)));
  }
  return moments;
}

interface Target {
  readonly clientId?: string | undefined;
  readonly subject?: string | undefined;
}

function targetOf({ values: { client, subject } }: Row): Target {
  return { clientId: text(client), subject: text(subject) };
}

function text(value: string | number | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function valuesOf({ clientId, subject }: Target): Readonly<Record<string, string>> {
  return { ...(clientId !== undefined && { client: clientId }), ...(subject !== undefined && { subject }) };
}

function keyOf({ clientId, subject }: Target): string {
  return JSON.stringify([clientId ?? null, subject ?? null]);
}
