import type { KeyRingRecord } from '../../shared/keys/key-ring-record.ts';

type Change = (ring: KeyRingRecord | undefined) => Promise<KeyRingRecord>;

export interface RingStorage {
  /** Undefined if there is no ring yet. @throws ConfigError when it is wrong; CommandError when it cannot be read */
  read(): Promise<KeyRingRecord | undefined>;
  /**
   * Tests the new ring first. Of two commands at once, one is refused, or changes what the other left.
   * @param change may be called again
   * @throws as `change`; CommandError, ConfigError (no change)
   */
  change(change: Change): Promise<KeyRingRecord>;
}
