import type { KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { CommandError } from '../terminal/exit-codes.ts';

/** @throws CommandError */
export function requireRing(ring: KeyRingRecord | undefined): KeyRingRecord {
  if (ring) return ring;
  throw new CommandError(`There is no key ring yet. To create one: ${asTyped('keys rotate')}`);
}
