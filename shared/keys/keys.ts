// Where the key ring comes from: the setting KEYS, or a file that is read again when it changes.
import { randomUUID } from 'node:crypto';
import { link, mkdir, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../clock.ts';
import { parseJson, readJsonFile } from '../json-file.ts';
import { SettingsError } from '../settings-error.ts';
import { type KeyRing, openKeyRing } from './key-ring.ts';
import { generateKeyRing, readKeyRing, type SigningAlg } from './key-ring-record.ts';

export interface Keys {
  /** The ring in force. A file is looked at once a second at most. */
  current(): Promise<KeyRing>;
}

/** OpenID Connect Core §3.1.3.7: id tokens are RS256 for every client that has not registered another. */
export const idTokenAlg: SigningAlg = 'RS256';

/** Milliseconds. */
const lookInterval = 1000;

/** @throws SettingsError */
export async function keysFromSetting(json: string, issuer: string): Promise<Keys> {
  const ring = await open('KEYS', parseJson('KEYS', json), issuer);
  return { current: async () => ring };
}

/**
 * The ring of a file. While a changed file cannot be read, the ring read before stays in force.
 * @throws SettingsError
 */
export async function keysFromFile(
  file: string,
  issuer: string,
  clock: Clock,
  onUnreadable: (cause: unknown) => void,
): Promise<Keys> {
  const read = async () => open(`KEYS_FILE: ${file}`, await readJsonFile('KEYS_FILE', file), issuer);
  let version = await versionOf(file);
  let ring = read();
  await ring;
  let looked = clock.now();

  async function readChanged(last: Promise<KeyRing>): Promise<KeyRing> {
    try {
      const found = await versionOf(file);
      if (found === version) return await last;
      const changed = await read();
      version = found;
      return changed;
    } catch (cause) {
      onUnreadable(cause);
      return last;
    }
  }

  return {
    current() {
      const now = clock.now();
      if (Math.abs(now - looked) >= lookInterval) {
        looked = now;
        ring = readChanged(ring);
      }
      return ring;
    },
  };
}

/** Makes the file with new keys, readable by its owner alone, unless it is there. Of two processes at once, one writes it. */
export async function ensureKeyFile(file: string, algs: readonly SigningAlg[], clock: Clock): Promise<void> {
  if ((await versionOf(file)) !== 'none') return;
  const ring = await generateKeyRing(algs, Math.floor(clock.now() / 1000));
  const draft = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(draft, `${JSON.stringify(ring, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    // A link is made whole or not at all, and never over a file that is there.
    await link(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
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

async function open(label: string, value: unknown, issuer: string): Promise<KeyRing> {
  const record = readKeyRing(value);
  if ('problems' in record) throw new SettingsError(record.problems.map((problem) => `${label}: ${problem}`));
  return openKeyRing(record, issuer).catch((cause: Error) => {
    throw new SettingsError([`${label}: a key cannot be used (${cause.message})`]);
  });
}
