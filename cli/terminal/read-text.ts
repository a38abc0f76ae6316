// A file that a command is given; - is stdin.
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { decodeText, readTextFile } from '../../shared/base/text-file.ts';
import { CommandError } from './exit-codes.ts';

/** @throws CommandError */
export async function readText(file: string): Promise<string> {
  try {
    if (file === '-') return decodeText(await buffer(process.stdin));
    // npm runs scripts in the folder of the package; INIT_CWD is the folder of the user.
    return await readTextFile(resolve(process.env.INIT_CWD ?? '', file));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const what =
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is neither UTF-8 nor UTF-16' : `cannot be read (${code})`;
    throw new CommandError(`${file === '-' ? 'stdin' : file} ${what}.`, { cause });
  }
}
