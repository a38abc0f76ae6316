import { stat } from 'node:fs/promises';

/** Permission bits that a key file must not have: write for the group, and everything for others. */
const forbiddenBits = 0o027;

/** The mode in four octal digits, if others can read the file or its group can write it. Windows has no modes: undefined. */
export async function findOpenMode(file: string): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const mode = (await stat(file)).mode & 0o777;
  return (mode & forbiddenBits) === 0 ? undefined : mode.toString(8).padStart(4, '0');
}
