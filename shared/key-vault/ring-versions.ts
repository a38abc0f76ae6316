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
