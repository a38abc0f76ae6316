// Whether this instance can issue tokens now: what a load balancer asks every second, and an operator at night.
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
  /** What was thrown; undefined when all is well. */
  readonly failure: unknown;
}

export interface Probe {
  /** What was found in the last five seconds; never rejects. However many ask, the parts are asked once. */
  results(): Promise<readonly CheckResult[]>;
}

const resultTtlMs = 5_000;

interface Parts {
  readonly keys: Keys;
  readonly signingAlg: SigningAlg;
  readonly upkeep: Pick<Upkeep, 'refresh'>;
  readonly storeClock: StoreClock;
  readonly clock: Clock;
}

export function openProbe({ keys, signingAlg, upkeep, storeClock, clock }: Parts): Probe {
  const checks: Readonly<Record<CheckName, () => Promise<unknown>>> = {
    // A token without claims, which nobody takes, and nobody gets.
    keys: async () => signPublished('JWT', signingAlg, {}, await keys.current()),
    // The one call tells of the store, of its clock, and of the upkeep of all instances.
    store: () => upkeep.refresh(),
    clock: () => storeClock.requireClockInSync(),
  };
  /** One after the other: the store's answer tells of the clock. */
  async function runChecks(): Promise<readonly CheckResult[]> {
    const results: CheckResult[] = [];
    for (const [name, check] of Object.entries(checks) as [CheckName, () => Promise<unknown>][]) {
      results.push({ name, failure: await failureOf(check) });
    }
    return results;
  }

  const results = refreshed(runChecks, { clock, freshMs: resultTtlMs });
  return { results: () => results.current() };
}

async function failureOf(check: () => Promise<unknown>): Promise<unknown> {
  try {
    await check();
    return undefined;
  } catch (thrown) {
    return thrown ?? new Error(`thrown: ${thrown}`);
  }
}
