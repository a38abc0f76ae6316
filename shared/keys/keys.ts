// Two sources of the key ring: the setting KEYS, and a file that is read again when it changes. key-vault/ has the third.
import { randomUUID } from 'node:crypto';
import { link, mkdir, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Awaitable } from '../base/awaitable.ts';
import { type Clock, seconds } from '../base/clock.ts';
import { ConfigError } from '../base/config-error.ts';
import { readJsonFile } from '../base/json-file.ts';
import { refreshed } from '../base/refreshed.ts';
import { type KeyRing, openKeyRing } from './key-ring.ts';
import { generateKeyRing, type KeyRingRecord, readKeyRing, type SigningAlg } from './key-ring-record.ts';
import { parseKeysSetting } from './keys-setting.ts';

export interface Keys {
  /** The ring in force. A file is checked for changes at most once a second. */
  current(): Awaitable<KeyRing>;
}

/** The default of `id_token_signed_response_alg` (OpenID Connect Dynamic Client Registration §2). */
export const idTokenAlg: SigningAlg = 'RS256';

const checkIntervalMs = 1000;

/** @param algs for which the ring must have an active signing key @throws ConfigError */
export async function keysFromSetting(json: string, issuer: string, algs: readonly SigningAlg[]): Promise<Keys> {
  const ring = await openRing('KEYS', parseKeysSetting(json), issuer, algs);
  return { current: () => ring };
}

interface KeyFileEvents {
  /** The changed file was read; its ring is in force. */
  onChanged(ring: KeyRing): void;
  /** The changed file could not be used; the previous ring stays in force. */
  onUnreadable(cause: unknown): void;
}

/**
 * While a changed file cannot be read, or its keys cannot sign, the previous ring stays in force.
 * @throws ConfigError if the first reading fails
 */
export async function keysFromFile(
  file: string,
  issuer: string,
  algs: readonly SigningAlg[],
  { clock, keyFileTimeoutMs }: { readonly clock: Clock; readonly keyFileTimeoutMs: number },
  { onChanged, onUnreadable }: KeyFileEvents,
): Promise<Keys> {
  let version: string | undefined;

  async function read(last: KeyRing | undefined): Promise<KeyRing> {
    try {
      const found = await versionOf(file);
      if (last && found === version) return last;
      const ring = await openRing(`KEYS_FILE: ${file}`, await readJsonFile('KEYS_FILE', file), issuer, algs);
      version = found;
      if (last) onChanged(ring);
      return ring;
    } catch (cause) {
      if (last) onUnreadable(cause);
      throw cause;
    }
  }

  const ring = refreshed(read, {
    clock,
    freshMs: checkIntervalMs,
    staleMs: Number.POSITIVE_INFINITY,
    // A file on a slow share must not delay requests.
    waitMs: keyFileTimeoutMs,
    onlyFirstWaits: true,
    retryDelayMs: checkIntervalMs,
  });
  await ring.current();
  return ring;
}

/** Creates the file with mode 0600, unless it exists. Of two processes, one creates it and gets `true`. @throws ConfigError */
export async function ensureKeyFile(file: string, algs: readonly SigningAlg[], clock: Clock): Promise<boolean> {
  if ((await versionOf(file)) !== 'none') return false;
  const ring = await generateKeyRing(algs, seconds(clock));
  return makeFile(file, `${JSON.stringify(ring, null, 2)}\n`).catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError([`KEYS_FILE: ${file} cannot be made (${cause.code})`]);
  });
}

async function makeFile(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(draft, content, { mode: 0o600, flag: 'wx' });
  try {
    // Linking is atomic and never replaces an existing file.
    await link(draft, file);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  } finally {
    await unlink(draft);
  }
}

async function versionOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'none';
  }
}

/** @param label of the source, for its problems @throws ConfigError */
export function readRing(label: string, value: unknown): KeyRingRecord {
  const record = readKeyRing(value);
  if ('problems' in record) throw new ConfigError(record.problems.map((problem) => `${label}: ${problem}`));
  return record;
}

/**
 * @param label of the source, for its problems
 * @param algs for which the ring must have an active signing key
 * @param afterRetirementSeconds as in `openKeyRing`
 * @throws ConfigError
 */
export async function openRing(
  label: string,
  value: unknown,
  issuer: string,
  algs: readonly SigningAlg[],
  afterRetirementSeconds?: number,
): Promise<KeyRing> {
  const record = readRing(label, value);
  const ring = await openKeyRing(record, issuer, afterRetirementSeconds).catch((cause: Error) => {
    throw new ConfigError([`${label}: a key cannot be used (${cause.message})`]);
  });
  const missing = algs.filter((alg) => !ring.algs.includes(alg));
  if (missing.length > 0) {
    throw new ConfigError(
      missing.map(
        (alg) => `${label}: there is no active signing key for ${alg}; there is one for ${ring.algs.join(', ')}`,
      ),
    );
  }
  return ring;
}
