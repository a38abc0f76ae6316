// What is due in the rotation of a ring by itself, as pure functions from a ring and a time to changes, and to another ring.
import type { KeyRingRecord } from './key-ring-record.ts';
import {
  activate,
  findOldest,
  keysOf,
  type Line,
  linesOf,
  neededUntil,
  nextOf,
  type RingKey,
  ringOf,
  usableAt,
} from './rotation.ts';

export interface RotationRules {
  /** The age, from `created_at`, at which an active key gets a successor. */
  readonly periodSeconds: number;
  /** For how long a next key is published before it is used. */
  readonly publicationSeconds: number;
}

/** Two clocks, of which one may be wrong: seconds since the epoch. */
export interface TwoTimes {
  /** What waits, waits by this one. */
  readonly earlier: number;
  /** What begins, begins at this one. */
  readonly later: number;
}

/** Due changes. `dated`: the time of a key is missing or not yet reached, as after a clock was wrong, and begins now. */
type DueChange =
  | { readonly does: 'make'; readonly line: Line }
  | { readonly does: 'activate' | 'remove' | 'date'; readonly key: RingKey };

/** The keys that were made, made active, and removed, by `kid`. */
export interface Rotated {
  readonly ring: KeyRingRecord;
  readonly made: readonly string[];
  readonly activated: readonly string[];
  readonly removed: readonly string[];
}

/** @param required lines that must have an active key, beside those of the ring */
export function findDue(
  ring: KeyRingRecord,
  required: readonly Line[],
  rules: RotationRules,
  times: TwoTimes,
): readonly DueChange[] {
  const keys = keysOf(ring);
  const lines = [...new Set([...linesOf(ring), ...required])];
  return [
    ...lines.flatMap((line) => dueInLine(keys, line, rules, times)),
    ...keys.flatMap((key) => (key.status === 'retired' ? dueOfRetired(key, rules, times) : [])),
  ];
}

function dueInLine(
  keys: readonly RingKey[],
  line: Line,
  { periodSeconds, publicationSeconds }: RotationRules,
  times: TwoTimes,
): readonly DueChange[] {
  const next = findOldest(keys, line, 'next');
  if (next) {
    if (!isReached(next.created_at, times)) return [{ does: 'date', key: next }];
    const at = usableAt(next, publicationSeconds);
    return at !== undefined && times.earlier >= at ? [{ does: 'activate', key: next }] : [];
  }
  const active = findOldest(keys, line, 'active');
  const createdAt = active?.created_at;
  const isYoung = isReached(createdAt, times) && times.earlier < createdAt + periodSeconds;
  return isYoung ? [] : [{ does: 'make', line }];
}

function dueOfRetired(key: RingKey, { publicationSeconds }: RotationRules, times: TwoTimes): readonly DueChange[] {
  if (!isReached(key.retired_at, times)) return [{ does: 'date', key }];
  const until = neededUntil(key, publicationSeconds);
  return until !== undefined && times.earlier >= until ? [{ does: 'remove', key }] : [];
}

function isReached(time: number | undefined, { later }: TwoTimes): time is number {
  return time !== undefined && time <= later;
}

/** The lines for which `makeDue` needs new keys. */
export function linesToMake(due: readonly DueChange[]): readonly Line[] {
  return due.flatMap((change) => (change.does === 'make' ? [change.line] : []));
}

/** @param due changes of this ring, at least one @param spare new keys, an active one for each of `linesToMake` */
export function makeDue(
  ring: KeyRingRecord,
  due: readonly DueChange[],
  spare: KeyRingRecord,
  { later }: TwoTimes,
): Rotated {
  const made = due.flatMap((change) =>
    change.does === 'make' ? (nextOf(findOldest(keysOf(spare), change.line, 'active'), later) ?? []) : [],
  );
  const keys = due.reduce<readonly RingKey[]>(
    (before, change) => changed(before, change, later),
    [...keysOf(ring), ...made],
  );
  const kidsOf = (does: DueChange['does']) =>
    due.flatMap((change) => (change.does === does && 'key' in change ? [change.key.kid] : []));
  return {
    ring: ringOf(keys),
    made: made.map(({ kid }) => kid),
    activated: kidsOf('activate'),
    removed: kidsOf('remove'),
  };
}

function changed(keys: readonly RingKey[], change: DueChange, now: number): readonly RingKey[] {
  switch (change.does) {
    case 'make':
      return keys;
    case 'activate':
      return activate(keys, change.key, now);
    case 'remove':
      return keys.filter((key) => key !== change.key);
    case 'date':
      return keys.map((key) => (key === change.key ? dated(key, now) : key));
  }
}

function dated(key: RingKey, now: number): RingKey {
  return key.status === 'retired' ? { ...key, retired_at: now } : { ...key, created_at: now };
}
