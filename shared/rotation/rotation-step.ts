import type { KeysOfVault } from '../key-vault/keys-from-vault.ts';
import type { RingVersions } from '../key-vault/ring-versions.ts';
import type { RotationRules } from '../keys/due-rotation.ts';
import { generateKeyRing } from '../keys/key-ring-record.ts';
import { nextRotationAt } from '../keys/next-rotation.ts';
import type { Line } from '../keys/rotation.ts';
import type { SliceReport, UpkeepParts, UpkeepStep } from '../upkeep/step.ts';
import { rotateVault } from './rotate-vault.ts';

interface RotatedKeys {
  readonly versions: RingVersions;
  /** Those of this instance, which reads the ring again after a change. */
  readonly keys: Pick<KeysOfVault, 'renewed' | 'stored'>;
  readonly generate?: typeof generateKeyRing;
}

const tenMinutesMs = 600_000;

/** @param required lines that must have an active key, beside those of the ring */
export function rotationStep(
  required: readonly Line[],
  rules: RotationRules,
  { versions, keys, generate = generateKeyRing }: RotatedKeys,
): UpkeepStep {
  return {
    event: 'rotate_keys',
    periodMs: tenMinutesMs,
    isDue: (now) => now / 1000 >= nextRotationAt(keys.stored(), required, rules),
    async run({ clock }: UpkeepParts): Promise<SliceReport> {
      const rotated = await rotateVault(required, rules, { versions, clock, generate });
      // A failure is logged where the ring is read, and the ring in use stays.
      await keys.renewed().catch(() => {});
      if (!rotated) return { fields: undefined, isMoreLeft: false };
      const { made, activated, removed } = rotated;
      return { fields: { made, activated, removed }, isMoreLeft: false };
    },
  };
}
