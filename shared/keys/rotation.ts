// The rotation of a key ring, as pure functions from a ring and a time to another ring.
import { documentMaxAgeSeconds, maxGrantLifetimeSeconds } from '../base/lifetimes.ts';
import { publishedAfterRetirementSeconds } from './key-ring.ts';
import type { KeyRingRecord, SealingMasterRecord, SigningAlg, SigningKeyRecord } from './key-ring-record.ts';

/** Keys that replace each other: those of one algorithm, or the sealing masters. */
export type Line = SigningAlg | 'sealing';

export type RingKey = SigningKeyRecord | SealingMasterRecord;

export type RotationStep =
  | { readonly line: Line; readonly is: 'made'; readonly kid: string; readonly usableAt: number }
  | { readonly line: Line; readonly is: 'activated'; readonly kid: string; readonly retired: string | undefined }
  /** The next key is not known to every verifier yet, or has no `created_at`. */
  | { readonly line: Line; readonly is: 'waiting'; readonly kid: string; readonly usableAt: number | undefined };

/** `until` is in seconds since the epoch, and undefined if the ring does not have the time of the key. */
export type Retirement =
  /** `successor` is the `kid` that is active now, if the retired key was active; `isTakenOut` if the key is no longer in the ring. */
  | { readonly ring: KeyRingRecord; readonly isTakenOut: boolean; readonly successor: string | undefined }
  | { readonly refused: 'unknown' }
  | { readonly refused: 'without next' }
  | { readonly refused: 'next too young'; readonly until: number | undefined }
  | { readonly refused: 'in use'; readonly until: number | undefined };

export interface RotationOptions {
  /** Seconds since the epoch. */
  readonly now: number;
  /** See `keyPropagationSeconds`, the default; for a ring in a vault KEY_PUBLICATION_TIME. */
  readonly propagationSeconds?: number;
  /** Ignores the age of the keys. */
  readonly isForced?: boolean;
}

/** From creation to first use: the cache time of a verifier, and a minute for late readings of a file and clocks that differ. */
export const keyPropagationSeconds = documentMaxAgeSeconds + 60;

export function keysOf({ signing, sealing }: KeyRingRecord): readonly RingKey[] {
  return [...signing, ...sealing];
}

export function lineOf(key: RingKey): Line {
  return 'alg' in key ? key.alg : 'sealing';
}

export function linesOf(ring: KeyRingRecord): readonly Line[] {
  return [...new Set(keysOf(ring).flatMap((key) => (key.status === 'retired' ? [] : [lineOf(key)])))];
}

/** When every verifier knows a next key: seconds since the epoch; undefined if the key has no `created_at`. */
export function usableAt({ created_at }: RingKey, propagationSeconds = keyPropagationSeconds): number | undefined {
  return created_at === undefined ? undefined : created_at + propagationSeconds;
}

/**
 * When the last token of a retired key has expired, including those of instances that learn of the retirement as late as
 * they may. A sealing master protects whole grants.
 * @returns seconds since the epoch; undefined if the key has no `retired_at`
 */
export function neededUntil(key: RingKey, propagationSeconds = keyPropagationSeconds): number | undefined {
  if (key.retired_at === undefined) return undefined;
  // The first has `keyPropagationSeconds` in it: the time that a verifier may cache, which is longer than a file is late.
  const lifetime = 'alg' in key ? publishedAfterRetirementSeconds - keyPropagationSeconds : maxGrantLifetimeSeconds;
  return key.retired_at + lifetime + propagationSeconds;
}

/** The oldest key of a line with that status. */
export function findOldest(keys: readonly RingKey[], line: Line, status: RingKey['status']): RingKey | undefined {
  const found = keys.filter((key) => key.status === status && lineOf(key) === line);
  return found.toSorted((a, b) => (a.created_at ?? 0) - (b.created_at ?? 0))[0];
}

/**
 * A line without a next key gets one; a next key that every verifier knows becomes active. `isForced` does both at once.
 * @param spare keys for such lines
 */
export function rotateKeys(
  ring: KeyRingRecord,
  lines: readonly Line[],
  spare: KeyRingRecord,
  { now, isForced = false, propagationSeconds = keyPropagationSeconds }: RotationOptions,
): { readonly ring: KeyRingRecord; readonly steps: readonly RotationStep[] } {
  const steps: RotationStep[] = [];
  let keys = keysOf(ring);
  for (const line of lines) {
    const found = findOldest(keys, line, 'next');
    const made = found ? undefined : nextOf(findOldest(keysOf(spare), line, 'active'), now);
    if (made) {
      keys = [...keys, made];
      steps.push({ line, is: 'made', kid: made.kid, usableAt: isForced ? now : now + propagationSeconds });
    }
    const next = isForced ? (found ?? made) : found;
    if (!next) continue;
    if (!isForced && !isKnown(next, now, propagationSeconds)) {
      steps.push({ line, is: 'waiting', kid: next.kid, usableAt: usableAt(next, propagationSeconds) });
      continue;
    }
    steps.push({ line, is: 'activated', kid: next.kid, retired: findOldest(keys, line, 'active')?.kid });
    keys = activate(keys, next, now);
  }
  return { ring: ringOf(keys), steps };
}

/**
 * Replaces an active key by the next one of its line, and removes a retired key once every token made with it has expired.
 * `isForced` is for a leaked key, which is removed at once.
 * @param spare new keys, to replace a leaked active key whose line has no next key
 */
export function retireKey(
  ring: KeyRingRecord,
  kid: string,
  spare: KeyRingRecord,
  { now, isForced = false, propagationSeconds = keyPropagationSeconds }: RotationOptions,
): Retirement {
  const keys = keysOf(ring);
  const key = keys.find((each) => each.kid === kid);
  if (!key) return { refused: 'unknown' };
  const others = keys.filter((each) => each !== key);
  if (key.status !== 'active') {
    const until = neededUntil(key, propagationSeconds);
    const isNeeded = key.status === 'retired' && (until === undefined || now < until);
    if (isNeeded && !isForced) return { refused: 'in use', until };
    return { ring: ringOf(others), isTakenOut: true, successor: undefined };
  }
  const next = findOldest(keys, lineOf(key), 'next');
  if (isForced) {
    const fresh = findOldest(keysOf(spare), lineOf(key), 'active');
    if (!next && !fresh) return { refused: 'without next' };
    const rest = next ? activate(others, next, now) : [...others, ...(fresh ? [{ ...fresh, created_at: now }] : [])];
    return { ring: ringOf(rest), isTakenOut: true, successor: (next ?? fresh)?.kid };
  }
  if (!next) return { refused: 'without next' };
  if (!isKnown(next, now, propagationSeconds)) {
    return { refused: 'next too young', until: usableAt(next, propagationSeconds) };
  }
  return { ring: ringOf(activate(keys, next, now)), isTakenOut: false, successor: next.kid };
}

/** @param made a new key, active as `generateKeyRing` makes it @param now its `created_at` */
export function nextOf(made: RingKey | undefined, now: number): RingKey | undefined {
  return made && { ...made, status: 'next', created_at: now };
}

function isKnown(next: RingKey, now: number, propagationSeconds: number): boolean {
  const at = usableAt(next, propagationSeconds);
  return at !== undefined && now >= at;
}

/** Retires the active key of the line. @param now its `retired_at` */
export function activate(keys: readonly RingKey[], next: RingKey, now: number): readonly RingKey[] {
  return keys.map((key) => {
    if (key === next) return { ...key, status: 'active' };
    const isReplaced = key.status === 'active' && lineOf(key) === lineOf(next);
    return isReplaced ? { ...key, status: 'retired', retired_at: now } : key;
  });
}

export function ringOf(keys: readonly RingKey[]): KeyRingRecord {
  return {
    signing: keys.flatMap((key) => ('alg' in key ? [key] : [])),
    sealing: keys.flatMap((key) => ('alg' in key ? [] : [key])),
  };
}
