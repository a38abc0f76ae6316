// A barrier ends every grant of a subject, of a client, or of a subject at a client from before a moment. Each instance reads the
// log of new barriers every 30 seconds in the background; barrier-rows.ts describes where older ones are.
import type { LRUCache } from 'lru-cache';
import type { Awaitable } from '../base/awaitable.ts';
import { boundedCache } from '../base/bounded-cache.ts';
import type { Clock } from '../base/clock.ts';
import { randomText } from '../base/random-text.ts';
import { type Refreshed, refreshed } from '../base/refreshed.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import {
  bucketIndexOf,
  bucketOf,
  bucketPartition,
  isBarrier,
  keyOf,
  logPartition,
  type Moments,
  minTimeInLogMs,
  momentsOf,
  raiseMoment,
  type Target,
  targetOf,
  valuesOf,
} from './barrier-rows.ts';

export type BarrierTarget =
  | { readonly clientId: string; readonly subject?: undefined }
  | { readonly clientId?: undefined; readonly subject: string }
  | { readonly clientId: string; readonly subject: string };

/** A grant, a token or a session. */
interface GrantedAccess {
  /** Absent for a session, which belongs to no client. */
  readonly clientId?: string;
  readonly subject: string;
  /** Seconds since the epoch: `auth_time`, or `iat` of a token without a user. */
  readonly since: number;
}

export interface Barriers {
  /** A new barrier takes effect on every instance within a minute. @throws StoreUnavailableError if no reading is that recent */
  hasEnded(access: GrantedAccess): Awaitable<boolean>;
  /** Raises a barrier as `raiseBarrier` does; it takes effect on this instance at once. @param through writes the barrier */
  raise(target: BarrierTarget, through: Store): Promise<void>;
}

/** Until this age, requests use the last reading of the log. */
const logFreshMs = 30_000;
/** Until this age, a request starts another reading, but does not wait for it. */
const logStaleMs = 60_000;
/** Pause after a failed reading; without it, each request would wait for a store that hangs. */
const retryDelayMs = 1_000;

/** After a longer gap between two readings, rows may have left the log unread. */
const maxReadingGapMs = minTimeInLogMs / 2;
/** Everything is read again once a day, to forget the barriers that upkeep has removed. */
const forgetAfterMs = 86_400_000;
const maxCachedBuckets = 256;

const maxAttempts = 5;

/** All rows that the log had since this instance began to read it, and the buckets that requests needed. */
interface KnownBarriers {
  /** Milliseconds since the epoch, by the store's clock. */
  readonly since: number;
  readonly moments: Map<string, number>;
  readonly buckets: LRUCache<number, Moments>;
}

function nothingKnown(since: number): KnownBarriers {
  return { since, moments: new Map(), buckets: boundedCache(maxCachedBuckets) };
}

interface BarrierParts {
  readonly store: Store;
  readonly clock: Clock;
  /** A reading has found a barrier that the one before did not have: another instance, or a command, has raised it. */
  onRaised?(): void;
}

export function openBarriers({ store, clock, onRaised }: BarrierParts): Barriers {
  let known = nothingKnown(0);
  let index = bucketIndexOf([]);
  /** Milliseconds since the epoch, by the store's clock. */
  let logReadAt = Number.NEGATIVE_INFINITY;

  async function readLog(): Promise<void> {
    const log = await store.read(logPartition);
    const isGap = Math.abs(log.readAt - logReadAt) >= maxReadingGapMs;
    if (isGap || log.readAt - known.since >= forgetAfterMs) known = nothingKnown(log.readAt);
    const isFirst = logReadAt === Number.NEGATIVE_INFINITY;
    let isNew = false;
    for (const [key, moment] of momentsOf(log.rows)) isNew = raiseMoment(known.moments, key, moment) || isNew;
    if (isNew && !isFirst) onRaised?.();
    index = bucketIndexOf(log.rows);
    logReadAt = log.readAt;
  }

  async function readBucket(bucket: number): Promise<void> {
    const { buckets } = known;
    const { rows } = await store.read(bucketPartition(bucket));
    buckets.set(bucket, momentsOf(rows));
  }

  const freshLog = refreshed(readLog, {
    clock,
    freshMs: logFreshMs,
    staleMs: logStaleMs,
    retryDelayMs,
    failureTtlMs: retryDelayMs,
  });
  const bucketReadings = boundedCache<number, Refreshed<void>>(maxCachedBuckets);

  function readBucketOnce(bucket: number): Awaitable<void> {
    const reading =
      bucketReadings.get(bucket) ??
      refreshed(() => readBucket(bucket), { clock, freshMs: 0, failureTtlMs: retryDelayMs });
    bucketReadings.set(bucket, reading);
    return reading.current();
  }

  /** @returns the bucket of the target, if it has rows and is not in memory */
  function missingBucket(target: Target): number | undefined {
    if (index.isEmpty) return undefined;
    const bucket = bucketOf(target);
    return bucket !== undefined && index.has(bucket) && !known.buckets.has(bucket) ? bucket : undefined;
  }

  function momentOf(target: Target): number {
    if (index.isEmpty && known.moments.size === 0) return Number.NEGATIVE_INFINITY;
    const key = keyOf(target);
    const recent = known.moments.get(key) ?? Number.NEGATIVE_INFINITY;
    const bucket = index.isEmpty ? undefined : bucketOf(target);
    const old = bucket === undefined ? undefined : known.buckets.get(bucket)?.get(key);
    return Math.max(recent, old ?? Number.NEGATIVE_INFINITY);
  }

  /** Judges by what is in memory; returns the buckets that must be read first. */
  function judge({ clientId, subject, since }: GrantedAccess): boolean | readonly number[] {
    const targets = clientId === undefined ? [{ subject }] : [{ clientId }, { subject }, { clientId, subject }];
    const missing = targets.flatMap((target) => missingBucket(target) ?? []);
    if (missing.length > 0) return missing;
    return targets.some((target) => !Number.isFinite(since) || since <= momentOf(target));
  }

  async function judgeAfter(reading: Awaitable<void>, access: GrantedAccess): Promise<boolean> {
    await reading;
    // A reading of the log that ends meanwhile may drop the buckets in memory.
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const judged = judge(access);
      if (typeof judged === 'boolean') return judged;
      await Promise.all(judged.map(readBucketOnce));
      await freshLog.current();
    }
    throw new StoreUnavailableError('the barriers changed again and again while they were read');
  }

  return {
    hasEnded(access) {
      const reading = freshLog.current();
      const judged = reading instanceof Promise ? undefined : judge(access);
      return typeof judged === 'boolean' ? judged : judgeAfter(reading, access);
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
 * Ends all access of the target from before now, by the store's clock; raising the barrier again moves it to the new moment. A
 * token of the client credentials grant may survive by the seconds that its instance's clock is ahead. For operators.
 * @returns the moment of the barrier: seconds since the epoch
 * @throws StoreUnavailableError; the barrier may have been raised
 */
export async function raiseBarrier(target: BarrierTarget, store: Store): Promise<number> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const name = `barrier.${randomText(12)}`;
    const { rows, readAt } = await store.read(logPartition);
    const replaced = rows.filter((row) => isBarrier(row) && keyOf(targetOf(row)) === keyOf(target));
    const not_before = Math.floor(readAt / 1000);
    const changes = [
      ...replaced.map((row) => ({ remove: row.name })),
      { insert: name, values: { ...valuesOf(target), not_before } },
    ];
    if ((await store.commit(logPartition, changes)) === 'committed') return not_before;
    // Another barrier was raised meanwhile, or the SDK repeated a commit that had succeeded.
    if ((await store.read(logPartition)).rows.some((row) => row.name === name)) return not_before;
  }
  throw new StoreUnavailableError('the barriers changed again and again while one was raised');
}
