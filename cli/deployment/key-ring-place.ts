// The key ring that a command reads or changes: the file of KEYS_FILE, or the setting KEYS, whose new value is printed.
import { constants } from 'node:fs';
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../../shared/base/config-error.ts';
import { readJsonFile } from '../../shared/base/json-file.ts';
import { openKeyRing } from '../../shared/keys/key-ring.ts';
import { type KeyRingRecord, readKeyRing } from '../../shared/keys/key-ring-record.ts';
import { parseKeysSetting } from '../../shared/keys/keys-setting.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { remark } from '../terminal/output.ts';
import { keepAccess } from './keep-access.ts';
import { displayPath, operatorVariables, type Variables } from './operator-settings.ts';

type Change = (ring: KeyRingRecord | undefined) => Promise<KeyRingRecord>;

export interface KeyRingPlace {
  readonly variables: Variables;
  /** The operator changes a setting, with the value that the command prints. */
  readonly isSetting: boolean;
  /** Undefined if there is no ring yet. @throws ConfigError when it is wrong */
  read(): Promise<KeyRingRecord | undefined>;
  /** Tests the new ring first. Refuses one of two commands at once. @throws as `change`; CommandError, ConfigError (no change) */
  change(change: Change): Promise<KeyRingRecord>;
}

/** Prints to stderr which ring it uses. @throws StartError, CommandError */
export async function openKeyRingPlace(): Promise<KeyRingPlace> {
  const variables = await operatorVariables();
  const { KEYS, KEYS_FILE } = variables;
  if (KEYS !== undefined && KEYS_FILE !== undefined) throw new CommandError('KEYS and KEYS_FILE must not both be set.');
  if (KEYS !== undefined) {
    remark('key ring: the setting KEYS');
    return setting(KEYS, variables);
  }
  if (KEYS_FILE === undefined) {
    throw new CommandError(
      'No key ring is named. Set KEYS_FILE to its file, or KEYS to its content: in the environment, or under Values of local.settings.json in this folder.',
    );
  }
  const file = resolve(KEYS_FILE);
  remark(`key ring: ${displayPath(file)}`);
  return ofFile(await realpath(file).catch(() => file), variables);
}

function setting(json: string, variables: Variables): KeyRingPlace {
  const read = async () => checked('KEYS', parseKeysSetting(json));
  return {
    variables,
    isSetting: true,
    read,
    async change(change) {
      const ring = await change(await read());
      await tryRing(ring);
      return ring;
    },
  };
}

function ofFile(file: string, variables: Variables): KeyRingPlace {
  async function read(): Promise<KeyRingRecord | undefined> {
    const label = `KEYS_FILE: ${file}`;
    const isThere = await stat(file).then(
      () => true,
      ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT',
    );
    return isThere ? checked(label, await readJsonFile('KEYS_FILE', file)) : undefined;
  }

  return {
    variables,
    isSetting: false,
    read,
    async change(change) {
      const draft = `${file}.draft`;
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      // The draft is also the lock.
      const handle = await open(draft, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600).catch(
        (cause: NodeJS.ErrnoException) => {
          throw new CommandError(
            cause.code === 'EEXIST'
              ? `Another command is changing the key ring. If no command is running, remove ${draft}.`
              : `${draft} cannot be created (${cause.code}).`,
          );
        },
      );
      try {
        const ring = await change(await read());
        await tryRing(ring);
        await handle.writeFile(`${JSON.stringify(ring, null, 2)}\n`);
        const before = await stat(file).catch(() => undefined);
        const lost = before && (await keepAccess(handle, before));
        await handle.sync();
        await rename(draft, file);
        if (lost !== undefined) remark(lost);
        return ring;
      } catch (thrown) {
        await rm(draft, { force: true });
        throw thrown;
      } finally {
        await handle.close();
      }
    },
  };
}

/** @throws ConfigError */
function checked(label: string, value: unknown): KeyRingRecord {
  const ring = readKeyRing(value);
  if ('problems' in ring) throw new ConfigError(ring.problems.map((problem) => `${label}: ${problem}`));
  return ring;
}

/** As an instance would open it. @throws CommandError */
async function tryRing(ring: KeyRingRecord): Promise<void> {
  const problems = await openRing(ring);
  if (problems.length > 0)
    throw new CommandError(`Nothing was changed, because the new ring would be invalid: ${problems.join('; ')}`);
}

export async function openRing(ring: KeyRingRecord): Promise<readonly string[]> {
  const read = readKeyRing(ring);
  if ('problems' in read) return read.problems;
  // The issuer matters only for keys that are derived later.
  return openKeyRing(read, 'http://localhost').then(
    () => [],
    (cause: Error) => [`a key cannot be used (${cause.message})`],
  );
}
