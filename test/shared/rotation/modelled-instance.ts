// An instance of the service as far as keys go: real upkeep with the real step, a clock that can be wrong, and a ring that it
// reads again when it is two minutes old.
import { ageClock } from '../../../shared/base/age-clock.ts';
import { refreshed } from '../../../shared/base/refreshed.ts';
import { findInForce } from '../../../shared/key-vault/version-chain.ts';
import type { RotationRules } from '../../../shared/keys/due-rotation.ts';
import { type KeyRing, openKeyRing } from '../../../shared/keys/key-ring.ts';
import { nextRotationAt } from '../../../shared/keys/next-rotation.ts';
import type { Line } from '../../../shared/keys/rotation.ts';
import { storedRing } from '../../../shared/keys/stored-ring.ts';
import { rotationStep } from '../../../shared/rotation/rotation-step.ts';
import type { Store } from '../../../shared/store/store.ts';
import { openUpkeep } from '../../../shared/upkeep/upkeep.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';
import { testLimits } from '../../support/upkeep.ts';
import type { ModelledVault, PendingCall } from './modelled-vault.ts';

export interface Instance {
  /** The ring that it would use for a request now; undefined if it refuses the request. */
  ring(): Promise<KeyRing | undefined>;
  /** Starts upkeep as after a request. */
  afterAnswer(): void;
  /** Seconds; negative for back. */
  setClock(by: number): void;
  resetClock(): void;
  setCutOff(isCutOff: boolean): void;
  /** Resolves when upkeep has ended or waits for the vault. */
  settled(): Promise<unknown>;
  readonly pending: PendingCall[];
}

interface InstanceParts {
  /** The true time in seconds. */
  readonly now: () => number;
  readonly vault: ModelledVault;
  readonly store: Store;
  readonly generate: NonNullable<Parameters<typeof rotationStep>[2]['generate']>;
}

const refreshMs = 120_000;

export function modelledInstance(
  lines: readonly Line[],
  rules: RotationRules,
  { now, vault, store, generate }: InstanceParts,
): Instance {
  let ahead = 0;
  let isCutOff = false;
  let dueAt = 0;
  const pending: PendingCall[] = [];
  const waiting: (() => void)[] = [];
  const clock = { now: () => (now() + ahead) * 1000 };
  const reader = vault.atOnce(() => isCutOff);

  async function read(): Promise<KeyRing> {
    const content = findInForce((await reader.list()).versions)?.content;
    if (!content) throw new Error('there is no ring');
    const record = JSON.parse(await reader.read(content.id));
    dueAt = nextRotationAt(storedRing(record, content.createdAt), lines, rules);
    return vault.opened(content.id, () => openKeyRing(record, 'https://issuer.example', Number.POSITIVE_INFINITY));
  }
  const keys = refreshed(read, {
    clock: ageClock(clock, { now: () => now() * 1000 }),
    freshMs: refreshMs,
    staleMs: (rules.publicationSeconds - 360) * 1000,
  });
  const versions = vault.delayed((call) => {
    pending.push(call);
    for (const resolve of waiting.splice(0)) resolve();
  });
  const step = rotationStep(lines, rules, { versions, dueAt: () => dueAt, renew: keys.renewed, generate });
  const upkeep = openUpkeep(
    { store, clock },
    { steps: [step], limits: testLimits, deadlines: patientDeadlines, log: () => {} },
  );

  return {
    ring: () => keys.current().catch(() => undefined),
    afterAnswer: () => upkeep.afterAnswer(),
    setClock(by) {
      ahead += by;
    },
    resetClock() {
      ahead = 0;
    },
    setCutOff(is) {
      isCutOff = is;
    },
    settled: () =>
      pending.length > 0
        ? Promise.resolve()
        : Promise.race([upkeep.settled(), new Promise<void>((resolve) => waiting.push(resolve))]),
    pending,
  };
}
