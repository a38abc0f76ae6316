import type { RingVersions } from '../key-vault/ring-versions.ts';
import type { RotationRules } from '../keys/due-rotation.ts';
import type { generateKeyRing } from '../keys/key-ring-record.ts';
import type { Line } from '../keys/rotation.ts';
import type { SliceReport, UpkeepParts, UpkeepStep } from '../upkeep/step.ts';
import { rotateVault } from './rotate-vault.ts';

interface RotatedKeys {
  readonly versions: RingVersions;
  /** When something is due, as of the last reading of this instance: seconds since the epoch. */
  dueAt(): number;
  /** Reads the ring again. A failure is logged where it is read, and the ring in use stays. */
  renew(): Promise<unknown>;
  readonly generate?: typeof generateKeyRing;
}

const tenMinutesMs = 600_000;

/** @param required lines that must have an active key, beside those of the ring */
export function rotationStep(required: readonly Line[], rules: RotationRules, keys: RotatedKeys): UpkeepStep {
  return {
    event: 'rotate_keys',
    periodMs: tenMinutesMs,
    isDue: (now) => now / 1000 >= keys.dueAt(),
    async run({ clock }: UpkeepParts): Promise<SliceReport> {
      const rotated = await rotateVault(required, rules, { ...keys, clock });
      await keys.renew().catch(() => {});
      if (!rotated) return { fields: undefined, isMoreLeft: false };
      const { made, activated, removed } = rotated;
      return { fields: { made, activated, removed }, isMoreLeft: false };
    },
  };
}
