// The members that the options of clients add and clients update name, with the keys of their files.
import { methodFacts } from '../../shared/clients/authentication-methods.ts';
import { isObject } from '../../shared/keys/public-key-rules.ts';
import type { Problem } from '../credentials/problem.ts';
import { type KeySet, publicKeySet, publicKeySetOf } from '../credentials/public-key-set.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { readText } from '../terminal/read-text.ts';
import { membersOf } from './member-options.ts';

type Members = Readonly<Record<string, unknown>>;

/** @throws CommandError */
export async function readMembers(options: Members): Promise<Members> {
  const members = membersOf(options);
  return { ...members, ...(members.jwks !== undefined && { jwks: await keysOf(members.jwks) }) };
}

/** The method of a client that is given keys, unless it is named or the client had keys. */
export function methodWith(members: Members, before: Members = {}): Members {
  const isNew = isKeyed(members) && !isKeyed(before) && members.token_endpoint_auth_method === undefined;
  return isNew ? { token_endpoint_auth_method: 'private_key_jwt' } : {};
}

/** Whether it has what assertions are verified with. */
export function isKeyed(members: Members): boolean {
  return methodFacts.private_key_jwt.proof.some((name) => members[name] !== undefined);
}

/** @param given the name of a file, or JSON */
async function keysOf(given: unknown): Promise<unknown> {
  const keys = isObject(given) ? publicKeySetOf(given, '--jwks') : await ofFile(String(given));
  if ('problem' in keys) throw new CommandError(`${keys.problem}.`);
  return keys;
}

async function ofFile(file: string): Promise<KeySet | Problem> {
  // It may be a private key, so it is not repeated.
  if (file.startsWith('{')) return { problem: 'The value of --jwks is not valid JSON' };
  return publicKeySet(await readText(file), file === '-' ? 'stdin' : file);
}
