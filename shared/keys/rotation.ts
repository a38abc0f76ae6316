// How a key ring changes over time. Pure rules: a ring and the time come in, another ring goes out.
import { documentMaxAgeSeconds, maxGrantLifetimeSeconds } from '../base/lifetimes.ts';
import { publishedAfterRetirementSeconds } from './key-ring.ts';
import type { KeyRingRecord, SealingMasterRecord, SigningAlg, SigningKeyRecord } from './key-ring-record.ts';

/** Keys that follow each other: those of one algorithm, or the sealing masters. */
export type Line = SigningAlg | 'sealing';

export type RingKey = SigningKeyRecord | SealingMasterRecord;

/** What was done to a line, or why nothing was. Times are seconds since the epoch. */
export type Step =
  | { readonly line: Line; readonly is: 'made'; readonly kid: string; readonly usableAt: number }
  | { readonly line: Line; readonly is: 'activated'; readonly kid: string; readonly retired: string | undefined }
  /** The next key is too young, or nobody knows its age. */
  | { readonly line: Line; readonly is: 'waiting'; readonly kid: string; readonly usableAt: number | undefined };

export type Retirement =
  /** The active key of the line is now `kid`; undefined when it was another one that was taken out. */
  | { readonly ring: KeyRingRecord; readonly isTakenOut: boolean; readonly successor: string | undefined }
  | { readonly refused: 'unknown' }
  | { readonly refused: 'without next' }
  /** Undefined when nobody knows the age of the key. */
  | { readonly refused: 'next too young'; readonly until: number | undefined }
  | { readonly refused: 'in use'; readonly until: number | undefined };

interface Moment {
  /** Seconds since the epoch. */
  readonly now: number;
  /** Whatever the age of a key is. */
  readonly isForced?: boolean;
}

/**
 * Seconds from when a key is made to its first use: verifiers keep the key set for `documentMaxAgeSeconds`, and an instance
 * reads a changed key file within a second; a minute is for files on a share and for clocks.
 */
export const keyPropagationSeconds = documentMaxAgeSeconds + 60;

export function keysOf({ signing, sealing }: KeyRingRecord): readonly RingKey[] {
  return [...signing, ...sealing];
}

export function lineOf(key: RingKey): Line {
  return 'alg' in key ? key.alg : 'sealing';
}

/** The lines that are in use, or about to be. */
export function linesOf(ring: KeyRingRecord): readonly Line[] {
  return [...new Set(keysOf(ring).flatMap((key) => (key.status === 'retired' ? [] : [lineOf(key)])))];
}

/** When a next key is known everywhere: seconds since the epoch; undefined when its age is not written down. */
export function usableAt({ created_at }: RingKey): number | undefined {
  return created_at === undefined ? undefined : created_at + keyPropagationSeconds;
}

/**
 * When nothing that was made with a retired key can be alive; with a sealing master grants are made, among others.
 * @returns seconds since the epoch; undefined when nobody knows
 */
export function neededUntil(key: RingKey): number | undefined {
  if (key.retired_at === undefined) return undefined;
  return (
    key.retired_at + ('alg' in key ? publishedAfterRetirementSeconds : maxGrantLifetimeSeconds + keyPropagationSeconds)
  );
}

/** The key of that status; of several the oldest. */
function find(keys: readonly RingKey[], line: Line, status: RingKey['status']): RingKey | undefined {
  const found = keys.filter((key) => key.status === status && lineOf(key) === line);
  return found.toSorted((a, b) => (a.created_at ?? 0) - (b.created_at ?? 0))[0];
}

/**
 * Takes each line one step on: without a next key it gets one; a next key that is known everywhere becomes active.
 * @param lines to take on
 * @param spare where new keys are taken from: one for each line that has no next key
 */
export function rotateKeys(
  ring: KeyRingRecord,
  lines: readonly Line[],
  spare: KeyRingRecord,
  { now, isForced = false }: Moment,
): { readonly ring: KeyRingRecord; readonly steps: readonly Step[] } {
  const steps: Step[] = [];
  let keys = keysOf(ring);
  for (const line of lines) {
    const next = find(keys, line, 'next');
    const made = next ? undefined : find(keysOf(spare), line, 'active');
    if (made) {
      keys = [...keys, { ...made, status: 'next', created_at: now }];
      steps.push({ line, is: 'made', kid: made.kid, usableAt: now + keyPropagationSeconds });
    }
    if (!next) continue;
    if (!isForced && !isKnown(next, now)) {
      steps.push({ line, is: 'waiting', kid: next.kid, usableAt: usableAt(next) });
      continue;
    }
    steps.push({ line, is: 'activated', kid: next.kid, retired: find(keys, line, 'active')?.kid });
    keys = activate(keys, next, now);
  }
  return { ring: ringOf(keys), steps };
}

/**
 * Ends the use of a key. Unless it is forced, an active one gives way to its next, and a retired one is taken out once
 * nothing made with it can be alive; forced, because it has leaked, it is taken out at once.
 * @param spare where the new key is taken from that an active one needs in its place
 */
export function retireKey(
  ring: KeyRingRecord,
  kid: string,
  spare: KeyRingRecord,
  { now, isForced = false }: Moment,
): Retirement {
  const keys = keysOf(ring);
  const key = keys.find((each) => each.kid === kid);
  if (!key) return { refused: 'unknown' };
  const others = keys.filter((each) => each !== key);
  if (key.status !== 'active') {
    const until = neededUntil(key);
    const isNeeded = key.status === 'retired' && (until === undefined || now < until);
    if (isNeeded && !isForced) return { refused: 'in use', until };
    return { ring: ringOf(others), isTakenOut: true, successor: undefined };
  }
  const next = find(keys, lineOf(key), 'next');
  if (isForced) {
    const fresh = find(keysOf(spare), lineOf(key), 'active');
    if (!next && !fresh) return { refused: 'without next' };
    const rest = next ? activate(others, next, now) : [...others, ...(fresh ? [{ ...fresh, created_at: now }] : [])];
    return { ring: ringOf(rest), isTakenOut: true, successor: (next ?? fresh)?.kid };
  }
  if (!next) return { refused: 'without next' };
  if (!isKnown(next, now)) return { refused: 'next too young', until: usableAt(next) };
  return { ring: ringOf(activate(keys, next, now)), isTakenOut: false, successor: next.kid };
}

function isKnown(next: RingKey, now: number): boolean {
  const at = usableAt(next);
  return at !== undefined && now >= at;
}

function activate(keys: readonly RingKey[], next: RingKey, now: number): readonly RingKey[] {
  return keys.map((key) => {
    if (key === next) return { ...key, status: 'active' };
    const isReplaced = key.status === 'active' && lineOf(key) === lineOf(next);
    return isReplaced ? { ...key, status: 'retired', retired_at: now } : key;
  });
}

function ringOf(keys: readonly RingKey[]): KeyRingRecord {
  return {
    signing: keys.flatMap((key) => ('alg' in key ? [key] : [])),
    sealing: keys.flatMap((key) => ('alg' in key ? [] : [key])),
  };
}
