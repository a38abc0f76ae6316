// The versions of the secret that holds the key ring. Key Vault has no conditional write, but versions can only be added.

export interface RingVersion {
  readonly id: string;
  /** Seconds since the epoch, by the clock of the vault. */
  readonly createdAt: number;
  /** The id of the version that it replaces; `none` for the first ring; undefined if an operator set the secret by hand. */
  readonly follows: string | undefined;
  readonly isEnabled: boolean;
}

/** The `follows` of a first ring. */
export const followsNone = 'none';

export interface RingVersions {
  /**
   * `vaultTime` is when the vault answered, by its clock: seconds since the epoch. No versions if the secret does not exist.
   * @throws VaultError
   */
  list(): Promise<{ readonly versions: readonly RingVersion[]; readonly vaultTime: number }>;
  /** The content of a version. @throws VaultError */
  read(id: string): Promise<string>;
  /**
   * @param follows as in `RingVersion`, but never undefined: only operators write by hand
   * @returns the id of the new version
   * @throws VaultError: the version may have been written
   */
  add(content: string, follows: string): Promise<string>;
}

/** `forbidden`: no role, or the firewall of the vault. `disabled`: the version is. `unidentified`: no token for the vault. */
export type VaultTrouble = 'unreachable' | 'slow' | 'throttled' | 'forbidden' | 'unidentified' | 'disabled' | 'refused';

export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly trouble: VaultTrouble;
  /** How long the vault asks its callers to wait, in seconds. */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    { trouble, retryAfter }: { readonly trouble: VaultTrouble; readonly retryAfter?: number | undefined },
  ) {
    super(message);
    this.trouble = trouble;
    this.retryAfter = retryAfter;
  }
}
