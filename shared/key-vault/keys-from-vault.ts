// The key ring of a vault, read again every two minutes, in the background. The last good one is used while the vault is away, but
// only for as long as no other instance can be using a key that this one does not know.
import { ageClock } from '../base/age-clock.ts';
import type { Clock } from '../base/clock.ts';
import { ConfigError } from '../base/config-error.ts';
import { parseJson } from '../base/json-file.ts';
import { documentMaxAgeSeconds } from '../base/lifetimes.ts';
import { refreshed } from '../base/refreshed.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { KeyRingRecord, SigningAlg } from '../keys/key-ring-record.ts';
import { type Keys, openRing, readRing } from '../keys/keys.ts';
import { storedRing } from '../keys/stored-ring.ts';
import { type RingVersions, VaultError } from './ring-versions.ts';
import { findInForce } from './version-chain.ts';

/** How often an instance looks for a new version. */
const vaultRefreshSeconds = 120;

/** Milliseconds since the epoch, by the clock of this instance. */
export interface VaultReading {
  /** When the ring in use was last seen to be in force. */
  readonly readAt: number;
  readonly usableUntil: number;
  /** Of the last try, if it failed. */
  readonly failure: unknown;
}

export interface KeysOfVault extends Keys {
  /** Reads the vault now, or shares the reading that is going on. @throws ConfigError */
  renewed(): Promise<KeyRing>;
  reading(): VaultReading;
  /** The ring that was read last, usable or not; its last change has the time at which the vault stored it. */
  stored(): KeyRingRecord;
}

interface VaultParts {
  readonly versions: RingVersions;
  readonly clock: Clock;
  /** How long a next key is published before it is used: seconds. */
  readonly publicationSeconds: number;
  /** How long the first request after a long pause waits for the vault. */
  readonly maxWaitMs: number;
}

export interface VaultEvents {
  /** Another version is in force from now on. */
  onChanged(ring: KeyRing, version: string): void;
  /** The vault, or the version in force, could not be read; the previous ring stays in force. */
  onFailed(cause: unknown): void;
  /** It could be read again. */
  onReached(): void;
}

/** After a failed reading. Longer than a busy vault asks its callers to wait. */
const retryDelayMs = 30_000;

/** Clocks differ. */
const clockToleranceSeconds = 60;

interface OpenedVersion {
  readonly id: string;
  readonly stored: KeyRingRecord;
  readonly ring: KeyRing;
}

/**
 * Never makes a ring: instances with different keys would refuse each other's tokens.
 * @throws ConfigError if the first reading fails
 */
export async function keysFromVault(
  issuer: string,
  algs: readonly SigningAlg[],
  { versions, clock, publicationSeconds, maxWaitMs }: VaultParts,
  { onChanged, onFailed, onReached }: VaultEvents,
): Promise<KeysOfVault> {
  // A verifier may have this instance's keys for that long after it got them.
  const staleMs = (publicationSeconds - documentMaxAgeSeconds - clockToleranceSeconds) * 1000;
  let readAt = clock.now();
  let failure: unknown;
  let stored: KeyRingRecord = { signing: [], sealing: [] };

  async function read(last: OpenedVersion | undefined): Promise<OpenedVersion> {
    const begunAt = clock.now();
    try {
      const opened = await readInForce(last);
      stored = opened.stored;
      readAt = begunAt;
      if (failure !== undefined) onReached();
      failure = undefined;
      if (last && opened !== last) onChanged(opened.ring, opened.id);
      return opened;
    } catch (thrown) {
      failure = thrown instanceof VaultError ? new ConfigError([`KEY_VAULT: ${thrown.message}`]) : thrown;
      if (last) onFailed(failure);
      throw failure;
    }
  }

  async function readInForce(last: OpenedVersion | undefined): Promise<OpenedVersion> {
    const { versions: listed } = await versions.list();
    const inForce = findInForce(listed);
    if (!inForce) throw new ConfigError(['KEY_VAULT: the vault has no key ring; keys rotate makes the first']);
    const { content } = inForce;
    if (!content)
      throw new ConfigError(['KEY_VAULT: every version of the key ring is disabled; enable the one that counts']);
    const { id, createdAt } = content;
    if (last?.id === id) return last;
    const record = readRing('KEY_VAULT', parseJson('KEY_VAULT', await versions.read(id)));
    // Retired keys are published until they are removed, which does not depend on the clock of this instance.
    const ring = await openRing('KEY_VAULT', record, issuer, algs, Number.POSITIVE_INFINITY);
    return { id, ring, stored: storedRing(record, createdAt) };
  }

  const opened = refreshed(read, {
    // A clock that is set back must not let an instance work on for longer.
    clock: ageClock(clock),
    freshMs: vaultRefreshSeconds * 1000,
    staleMs,
    waitMs: (ageMs) => (ageMs < 2 * vaultRefreshSeconds * 1000 ? 0 : maxWaitMs),
    onlyFirstWaits: true,
    retryDelayMs,
    failureTtlMs: retryDelayMs,
  });
  await opened.current();

  async function current(): Promise<KeyRing> {
    try {
      return (await opened.current()).ring;
    } catch (cause) {
      throw new OAuthError('KeyRingUnreadable', 'No token can be issued or verified at the moment.', { cause });
    }
  }

  return {
    current,
    stored: () => stored,
    renewed: async () => (await opened.renewed()).ring,
    reading: () => ({ readAt, usableUntil: readAt + staleMs, failure }),
  };
}
