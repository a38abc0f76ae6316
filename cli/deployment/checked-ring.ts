// Whether a value is a key ring that an instance could use.
import { ConfigError } from '../../shared/base/config-error.ts';
import { openKeyRing } from '../../shared/keys/key-ring.ts';
import { type KeyRingRecord, readKeyRing } from '../../shared/keys/key-ring-record.ts';
import { CommandError } from '../terminal/exit-codes.ts';

/** @param label of its source, for the problems @throws ConfigError */
export function checkedRing(label: string, value: unknown): KeyRingRecord {
  const ring = readKeyRing(value);
  if ('problems' in ring) throw new ConfigError(ring.problems.map((problem) => `${label}: ${problem}`));
  return ring;
}

/** As an instance would open it. @throws CommandError */
export async function tryRing(ring: KeyRingRecord): Promise<void> {
  const problems = await openRing(ring);
  if (problems.length > 0)
    throw new CommandError(`Nothing was changed, because the new ring would be invalid: ${problems.join('; ')}`);
}

export async function openRing(ring: KeyRingRecord): Promise<readonly string[]> {
  const read = readKeyRing(ring);
  if ('problems' in read) return read.problems;
  // The issuer matters only for keys that are derived later.
  return openKeyRing(read, 'http://localhost').then(
    () => [],
    (cause: Error) => [`a key cannot be used (${cause.message})`],
  );
}
