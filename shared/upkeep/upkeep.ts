// Upkeep rides on requests: one that has been answered begins what is due, and nothing waits for it. Where no request comes,
// nothing is added that would have to be removed.
import { randomBytes } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { type Deadlines, productionDeadlines } from '../base/deadlines.ts';
import { causeOf } from '../errors/cause.ts';
import type { LogFields } from '../log/log-fields.ts';
import { writeEvent } from '../log/write-event.ts';
import {
  type Claim,
  type ClaimedSlice,
  type ClaimLimits,
  claimRow,
  claimsOf,
  claimsPartition,
  lastOf,
  nextClaim,
  resultRow,
  resultValues,
  type SliceResult,
} from './claims.ts';
import type { UpkeepParts, UpkeepStep } from './step.ts';
import { upkeepSteps } from './steps.ts';

export interface Upkeep {
  /** Begins what is due, once the caller has given back the thread. Asks no store before that, and never throws. */
  afterAnswer(): void;
  /**
   * Reads what all instances have claimed today: one call to the store.
   * @throws StoreUnavailableError
   */
  refresh(): Promise<unknown>;
  /** The last run of each step, by any instance, as far as this one has read. */
  lastRuns(): readonly StepRun[];
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  /** Begins nothing more, and ends when what is under way has, after a second at most. */
  close(): Promise<void>;
}

interface StepRun {
  readonly step: string;
  /** `running` has no result yet; `abandoned` will have none, because its instance has died. */
  readonly status: 'not_run' | 'running' | 'abandoned' | 'done' | 'failed';
  /** Milliseconds since the epoch, by the store's clock. */
  readonly at?: number;
  readonly isMoreLeft?: boolean;
}

export interface UpkeepLimits extends ClaimLimits {
  /** Milliseconds that the end of the process waits for a slice. */
  readonly closeMs: number;
}

/** docs/operations.md has what they come to. */
const defaultLimits: UpkeepLimits = {
  slicesPerPeriod: 120,
  pauseMs: 5_000,
  retryMs: 300_000,
  abandonedMs: 120_000,
  closeMs: 1_000,
};

export interface UpkeepOptions {
  /** Without any, the store is never asked. */
  readonly steps?: readonly UpkeepStep[];
  readonly limits?: UpkeepLimits;
  readonly deadlines?: Pick<Deadlines, 'upkeepSliceTimeoutMs' | 'startTimer'>;
  readonly log?: typeof writeEvent;
}

export function openUpkeep(
  parts: UpkeepParts,
  {
    steps = upkeepSteps,
    limits = defaultLimits,
    deadlines = productionDeadlines,
    log = writeEvent,
  }: UpkeepOptions = {},
): Upkeep {
  const { store, clock } = parts;
  const instance = randomBytes(9).toString('base64url');
  const closing = new AbortController();
  const lastRuns = new Map<string, StepRun>();
  let working: Promise<void> | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let waitMs = 0;

  async function readClaims() {
    const expected = claimsPartition(clock.now());
    const first = await store.read(expected);
    // The day is the store's.
    const partition = claimsPartition(first.readAt);
    const { rows, readAt } = partition === expected ? first : await store.read(partition);
    const claims = claimsOf(rows);
    for (const { event } of steps) {
      const last = lastOf(event, claims);
      if (last) lastRuns.set(event, runOf(last, readAt, limits));
    }
    return { partition, claims, readAt };
  }

  /** @returns whether the slice is this instance's */
  async function claim(partition: string, wanted: Claim): Promise<boolean> {
    const name = claimRow(wanted);
    if ((await store.commit(partition, [{ insert: name, values: { by: instance } }])) === 'committed') return true;
    // Another instance was first, or the store was asked twice.
    const { rows } = await store.read(partition);
    return rows.some((row) => row.name === name && row.values.by === instance);
  }

  async function doSlice(step: UpkeepStep): Promise<SliceResult> {
    const signal = AbortSignal.any([closing.signal, deadlines.startTimer(deadlines.upkeepSliceTimeoutMs)]);
    const started = performance.now();
    const line = (fields: LogFields) => {
      log({ event: step.event, ...fields, milliseconds: Math.round(performance.now() - started) });
    };
    try {
      const { fields, isMoreLeft } = await step.run(parts, signal);
      if (fields) line(fields);
      return { outcome: 'done', isMoreLeft };
    } catch (thrown) {
      // The store may have been closed with the process.
      if (!closing.signal.aborted) line({ cause: causeOf(thrown) });
      return { outcome: 'failed', isMoreLeft: true };
    }
  }

  async function look(): Promise<void> {
    // Until this has ended well, and if it does not.
    waitMs = limits.retryMs;
    const { partition, claims, readAt } = await readClaims();
    let soonest = Number.POSITIVE_INFINITY;
    for (const step of steps) {
      if (closing.signal.aborted) return;
      const next = nextClaim(step, claims, readAt, limits);
      if ('waitMs' in next) {
        soonest = Math.min(soonest, next.waitMs);
        continue;
      }
      if (!(await claim(partition, next.claim))) {
        // What becomes of it, another instance knows.
        soonest = Math.min(soonest, limits.pauseMs);
        continue;
      }
      const result = await doSlice(step);
      await store.commit(partition, [{ insert: resultRow(next.claim), values: resultValues(result) }]);
      soonest = Math.min(soonest, result.isMoreLeft ? limits.pauseMs : next.untilNextPeriod);
    }
    waitMs = soonest;
  }

  /** Never rejects. */
  async function work(): Promise<void> {
    try {
      await setImmediate();
      await look();
    } catch (thrown) {
      if (!closing.signal.aborted) log({ event: 'upkeep_failed', cause: causeOf(thrown) });
    } finally {
      working = undefined;
    }
  }

  return {
    afterAnswer() {
      if (working || steps.length === 0 || closing.signal.aborted) return;
      const now = clock.now();
      // A clock that was set back makes it look once more, which does no harm.
      if (!(Math.abs(now - lookedAt) >= waitMs)) return;
      lookedAt = now;
      working = work();
    },
    refresh: readClaims,
    lastRuns: () => steps.map(({ event: step }) => lastRuns.get(step) ?? { step, status: 'not_run' }),
    settled: async () => working,
    async close() {
      closing.abort();
      await Promise.race([working, setTimeout(limits.closeMs, undefined, { ref: false })]);
    },
  };
}

function runOf({ step, claimedAt, result }: ClaimedSlice, now: number, { abandonedMs }: ClaimLimits): StepRun {
  if (result) return { step, status: result.outcome, at: result.endedAt, isMoreLeft: result.isMoreLeft };
  return { step, status: now - claimedAt >= abandonedMs ? 'abandoned' : 'running', at: claimedAt };
}
