// Wrong secrets and wrong passwords, counted by whom they are tried for and where they come from (RFC 6749 §2.3.1 and §4.3.2:
// the server must be protected against brute force attacks). docs/guessing.md has the figures that follow.
import { LRUCache } from 'lru-cache';
import { type Clock, seconds, utcDay } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';
import { namedPartition } from '../store/partition.ts';
import type { Store } from '../store/store.ts';
import { failureSharing } from './failure-sharing.ts';
import { countOf, type FailureTally, isDue, isEmpty, isFull, isOver, newTally } from './failure-tally.ts';

/**
 * Seconds in which failures are counted together, and for which a counter that is full blocks. A job that tries an outdated
 * secret every minute stays below a limit of ten.
 */
export const windowSeconds = 300;

/** Counters of one kind that are kept in memory. Each kind has its own, so that a flood of one evicts none of another. */
export const maxCounters = 10_000;

export type CounterKind =
  | 'client'
  | 'unknown client'
  | 'client address'
  | 'user'
  | 'user at address'
  | 'user address'
  | 'user of app'
  | 'app'
  | 'refused address'
  | 'device'
  | 'devices';

/** One attempt goes to several of them, and each of them can block it. */
export interface Counter {
  readonly kind: CounterKind;
  /** Kept as a hash: of a fixed size, and without the address of a person in the store. */
  readonly of: readonly string[];
  /** Failures in a window after which nothing more is tried. */
  readonly limit: number;
  /** Attempts that may be open at a time; as many as the limit leaves, unless it is given. */
  readonly maxOpen?: number;
  /** When instances tell each other. Nothing is written for a user that does not exist. */
  readonly isShared: 'always' | 'for existing users' | 'never';
}

/** An attempt that is not judged yet. It ends by one call of one of the two. */
export interface Attempt {
  /** It was right, or could not be judged: nothing is counted. */
  takeBack(): void;
  /** Counted when this returns; other instances are told meanwhile. */
  fail(tried: { readonly isExistingUser: boolean }): void;
}

/** What counting needs. A store in memory is shared with nobody. */
export interface CountingService {
  readonly clock: Clock;
  readonly settings: { readonly store: unknown };
  readonly store: Store;
}

/**
 * Counters in memory; shared ones are told to the other instances through the store. An instance allows as many failures as the
 * limit says in a window, however many come at once. It reads the others' with its first failure of a window and with every
 * quarter of the limit.
 */
export interface Failures {
  /** Looks in memory alone. @returns seconds until there may be another attempt; 0 when there may be one now */
  blockedFor(counters: readonly Counter[], service: Pick<CountingService, 'clock'>): number;

  /**
   * Counts an attempt as long as it is not judged, so that of many at once no more are judged than may fail. For what takes
   * time to judge: ask `blockedFor` first, and await nothing in between.
   */
  begin(counters: readonly Counter[], service: CountingService): Attempt;

  /** Counts a failure of counters that are not shared. */
  note(counters: readonly Counter[], service: CountingService): void;

  /** Failures of this window, as far as this instance knows. */
  count(counter: Counter, service: Pick<CountingService, 'clock'>): number;

  /** Resolves when other instances have been told of all failures until now, or the store has not taken them. Never rejects. */
  settled(): Promise<void>;
}

interface CountedWindow {
  readonly window: number;
  readonly tally: FailureTally;
}

interface Cache {
  readonly counted: LRUCache<string, CountedWindow>;
  /** Apart, so that it takes blocks, and no single failures, to evict a blocked one. Milliseconds since the epoch. */
  readonly blockedUntil: LRUCache<string, number>;
}

/** Seconds to wait where in-flight attempts already use up the limit. */
const openAttemptsWaitSeconds = 1;

export function createFailureCounters(): Failures {
  const caches = new Map<CounterKind, Cache>();
  const sharing = failureSharing();

  function cacheOf({ kind }: Counter): Cache {
    const known = caches.get(kind);
    if (known) return known;
    const cache = {
      counted: new LRUCache<string, CountedWindow>({ max: maxCounters }),
      blockedUntil: new LRUCache<string, number>({ max: maxCounters }),
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

  /** A later window, or an eviction, may have put another tally in its place. */
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
      // A clock that was set back does not make anybody wait for longer.
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
          // Attempts that cost nothing would evict the counters of those that failed.
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

function nameOf({ of }: Counter): string {
  return sha256(JSON.stringify(of)).toString('base64url');
}
