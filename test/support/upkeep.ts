// Upkeep triggered by requests, on any store.

import type { LogFields } from '../../shared/log/log-fields.ts';
import { logoutStepPeriodMs } from '../../shared/logout/logouts.ts';
import { newPartition } from '../../shared/store/partition.ts';
import type { Store } from '../../shared/store/store.ts';
import { claimRow, claimsPartition, resultRow, resultValues } from '../../shared/upkeep/claims.ts';
import type { UpkeepStep } from '../../shared/upkeep/step.ts';
import { upkeepSteps } from '../../shared/upkeep/steps.ts';
import type { UpkeepLimits, UpkeepOptions } from '../../shared/upkeep/upkeep.ts';
import { patientDeadlines } from './held-deadlines.js';
import { send } from './request.ts';
import type { TestServer } from './server.ts';

/** Pauses are told by clocks that tests move. */
export const testLimits: UpkeepLimits = {
  maxSlicesPerPeriod: 100,
  sliceDelayMs: 5_000,
  retryDelayMs: 300_000,
  abandonedAfterMs: 120_000,
  // A test may end while it keeps a slice open.
  closeTimeoutMs: 1,
};

export interface LoggedUpkeep extends UpkeepOptions {
  /** Takes the lines since the last call. */
  takeLines(): readonly LogFields[];
}

/** What the service keeps in order, with a log that a test can read. */
export function loggedUpkeep(
  limits: Partial<UpkeepLimits> = {},
  steps: readonly UpkeepStep[] = upkeepSteps,
): LoggedUpkeep {
  const lines: LogFields[] = [];
  return {
    steps,
    limits: { ...testLimits, ...limits },
    // Nothing rests on the speed of the machine: a slice has all the time.
    deadlines: patientDeadlines,
    log: (line) => void lines.push(line),
    takeLines: () => lines.splice(0),
  };
}

/** Sends a request, and waits for the upkeep that it triggers. */
export async function sendAndSettle(server: TestServer, path = '/jwks'): Promise<void> {
  await send(server, path);
  await server.service.upkeep.settled();
}

/** A grant of three rows that expires at that second. */
export async function keepUntil(store: Store, time: string): Promise<string> {
  const partition = newPartition(Date.parse(time) / 1000);
  await store.commit(
    partition,
    ['code', 'active', 'gen.0'].map((insert) => ({ insert, values: {} })),
  );
  return partition;
}

export async function sizesOf(store: Store, partitions: readonly string[]): Promise<readonly number[]> {
  return Promise.all(partitions.map(async (each) => (await store.read(each)).rows.length));
}

/** For tests that count what a service process asks of the store: it finds that all upkeep of these hours is done. */
export async function claimUpkeep(store: Store): Promise<void> {
  for (const moment of [Date.now(), Date.now() + 3_600_000]) {
    const sending = { event: 'send_logouts', periodMs: logoutStepPeriodMs };
    const changes = [...upkeepSteps, sending].flatMap(({ event: step, periodMs }) => {
      const claim = { step, period: Math.floor(moment / periodMs) * periodMs, slice: 0 };
      const result = resultValues({ outcome: 'done', isMoreLeft: false });
      return [
        { insert: claimRow(claim), values: { by: 'the test' } },
        { insert: resultRow(claim), values: result },
      ];
    });
    await store.commit(claimsPartition(moment), changes);
  }
}
