// An instance of the service as far as keys go: the real reader of the vault, real upkeep with the real step, and a clock that can
// be wrong.
import { keysFromVault } from '../../../shared/key-vault/keys-from-vault.ts';
import type { RotationRules } from '../../../shared/keys/due-rotation.ts';
import type { KeyRing } from '../../../shared/keys/key-ring.ts';
import type { Line } from '../../../shared/keys/rotation.ts';
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

export async function modelledInstance(
  lines: readonly Line[],
  rules: RotationRules,
  { now, vault, store, generate }: InstanceParts,
): Promise<Instance> {
  let ahead = 0;
  let isCutOff = false;
  const pending: PendingCall[] = [];
  const waiting: (() => void)[] = [];
  const clock = { now: () => (now() + ahead) * 1000, elapsed: () => now() * 1000 };
  const reader = vault.atOnce(() => isCutOff);

  const keys = await keysFromVault(
    'https://issuer.example',
    ['ES256'],
    { versions: reader, clock, publicationSeconds: rules.publicationSeconds, maxWaitMs: 600_000 },
    { onChanged: () => {}, onFailed: () => {}, onReached: () => {} },
  );
  const versions = vault.delayed((call) => {
    pending.push(call);
    for (const resolve of waiting.splice(0)) resolve();
  });
  const step = rotationStep(lines, rules, { versions, keys, generate });
  const upkeep = openUpkeep(
    { store, clock },
    { steps: [step], limits: testLimits, deadlines: patientDeadlines, log: () => {} },
  );

  return {
    ring: async () => Promise.resolve(keys.current()).catch(() => undefined),
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
