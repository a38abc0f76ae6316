// The password that a command sets: generated and shown, or read from stdin. Never an argument, which everyone on the machine
// can read.
import { randomBytes } from 'node:crypto';
import { decodeText } from '../../shared/base/text-file.ts';
import { hashPassword, maxPasswordCharacters, type PasswordRecord } from '../../shared/users/password.ts';
import { type PasswordOwner, passwordProblems } from '../../shared/users/password-rules.ts';
import { refusal } from '../terminal/exit-codes.ts';

export interface PasswordOption {
  readonly passwordStdin?: boolean;
}

export const passwordStdin = ['--password-stdin', 'read the password from stdin'] as const;

export interface NewPassword {
  /** Shown once and not stored; undefined for a password from stdin. */
  readonly shown: string | undefined;
  readonly record: PasswordRecord;
}

/** More than any password. */
const maxInputBytes = 40_000;

/** @throws CommandError when the password on stdin is not acceptable */
export async function newPassword(
  { passwordStdin: isRead }: PasswordOption,
  owner: PasswordOwner,
): Promise<NewPassword> {
  if (!isRead) {
    // 120 random bits.
    const shown = randomBytes(15).toString('base64url');
    return { shown, record: await hashPassword(shown) };
  }
  const password = await readPassword();
  const problems = passwordProblems(password, owner);
  if (problems.length > 0) throw refusal('The password was not accepted:', problems);
  return { shown: undefined, record: await hashPassword(password) };
}

/** Without the byte order mark that begins it, and the line break that ends it. @throws CommandError */
async function readPassword(): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxInputBytes)
      throw refusal('The password was not accepted:', [`it must have at most ${maxPasswordCharacters} characters`]);
  }
  try {
    return decodeText(Buffer.concat(chunks)).replace(/\r?\n$/, '');
  } catch {
    throw refusal('The password was not accepted:', [
      'the input is neither UTF-8 nor UTF-16. In PowerShell 5, $OutputEncoding = [Text.Encoding]::UTF8 makes pipes UTF-8',
    ]);
  }
}

/** A generated password, for people. */
export function passwordLines({ shown }: NewPassword): readonly string[] {
  return shown === undefined
    ? []
    : ['', `password: ${shown}`, 'The password is shown only once; only its hash is stored.'];
}
