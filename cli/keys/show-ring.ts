// A key ring for people and scripts, without private keys.
import type { KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { keysOf, lineOf, neededUntil, type RingKey, usableAt } from '../../shared/keys/rotation.ts';
import type { KeyRingPlace } from '../deployment/key-ring-place.ts';
import { print, printJson, table, utc } from '../terminal/output.ts';

interface KeySummary {
  readonly kid: string;
  readonly use: 'sign' | 'seal';
  readonly alg: string | null;
  readonly status: RingKey['status'];
  /** Seconds since the epoch, as the next ones; null if unknown or not applicable. */
  readonly created_at: number | null;
  readonly retired_at: number | null;
  /** When a next key can be made active. */
  readonly usable_at: number | null;
  /** Until when a retired key stays published, or is needed to open what it sealed. */
  readonly needed_until: number | null;
}

/** @param propagationSeconds how long a next key has to be published before it is used */
export function keySummaries(ring: KeyRingRecord, propagationSeconds: number): readonly KeySummary[] {
  return keysOf(ring).map((key) => ({
    kid: key.kid,
    use: lineOf(key) === 'sealing' ? 'seal' : 'sign',
    alg: 'alg' in key ? key.alg : null,
    status: key.status,
    created_at: key.created_at ?? null,
    retired_at: key.retired_at ?? null,
    usable_at: key.status === 'next' ? (usableAt(key, propagationSeconds) ?? null) : null,
    needed_until: key.status === 'retired' ? (neededUntil(key, propagationSeconds) ?? null) : null,
  }));
}

export function ringTable(ring: KeyRingRecord, propagationSeconds: number): string {
  const rows = keySummaries(ring, propagationSeconds).map((key) => [
    key.kid,
    key.use,
    key.alg ?? '',
    key.status,
    time(key.created_at),
    time(key.retired_at),
    time(key.needed_until),
  ]);
  return table(['kid', 'use', 'alg', 'status', 'created', 'retired', 'needed until'], rows);
}

function time(value: number | null): string {
  return value === null ? '' : utc(value);
}

/**
 * Prints the result of a command. For the setting KEYS, stdout has only the new value (after the banner of npm, without
 * --silent).
 * @param result for --json
 * @param text for people
 */
export function showChange(
  ring: KeyRingRecord,
  { isSetting, propagationSeconds }: Pick<KeyRingPlace, 'isSetting' | 'propagationSeconds'>,
  result: object,
  text: string,
  json = false,
): void {
  if (json) printJson({ ...result, ...(isSetting ? { ring } : { keys: keySummaries(ring, propagationSeconds) }) });
  else if (isSetting) {
    process.stderr.write(`${text}\nThe new value of KEYS is on stdout. It is a secret.\n`);
    print(JSON.stringify(ring));
  } else print(`${text}\n\n${ringTable(ring, propagationSeconds)}`);
}
