// Counts wrong secrets and passwords by client or user, and address (RFC 6749 §2.3.1, §4.3.2). docs/guessing.md has the figures.
import type { LRUCache } from 'lru-cache';
import { boundedCache } from '../base/bounded-cache.ts';
import { type Clock, seconds, utcDay } from '../base/clock.ts';
import { namedPartition } from '../store/partition.ts';
import type { Store } from '../store/store.ts';
import { type Counter, type CounterKind, nameOf } from './counter.ts';
import { failureSharing } from './failure-sharing.ts';
import { countOf, type FailureTally, isDue, isEmpty, isFull, isOver, newTally } from './failure-tally.ts';

/** How long failures count and a counter at its limit blocks. With a limit of ten, it spares a job that fails every minute. */
export const windowSeconds = 300;

/** Counters in memory, for each kind; a flood of one kind cannot evict those of another. */
export const maxCounters = 10_000;

/** An in-flight attempt. Call exactly one of its methods, once. */
export interface Attempt {
  /** The attempt was right, or could not be checked: counts nothing. */
  takeBack(): void;
  /** Counts a failure at once, and shares it with other instances in the background. */
  fail(tried: { readonly isExistingUser: boolean }): void;
}

/** With `settings.store` `memory`, nothing is shared. */
export interface CountingService {
  readonly clock: Clock;
  readonly settings: { readonly store: unknown };
  readonly store: Store;
}

/** However many attempts are concurrent, an instance never allows more failures in a window than the limit. */
export interface Failures {
  /** Makes no call to the store. @returns seconds until the next attempt is allowed; 0 if one is allowed now */
  blockedFor(counters: readonly Counter[], service: Pick<CountingService, 'clock'>): number;

  /** Reserves an attempt, so that concurrent ones cannot exceed the limit. Await nothing between `blockedFor` and this. */
  begin(counters: readonly Counter[], service: CountingService): Attempt;

  /** Counts a failure in this instance only. */
  note(counters: readonly Counter[], service: CountingService): void;

  count(counter: Counter, service: Pick<CountingService, 'clock'>): number;

  /** Resolves when all failures until now are written to the store, or the store has failed. Never rejects. */
  settled(): Promise<void>;
}

interface CountedWindow {
  readonly window: number;
  readonly tally: FailureTally;
}

interface Cache {
  readonly counted: LRUCache<string, CountedWindow>;
  /** A cache by itself, so that single failures cannot evict a blocked counter. Values in milliseconds since the epoch. */
  readonly blockedUntil: LRUCache<string, number>;
}

const openAttemptsWaitSeconds = 1;

export function createFailureCounters(): Failures {
  const caches = new Map<CounterKind, Cache>();
  const sharing = failureSharing();

  function cacheOf({ kind }: Counter): Cache {
    const known = caches.get(kind);
    if (known) return known;
    const cache = {
      counted: boundedCache<string, CountedWindow>(maxCounters),
      blockedUntil: boundedCache<string, number>(maxCounters),
    };
    caches.set(kind, cache);
    return cache;
  }

  function findTally(counter: Counter, now: number): FailureTally | undefined {
    const known = cacheOf(counter).counted.get(nameOf(counter));
    return known?.window === windowOf(now) ? known.tally : undefined;
  }

  function tallyOf(counter: Counter, now: number): FailureTally {
    const known = findTally(counter, now);
    if (known) return known;
    const name = nameOf(counter);
    const window = windowOf(now);
    const day = utcDay((window + 1) * windowSeconds);
    const tally = newTally(namedPartition('failures', `${window} ${counter.kind} ${name}`, day), counter.limit);
    cacheOf(counter).counted.set(name, { window, tally });
    return tally;
  }

  /** Deletes the tally, unless a later window or an eviction has replaced it. */
  function forget(counter: Counter, tally: FailureTally): void {
    const { counted } = cacheOf(counter);
    const name = nameOf(counter);
    if (counted.peek(name)?.tally === tally) counted.delete(name);
  }

  /** Whether in-flight attempts already use up the limit. */
  function isTaken(counter: Counter, now: number): boolean {
    const tally = findTally(counter, now);
    if (!tally || tally.open === 0) return false;
    return isFull(tally) || tally.open >= (counter.maxOpen ?? Number.POSITIVE_INFINITY);
  }

  function count(counter: Counter, tally: FailureTally, service: CountingService, isShared: boolean): void {
    const block = () => {
      if (isOver(tally)) cacheOf(counter).blockedUntil.set(nameOf(counter), service.clock.now() + windowSeconds * 1000);
    };
    tally.pending += 1;
    block();
    if (isShared && service.settings.store !== 'memory' && isDue(tally)) sharing.share(tally, service.store, block);
  }

  return {
    blockedFor(counters, { clock }) {
      const now = clock.now();
      const ends = counters.map((counter) => cacheOf(counter).blockedUntil.get(nameOf(counter)) ?? 0);
      const wait = Math.ceil((Math.max(0, ...ends) - now) / 1000);
      // Ignores blocks that seem longer because the clock was set back.
      if (wait > 0 && wait <= windowSeconds) return wait;
      return counters.some((counter) => isTaken(counter, now / 1000)) ? openAttemptsWaitSeconds : 0;
    },

    begin(counters, service) {
      const opened = counters.map((counter) => ({ counter, tally: tallyOf(counter, seconds(service.clock)) }));
      for (const { tally } of opened) tally.open += 1;
      const close = () => {
        for (const { tally } of opened) tally.open -= 1;
      };
      return {
        takeBack() {
          close();
          // Otherwise successful attempts would evict counters with failures.
          for (const { counter, tally } of opened) if (isEmpty(tally)) forget(counter, tally);
        },
        fail({ isExistingUser }) {
          close();
          for (const { counter, tally } of opened) {
            const { isShared } = counter;
            count(
              counter,
              tally,
              service,
              isShared === 'always' || (isShared === 'for existing users' && isExistingUser),
            );
          }
        },
      };
    },

    note(counters, service) {
      for (const counter of counters) count(counter, tallyOf(counter, seconds(service.clock)), service, false);
    },

    count(counter, { clock }) {
      const tally = findTally(counter, seconds(clock));
      return tally ? countOf(tally) : 0;
    },

    settled: () => sharing.settled(),
  };
}

/** @param now seconds since the epoch */
function windowOf(now: number): number {
  return Math.floor(now / windowSeconds);
}
