// Barriers end many grants at once: whatever a subject, a client, or a subject at a client was given before a moment. An instance
// reads the new ones every half minute: no request waits for them while they are fresh. barrier-rows.ts says where the others are.
import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import { type Refreshed, refreshed } from '../base/refreshed.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import {
  bucketIndexOf,
  bucketOf,
  bucketPartition,
  isBarrier,
  keptInLogMs,
  keyOf,
  logPartition,
  type Moments,
  momentsOf,
  raiseMoment,
  type Target,
  targetOf,
  valuesOf,
} from './barrier-rows.ts';

/** Whose grants: a client's, a subject's, or those of a subject at a client. */
export type BarrierTarget =
  | { readonly clientId: string; readonly subject?: undefined }
  | { readonly clientId?: undefined; readonly subject: string }
  | { readonly clientId: string; readonly subject: string };

/** Something that was given to a subject at a client. */
interface GrantedAccess {
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
  hasEnded(given: GrantedAccess): Promise<boolean>;
  /**
   * As `raiseBarrier`; from then on this instance knows it.
   * @param through the store that writes it
   */
  raise(target: BarrierTarget, through: Store): Promise<void>;
}

/** Age up to which no request causes another reading of the log. */
const logFreshMs = 30_000;
/** Age up to which no request waits for one. */
const logStaleMs = 60_000;
/** After a failed reading; without it, each request would wait for a store that hangs. */
const retryDelayMs = 1_000;

/** Milliseconds between two readings of the log after which rows may have left it unseen: half of what they stay. */
const longestGapMs = keptInLogMs / 2;
/** Milliseconds after which everything is read anew, so that what has been removed is forgotten. */
const forgetAfterMs = 86_400_000;
/** Buckets that are kept in memory: a request needs two. */
const maxCachedBuckets = 256;

/** Of a reading that another one overtakes, and of a change that loses to another. */
const maxAttempts = 5;

/** What an instance has read. Of the log, all rows since it began; of buckets, those that requests needed. */
interface KnownBarriers {
  readonly since: number;
  readonly moments: Map<string, number>;
  readonly buckets: LRUCache<number, Moments>;
}

function nothingKnown(since: number): KnownBarriers {
  return { since, moments: new Map(), buckets: new LRUCache({ max: maxCachedBuckets }) };
}

export function openBarriers({ store, clock }: { readonly store: Store; readonly clock: Clock }): Barriers {
  let known = nothingKnown(0);
  let index = bucketIndexOf([]);
  /** By the store's clock. */
  let logReadAt = Number.NEGATIVE_INFINITY;

  async function readLog(): Promise<void> {
    const log = await store.read(logPartition);
    const isGap = Math.abs(log.readAt - logReadAt) >= longestGapMs;
    if (isGap || log.readAt - known.since >= forgetAfterMs) known = nothingKnown(log.readAt);
    for (const [key, moment] of momentsOf(log.rows)) raiseMoment(known.moments, key, moment);
    index = bucketIndexOf(log.rows);
    logReadAt = log.readAt;
  }

  async function readBucket(bucket: number): Promise<void> {
    const { buckets } = known;
    const { rows } = await store.read(bucketPartition(bucket));
    buckets.set(bucket, momentsOf(rows));
  }

  // A reading in the background may fail: once the log is stale, requests are told.
  const freshLog = refreshed(readLog, {
    clock,
    freshMs: logFreshMs,
    staleMs: logStaleMs,
    retryDelayMs,
    failureTtlMs: retryDelayMs,
  });
  const bucketReadings = new LRUCache<number, Refreshed<void>>({ max: maxCachedBuckets });

  function readBucketOnce(bucket: number): Promise<void> {
    const reading =
      bucketReadings.get(bucket) ??
      refreshed(() => readBucket(bucket), { clock, freshMs: 0, failureTtlMs: retryDelayMs });
    bucketReadings.set(bucket, reading);
    return reading.current();
  }

  /** @returns the bucket that may have rows of the target and was not read yet */
  function missingBucket(target: Target): number | undefined {
    if (index.isEmpty) return undefined;
    const bucket = bucketOf(target);
    return bucket !== undefined && index.has(bucket) && !known.buckets.has(bucket) ? bucket : undefined;
  }

  function momentOf(target: Target): number {
    const key = keyOf(target);
    const recent = known.moments.get(key) ?? Number.NEGATIVE_INFINITY;
    const bucket = index.isEmpty ? undefined : bucketOf(target);
    const old = bucket === undefined ? undefined : known.buckets.get(bucket)?.get(key);
    return Math.max(recent, old ?? Number.NEGATIVE_INFINITY);
  }

  return {
    async hasEnded({ clientId, subject, since }) {
      const targets = clientId === undefined ? [{ subject }] : [{ clientId }, { subject }, { clientId, subject }];
      // Everything may be read anew while a bucket is waited for.
      for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
        await freshLog.current();
        const missing = targets.flatMap((target) => missingBucket(target) ?? []);
        if (missing.length === 0) return targets.some((target) => since <= momentOf(target));
        await Promise.all(missing.map(readBucketOnce));
      }
      throw new StoreUnavailableError('the barriers changed again and again while they were read');
    },
    async raise(target, through) {
      const moment = await raiseBarrier(target, through);
      raiseMoment(known.moments, keyOf(target), moment);
    },
  };
}

/** @throws OAuthError GrantRevoked; StoreUnavailableError as `hasEnded` */
export async function requireNotEnded(
  { clientId, subject, authTime }: Required<Omit<GrantedAccess, 'since'>> & { readonly authTime: number },
  { barriers }: { readonly barriers: Barriers },
): Promise<void> {
  if (!(await barriers.hasEnded({ clientId, subject, since: authTime }))) return;
  throw new OAuthError('GrantRevoked', 'The grant has been revoked. The user must sign in again.', {
    log: { client_id: clientId, subject, ended_by: 'barrier' },
  });
}

/**
 * Ends what was given until now, by the store's clock. A token that a client got for itself in the last seconds may be dated
 * later than that, by an instance whose clock is ahead. Raising it again moves it on. A service raises its own by
 * `Barriers.raise`, so that it knows it at once.
 * @returns that moment: seconds since the epoch
 * @throws StoreUnavailableError: whether it is raised is not known
 */
export async function raiseBarrier(target: BarrierTarget, store: Store): Promise<number> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const name = `barrier.${randomBytes(12).toString('base64url')}`;
    const { rows, readAt } = await store.read(logPartition);
    const replaced = rows.filter((row) => isBarrier(row) && keyOf(targetOf(row)) === keyOf(target));
    const not_before = Math.floor(readAt / 1000);
    const changes = [
      ...replaced.map((row) => ({ remove: row.name })),
      { insert: name, values: { ...valuesOf(target), not_before } },
    ];
    if ((await store.commit(logPartition, changes)) === 'committed') return not_before;
    // Somebody was first, or the store was asked twice.
    if ((await store.read(logPartition)).rows.some((row) => row.name === name)) return not_before;
  }
  throw new StoreUnavailableError('the barriers changed again and again while one was raised');
}

/**
 * Seconds since the barrier of the target was raised last, by the store's clock; undefined when there is none.
 * @throws StoreUnavailableError
 */
export async function findBarrierAge(target: BarrierTarget, store: Store): Promise<number | undefined> {
  const { rows, readAt } = await store.read(logPartition);
  const bucket = bucketOf(target);
  const isInBucket = bucket !== undefined && bucketIndexOf(rows).has(bucket);
  const old = isInBucket ? (await store.read(bucketPartition(bucket))).rows : [];
  const moment = momentsOf([...rows, ...old]).get(keyOf(target));
  return moment === undefined ? undefined : readAt / 1000 - moment;
}
