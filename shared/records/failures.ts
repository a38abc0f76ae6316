// Wrong secrets and wrong passwords, counted by whom they are tried for and where they come from (RFC 6749 §2.3.1 and §4.3.2:
// guessing must be made hard).
import { LRUCache } from 'lru-cache';
import { seconds, utcDay } from '../clock.ts';
import { type Deadlines, productionDeadlines } from '../deadlines.ts';
import type { Service } from '../service.ts';
import { sha256 } from '../sha256.ts';
import { namedPartition } from '../store/partition.ts';
import { failureSharing } from './failure-sharing.ts';
import { type FailureTally, isDue, isFull, isOver, newTally } from './failure-tally.ts';

/**
 * Seconds in which failures are counted together, and for which a counter that is full blocks. With a limit of ten, a job
 * that tries an outdated secret every minute is told so each time and never blocked; a guesser gets 2,880 tries a day.
 */
const windowLength = 300;
/** Counters that are remembered, counting and blocking ones each; the one not seen for longest is forgotten. A few megabytes. */
const remembered = 10_000;

/** One attempt goes to several of them, and each of them can block it. */
export interface Counter {
  /** What is counted, and of whom: the first word is the kind, and no two kinds share one. Kept as a hash. */
  readonly of: readonly string[];
  /** Failures in a window after which nothing more is tried. */
  readonly limit: number;
  /** Attempts that may be open at a time; as many as the limit leaves, unless it is said. */
  readonly atOnce?: number;
}

/** An attempt that is not judged yet. It ends by one call of one of the two. */
export interface Attempt {
  /** It was right, or could not be judged: nothing is counted. */
  takeBack(): void;
  /** As `note`. */
  fail(): Promise<void>;
}

/**
 * In memory, and with a store that instances share, told to the others. An instance allows as many failures as the limit says
 * in a window, however many come at once. It learns of the others' with every quarter of the limit: of failures that come one
 * by one, each further instance allows a quarter more at most, and of those that come at once, the limit more.
 */
export interface Failures {
  /** Looks in memory alone. @returns seconds until there may be another attempt; 0 when there may be one now */
  blockedFor(counters: readonly Counter[], service: Pick<Service, 'clock'>): number;

  /**
   * Counts an attempt as long as it is not judged, so that of many at once no more are judged than may fail. For what takes
   * time to judge: ask `blockedFor` first, and await nothing in between.
   */
  begin(counters: readonly Counter[], service: CountingService): Attempt;

  /**
   * Notes that a secret was compared and is wrong; counted when this returns. Resolves when the store was told, where it
   * had to be, or its deadline has passed. Never rejects: with the store down the counts are those of this instance.
   */
  note(counters: readonly Counter[], service: CountingService): Promise<void>;
}

type CountingService = Pick<Service, 'clock' | 'settings' | 'store'>;

interface Counted {
  readonly window: number;
  readonly tally: FailureTally;
}

/** Seconds to wait where all that is left of a limit is being tried this moment. */
const shortWait = 1;

export function failuresSeen(deadlines: Pick<Deadlines, 'failureSharingTimeoutMs'> = productionDeadlines): Failures {
  const counted = new LRUCache<string, Counted>({ max: remembered });
  // Apart, so that it takes blocks, and no single failures, to push a blocked one out. Milliseconds since the epoch.
  const blockedUntil = new LRUCache<string, number>({ max: remembered });
  const sharing = failureSharing(deadlines);

  function tallyOf(counter: Counter, now: number): FailureTally {
    const name = nameOf(counter);
    const window = windowOf(now);
    const known = counted.get(name);
    if (known?.window === window) return known.tally;
    const day = utcDay((window + 1) * windowLength);
    const tally = newTally(name, namedPartition('failures', `${window} ${name}`, day), counter.limit);
    counted.set(name, { window, tally });
    return tally;
  }

  /** Whether others are at work on all that the counter has left. */
  function isTaken(counter: Counter, now: number): boolean {
    const known = counted.peek(nameOf(counter));
    if (known?.window !== windowOf(now) || known.tally.open === 0) return false;
    return isFull(known.tally) || known.tally.open >= (counter.atOnce ?? Number.POSITIVE_INFINITY);
  }

  async function fail(tallies: readonly FailureTally[], service: CountingService): Promise<void> {
    const { clock, settings } = service;
    const shared = tallies.map((tally) => {
      const learn = () => {
        if (isOver(tally)) blockedUntil.set(tally.name, clock.now() + windowLength * 1000);
      };
      tally.pending += 1;
      learn();
      // A store in memory is shared with nobody.
      if (settings.store === 'memory' || !isDue(tally)) return undefined;
      return sharing.share(tally, service, learn);
    });
    await Promise.all(shared);
  }

  return {
    blockedFor(counters, { clock }) {
      const now = clock.now();
      const names = counters.map(nameOf);
      const ends = names.map((name) => blockedUntil.get(name) ?? 0);
      const wait = Math.ceil((Math.max(...ends) - now) / 1000);
      // A clock that was set back does not make anybody wait for longer.
      if (wait > 0 && wait <= windowLength) return wait;
      return counters.some((counter) => isTaken(counter, now / 1000)) ? shortWait : 0;
    },

    begin(counters, service) {
      const tallies = counters.map((counter) => tallyOf(counter, seconds(service.clock)));
      for (const tally of tallies) tally.open += 1;
      const takeBack = () => {
        for (const tally of tallies) tally.open -= 1;
      };
      return {
        takeBack,
        fail() {
          takeBack();
          return fail(tallies, service);
        },
      };
    },

    note(counters, service) {
      const tallies = counters.map((counter) => tallyOf(counter, seconds(service.clock)));
      return fail(tallies, service);
    },
  };
}

/** @param now seconds since the epoch */
function windowOf(now: number): number {
  return Math.floor(now / windowLength);
}

/** Of a fixed size, and without the address of a person in the store. */
function nameOf(counter: Counter): string {
  return sha256(JSON.stringify(counter.of)).toString('base64url');
}
