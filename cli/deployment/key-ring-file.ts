// The key ring in the file of KEYS_FILE.
import { constants } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readJsonFile } from '../../shared/base/json-file.ts';
import type { KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { remark } from '../terminal/output.ts';
import { checkedRing, tryRing } from './checked-ring.ts';
import { keepAccess } from './keep-access.ts';
import type { RingStorage } from './ring-storage.ts';

/** @param file its absolute path */
export function keyRingFile(file: string): RingStorage {
  async function read(): Promise<KeyRingRecord | undefined> {
    const label = `KEYS_FILE: ${file}`;
    const isThere = await stat(file).then(
      () => true,
      ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT',
    );
    return isThere ? checkedRing(label, await readJsonFile('KEYS_FILE', file)) : undefined;
  }

  return {
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
