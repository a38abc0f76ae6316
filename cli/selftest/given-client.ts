// The client that the command is given. Its secret is never an argument, which everyone on the machine can read.
import { buffer } from 'node:stream/consumers';
import { decodeText } from '../../shared/base/text-file.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import type { Credentials } from './play.ts';

export const secretVariable = 'SELFTEST_CLIENT_SECRET';

export interface GivenClientOptions {
  readonly clientId?: string;
  readonly clientSecretStdin?: boolean;
}

/** Undefined without `--client-id`. @throws CommandError */
export async function givenClient({
  clientId,
  clientSecretStdin,
}: GivenClientOptions): Promise<Credentials | undefined> {
  if (clientId === undefined) {
    if (clientSecretStdin) throw usage('--client-secret-stdin needs --client-id.');
    return undefined;
  }
  const secret = clientSecretStdin ? await secretOfStdin() : process.env[secretVariable];
  if (secret) return { id: clientId, secret };
  throw usage(
    `The secret of ${clientId} is missing. Set ${secretVariable} in the environment, or pipe the secret in with --client-secret-stdin.`,
  );
}

async function secretOfStdin(): Promise<string> {
  try {
    return decodeText(await buffer(process.stdin)).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new CommandError('The secret on stdin is neither UTF-8 nor UTF-16.', { cause });
  }
}

function usage(message: string): CommandError {
  return new CommandError(message, { exitCode: exitCodes.usage });
}
