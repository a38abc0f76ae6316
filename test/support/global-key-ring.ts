// One key ring for all test files of a run, since generating RSA keys is slow.
import type { TestProject } from 'vitest/node';
import { generateKeyRing, type KeyRingRecord } from '../../shared/keys/key-ring-record.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly keyRing: KeyRingRecord;
  }
}

export async function setup({ provide }: TestProject): Promise<void> {
  provide('keyRing', await generateKeyRing(['ES256', 'RS256', 'PS256', 'EdDSA'], 0));
}
