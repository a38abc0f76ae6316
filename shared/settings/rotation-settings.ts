import type { RotationRules } from '../keys/due-rotation.ts';
import type { Environment } from './environment.ts';

/** Each retired sealing master stays for a year: more than some eighty would not fit into the 25 kB of a secret of Key Vault. */
const minPeriodSeconds = 604_800;

/** @param values checked, with defaults */
export function rotationOf({ KEY_ROTATION_PERIOD, KEY_PUBLICATION_TIME }: Environment): RotationRules {
  return { periodSeconds: Number(KEY_ROTATION_PERIOD), publicationSeconds: Number(KEY_PUBLICATION_TIME) };
}

/** @param values with defaults @param environment what is set */
export function rotationProblems(values: Environment, environment: Environment): readonly string[] {
  const { periodSeconds, publicationSeconds } = rotationOf(values);
  if (!environment.KEY_VAULT) return problemsWithoutVault(environment);
  if (periodSeconds === 0) return [];
  if (periodSeconds < minPeriodSeconds)
    return [`KEY_ROTATION_PERIOD must be 0, or at least ${minPeriodSeconds} (a week)`];
  // A key that is younger than its successor's publication would never be in use for long.
  return periodSeconds < 2 * publicationSeconds
    ? ['KEY_ROTATION_PERIOD must be 0, or at least twice KEY_PUBLICATION_TIME']
    : [];
}

/** Settings without an effect: who sets them expects that keys are rotated. */
function problemsWithoutVault({
  KEY_ROTATION_PERIOD = '0',
  KEY_PUBLICATION_TIME = '',
}: Environment): readonly string[] {
  const names = [
    ...(Number(KEY_ROTATION_PERIOD) === 0 ? [] : ['KEY_ROTATION_PERIOD']),
    ...(KEY_PUBLICATION_TIME === '' ? [] : ['KEY_PUBLICATION_TIME']),
  ];
  return names.map((name) => `${name} needs KEY_VAULT: only a key ring in a vault is rotated by itself`);
}
