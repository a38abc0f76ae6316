// Runs upkeep after requests, without delaying their answers. Without requests nothing is added, so nothing needs upkeep.
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
  lastSliceOf,
  nextClaim,
  resultRow,
  resultValues,
  type SliceResult,
} from './claims.ts';
import type { UpkeepParts, UpkeepStep } from './step.ts';
import { upkeepSteps } from './steps.ts';

export interface Upkeep {
  /** Starts the steps that are due, on the next turn of the event loop. Never throws. */
  afterAnswer(): void;
  /** Reads today's claims of all instances, usually in one call to the store. @throws StoreUnavailableError */
  refresh(): Promise<unknown>;
  /** The last run of each step by any instance, as of this instance's last read. */
  lastRuns(): readonly StepRun[];
  settled(): Promise<void>;
  /** Starts no more slices, and waits up to a second for the current one. */
  close(): Promise<void>;
}

interface StepRun {
  readonly step: string;
  /** `abandoned`: without a result for so long that its instance must have died. */
  readonly status: 'not_run' | 'running' | 'abandoned' | 'done' | 'failed';
  /** Milliseconds since the epoch, by the store's clock. */
  readonly at?: number;
  readonly isMoreLeft?: boolean;
}

export interface UpkeepLimits extends ClaimLimits {
  readonly closeTimeoutMs: number;
}

/** docs/operations.md has the resulting figures. */
const defaultLimits: UpkeepLimits = {
  maxSlicesPerPeriod: 120,
  sliceDelayMs: 5_000,
  retryDelayMs: 300_000,
  abandonedAfterMs: 120_000,
  closeTimeoutMs: 1_000,
};

export interface UpkeepOptions {
  /** If empty, upkeep never reads the store. */
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
  let lastRunAt = Number.NEGATIVE_INFINITY;
  let waitMs = 0;

  async function readClaims() {
    const expected = claimsPartition(clock.now());
    const first = await store.read(expected);
    const partition = claimsPartition(first.readAt);
    const { rows, readAt } = partition === expected ? first : await store.read(partition);
    const claims = claimsOf(rows);
    for (const { event } of steps) {
      const last = lastSliceOf(event, claims);
      if (last) lastRuns.set(event, runOf(last, readAt, limits));
    }
    return { partition, claims, readAt };
  }

  async function claim(partition: string, wanted: Claim): Promise<boolean> {
    const name = claimRow(wanted);
    if ((await store.commit(partition, [{ insert: name, values: { by: instance } }])) === 'committed') return true;
    // Another instance was first, or this commit succeeded and was retried.
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
      // While the process ends, the store may already be closed.
      if (!closing.signal.aborted) line({ cause: causeOf(thrown) });
      return { outcome: 'failed', isMoreLeft: true };
    }
  }

  async function runDueSteps(): Promise<void> {
    // Stays in effect if anything below fails.
    waitMs = limits.retryDelayMs;
    const { partition, claims, readAt } = await readClaims();
    let soonest = Number.POSITIVE_INFINITY;
    for (const step of steps) {
      if (closing.signal.aborted) return;
      const next = nextClaim(step, claims, readAt, limits);
      if ('waitMs' in next) {
        soonest = Math.min(soonest, next.waitMs);
        continue;
      }
      if (step.isDue?.(Math.min(clock.now(), readAt)) === false) {
        soonest = Math.min(soonest, next.untilNextPeriod);
        continue;
      }
      if (!(await claim(partition, next.claim))) {
        // Another instance runs the slice; look again for its result.
        soonest = Math.min(soonest, limits.sliceDelayMs);
        continue;
      }
      const result = await doSlice(step);
      await store.commit(partition, [{ insert: resultRow(next.claim), values: resultValues(result) }]);
      soonest = Math.min(soonest, result.isMoreLeft ? limits.sliceDelayMs : next.untilNextPeriod);
    }
    waitMs = soonest;
  }

  async function work(): Promise<void> {
    try {
      await setImmediate();
      await runDueSteps();
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
      // If the clock was set back, this runs once more, which is harmless.
      if (!(Math.abs(now - lastRunAt) >= waitMs)) return;
      lastRunAt = now;
      working = work();
    },
    refresh: readClaims,
    lastRuns: () => steps.map(({ event: step }) => lastRuns.get(step) ?? { step, status: 'not_run' }),
    settled: async () => working,
    async close() {
      closing.abort();
      await Promise.race([working, setTimeout(limits.closeTimeoutMs, undefined, { ref: false })]);
    },
  };
}

function runOf({ step, claimedAt, result }: ClaimedSlice, now: number, { abandonedAfterMs }: ClaimLimits): StepRun {
  if (result) return { step, status: result.outcome, at: result.endedAt, isMoreLeft: result.isMoreLeft };
  return { step, status: now - claimedAt >= abandonedAfterMs ? 'abandoned' : 'running', at: claimedAt };
}
