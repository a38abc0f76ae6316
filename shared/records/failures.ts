// Wrong secrets, counted by client and caller address (RFC 6749 §2.3.1: guessing must be made hard).
import { LRUCache } from 'lru-cache';
import { seconds, utcDay } from '../clock.ts';
import type { CallerAddress } from '../http/caller-address.ts';
import type { Service } from '../service.ts';
import { sha256 } from '../sha256.ts';
import { namedPartition } from '../store/partition.ts';
import { failureSharing } from './failure-sharing.ts';
import { type FailureTally, isDue, isOver, newTally } from './failure-tally.ts';

/**
 * Seconds in which failures are counted together, and for which a pair is blocked. With the limit of ten, a job that tries
 * an outdated secret every minute is told so each time and never blocked; a guesser gets 2,880 tries a day and address.
 */
const windowLength = 300;
const limitOfAddress = 10;
/** Unknown addresses count as one, and nobody should lock out everybody who comes the same way with a few mistakes. */
const limitOfUnknown = 1000;
/** Pairs that are remembered, counted and blocked ones each; the one not seen for longest is forgotten. A few megabytes. */
const remembered = 10_000;

export interface Caller {
  /** What the id of the client may be, as sent, whether there is such a client or not: so blocking tells nothing of it. */
  readonly clientIds: readonly string[];
  readonly address: CallerAddress | undefined;
}

/**
 * In memory, and with a store that instances share, told to the others. An instance allows ten failures of a pair in a
 * window, however many come at once. It learns of the others' with every third: of failures that come one by one, each
 * further instance allows three more at most, and of those that come at once, ten more.
 */
export interface Failures {
  /** Looks in memory alone. @returns seconds until the caller may try again; 0 when it may now */
  blockedFor(caller: Caller, service: Pick<Service, 'clock'>): number;

  /**
   * Notes that a secret was compared and is wrong; counted when this returns. Resolves when the store was told, where it
   * had to be, or after 250 ms. Never rejects: with the store down the counts are those of this instance.
   */
  note(caller: Caller, service: Pick<Service, 'clock' | 'settings' | 'store'>): Promise<void>;
}

interface Counted {
  readonly window: number;
  readonly tally: FailureTally;
}

export function failuresSeen(): Failures {
  const counted = new LRUCache<string, Counted>({ max: remembered });
  // Apart, so that it takes blocks, and no single failures, to push a blocked pair out. Milliseconds since the epoch.
  const blockedUntil = new LRUCache<string, number>({ max: remembered });
  const sharing = failureSharing();

  function tallyOf(pair: string, limit: number, now: number): FailureTally {
    const window = Math.floor(now / windowLength);
    const known = counted.get(pair);
    if (known?.window === window) return known.tally;
    const name = `${window} ${pair}`;
    const tally = newTally(namedPartition('failures', name, utcDay((window + 1) * windowLength)), limit);
    counted.set(pair, { window, tally });
    return tally;
  }

  return {
    blockedFor(caller, { clock }) {
      const now = clock.now();
      const ends = pairsOf(caller).map((pair) => blockedUntil.get(pair) ?? 0);
      const seconds = Math.ceil((Math.max(...ends) - now) / 1000);
      // A clock that was set back does not make anybody wait for longer.
      return seconds > windowLength ? 0 : Math.max(0, seconds);
    },

    async note(caller, service) {
      const { clock, settings } = service;
      const limit = caller.address === undefined ? limitOfUnknown : limitOfAddress;
      const shared = pairsOf(caller).map((pair) => {
        const tally = tallyOf(pair, limit, seconds(clock));
        const learn = () => {
          if (isOver(tally)) blockedUntil.set(pair, clock.now() + windowLength * 1000);
        };
        tally.pending += 1;
        learn();
        // A store in memory is shared with nobody.
        if (settings.store === 'memory' || !isDue(tally)) return undefined;
        return sharing.share(tally, service, learn);
      });
      await Promise.all(shared);
    },
  };
}

/** Of a fixed size, and without the address of a person in the store. */
function pairsOf({ clientIds, address = 'unknown' }: Caller): readonly string[] {
  return clientIds.map((id) => sha256(JSON.stringify([id, address])).toString('base64url'));
}
