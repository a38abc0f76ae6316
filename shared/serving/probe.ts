// The readiness probe: checks whether this instance can issue tokens now. Load balancers ask for it every few seconds.
import type { Clock } from '../base/clock.ts';
import { refreshed } from '../base/refreshed.ts';
import { signPublished } from '../keys/jwt.ts';
import type { SigningAlg } from '../keys/key-ring-record.ts';
import type { Keys } from '../keys/keys.ts';
import type { StoreClock } from '../store/store-clock.ts';
import type { Upkeep } from '../upkeep/upkeep.ts';

type CheckName = 'keys' | 'store' | 'clock';

interface CheckResult {
  readonly name: CheckName;
  /** The error that was thrown; undefined when the check passed. */
  readonly failure: unknown;
}

export interface Probe {
  /** The results of the last run, at most five seconds old; never rejects. Concurrent callers share one run. */
  results(): Promise<readonly CheckResult[]>;
}

const resultTtlMs = 5_000;

interface ProbeDependencies {
  readonly keys: Keys;
  readonly signingAlg: SigningAlg;
  readonly upkeep: Pick<Upkeep, 'refresh'>;
  readonly storeClock: StoreClock;
  readonly clock: Clock;
}

export function openProbe({ keys, signingAlg, upkeep, storeClock, clock }: ProbeDependencies): Probe {
  const checks: Readonly<Record<CheckName, () => Promise<unknown>>> = {
    // Signs a token without claims, which no endpoint accepts, and discards it.
    keys: async () => signPublished('JWT', signingAlg, {}, await keys.current()),
    // One read checks the store, measures its clock, and updates the upkeep status of all instances.
    store: () => upkeep.refresh(),
    clock: () => storeClock.requireClockInSync(),
  };
  /** Runs the checks in sequence: the clock check uses the time of the store's answer. */
  async function runChecks(): Promise<readonly CheckResult[]> {
    const results: CheckResult[] = [];
    for (const [name, check] of Object.entries(checks) as [CheckName, () => Promise<unknown>][]) {
      results.push({ name, failure: await failureOf(check) });
    }
    return results;
  }

  const results = refreshed(runChecks, { clock, freshMs: resultTtlMs });
  return { results: async () => results.current() };
}

async function failureOf(check: () => Promise<unknown>): Promise<unknown> {
  try {
    await check();
    return undefined;
  } catch (thrown) {
    return thrown ?? new Error(`thrown: ${thrown}`);
  }
}
