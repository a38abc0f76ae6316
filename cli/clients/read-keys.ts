import { isObject } from '../../shared/keys/public-key-rules.ts';
import type { Problem } from '../credentials/problem.ts';
import { type KeySet, publicKeySet, publicKeySetOf } from '../credentials/public-key-set.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { readText } from '../terminal/read-text.ts';

/** @param given the name of a file, or JSON @param option for messages @throws CommandError */
export async function readKeys(given: unknown, option: string): Promise<KeySet> {
  const keys = isObject(given) ? publicKeySetOf(given, option) : await ofFile(String(given), option);
  if ('problem' in keys) throw new CommandError(`${keys.problem}.`);
  return keys;
}

async function ofFile(file: string, option: string): Promise<KeySet | Problem> {
  // It may be a private key, so it is not repeated.
  if (file.startsWith('{')) return { problem: `The value of ${option} is not valid JSON` };
  return publicKeySet(await readText(file), file === '-' ? 'stdin' : file);
}
