// Writes what an export prints: to a file that only its owner can read, or to stdout.
import { fstatSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandError } from './exit-codes.ts';
import { printable, remark } from './output.ts';

export interface OutputOption {
  readonly output?: string;
}

export const outputOption = ['--output <file>', 'write to this file, which only you can read'] as const;

const ownerOnly = 0o600;

/** Replaces the file as a whole. @throws CommandError */
export async function writeExport(text: string, { output }: OutputOption): Promise<void> {
  if (output === undefined) {
    process.stdout.write(printable(text));
    return;
  }
  // npm runs scripts in the folder of the package; INIT_CWD is the folder of the user.
  const file = resolve(process.env.INIT_CWD ?? '', output);
  const draft = `${file}.draft`;
  try {
    await rm(draft, { force: true });
    const handle = await open(draft, 'wx', ownerOnly);
    try {
      await handle.writeFile(printable(text));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
    remark(`written to ${output}`);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    throw new CommandError(`${output} cannot be written (${code}).`, { cause });
  }
}

/** The shell has created the file of `>`, with the rights that the umask leaves. */
export function warnOfOpenFile(): void {
  try {
    const found = fstatSync(process.stdout.fd ?? 1);
    const mode = found.mode & 0o777;
    if (process.platform === 'win32' || !found.isFile() || (mode & 0o077) === 0) return;
    remark(`warning: others can read the file (mode ${mode.toString(8)}): chmod 600, or use --output`);
  } catch {
    // A stream without a file.
  }
}
