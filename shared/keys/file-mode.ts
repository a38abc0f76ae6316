import { stat } from 'node:fs/promises';

/** Permission bits that a key file must not have: write for the group, and everything for others. */
const forbiddenBits = 0o027;

/**
 * The mode of a key file, if other users can read it or its group can write it. Always undefined on Windows, which has no modes.
 * @returns four octal digits; undefined if the mode is safe
 */
export async function findOpenMode(file: string): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const mode = (await stat(file)).mode & 0o777;
  return (mode & forbiddenBits) === 0 ? undefined : mode.toString(8).padStart(4, '0');
}
