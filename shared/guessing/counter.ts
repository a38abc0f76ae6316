import { sha256 } from '../base/sha256.ts';

export type CounterKind =
  | 'client'
  | 'unknown client'
  | 'client address'
  | 'user'
  | 'user at address'
  | 'user address'
  | 'user of app'
  | 'app'
  | 'refused address'
  | 'device'
  | 'devices'
  | 'user code'
  | 'user code at address'
  | 'user code on device'
  | 'device request'
  | 'pushed request'
  | 'long request'
  | 'repeated sign-out';

/** An attempt counts for several counters, and each of them can block it. */
export interface Counter {
  readonly kind: CounterKind;
  /** The values that identify the counter, such as a user name and an address. Stored as a hash: fixed size, no personal data. */
  readonly of: readonly string[];
  /** Failures in a window after which the counter blocks. */
  readonly limit: number;
  /** Maximum of concurrent attempts. Default: as many as the limit leaves. */
  readonly maxOpen?: number;
  /** Whether failures are shared with other instances. `for existing users` writes nothing for a user that does not exist. */
  readonly isShared: 'always' | 'for existing users' | 'never';
}

export function nameOf({ of }: Counter): string {
  return sha256(JSON.stringify(of)).toString('base64url');
}
