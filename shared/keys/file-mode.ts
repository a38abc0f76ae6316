import { stat } from 'node:fs/promises';

/** Group may read; everything else is for the owner alone. */
const open = 0o027;

/**
 * The mode of a key file that other users of this machine can read, or its group can change; undefined of one that is closed.
 * On Windows modes say nothing.
 * @returns four octal digits
 */
export async function findOpenMode(file: string): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const mode = (await stat(file)).mode & 0o777;
  return (mode & open) === 0 ? undefined : mode.toString(8).padStart(4, '0');
}
