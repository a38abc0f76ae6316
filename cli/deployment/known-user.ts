// A user in the store, valid or not.

import type { Store } from '../../shared/store/store.ts';
import { normaliseUsername, readUserRecord, type UserRecord } from '../../shared/users/user.ts';
import { findUserAsStored, listUsers } from '../../shared/users/user-store.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import type { OperatorStore } from './operator-store.ts';

export type KnownUser =
  | { readonly username: string; readonly subject: string; readonly record: UserRecord }
  | { readonly username: string; readonly subject: string | undefined; readonly problems: readonly string[] };

export interface StoredUser {
  readonly known: KnownUser;
  readonly revision: string;
}

const noName = '(unknown)';

/** Checked against the schema, as any other input. */
function readKnownUser(value: unknown, username = textOf(value, 'username') ?? noName): KnownUser {
  if (value === undefined) return { username, subject: undefined, problems: ['it is not valid JSON'] };
  const record = readUserRecord(value);
  if ('problems' in record) return { username, subject: textOf(value, 'subject'), problems: record.problems };
  return record.username === username
    ? { username, subject: record.subject, record }
    : { username, subject: record.subject, problems: ['it belongs to another user'] };
}

/** By name, valid or not. @throws StoreUnavailableError */
export async function allUsers(store: Store): Promise<readonly KnownUser[]> {
  const users: KnownUser[] = [];
  for await (const { record, owner } of listUsers(store)) users.push(readKnownUser(record, owner));
  return users.sort((a, b) => (a.username < b.username ? -1 : 1));
}

/** Takes any form of the name. @throws CommandError when there is no such user; StoreUnavailableError */
export async function requireUser(typed: string, { store }: OperatorStore): Promise<StoredUser> {
  const username = normaliseUsername(typed);
  const stored = await findUserAsStored(username, store);
  if (stored) return { known: readKnownUser(stored.record, username), revision: stored.revision };
  throw new CommandError(
    `There is no user ${username || typed.slice(0, 100)}. To see all users: ${asTyped('users list')}`,
  );
}

/** @throws CommandError when the record cannot be understood */
export function requireValidUser(known: KnownUser): UserRecord {
  if ('record' in known) return known.record;
  throw new CommandError(
    [
      `The stored record of the user ${known.username} is invalid, and the user cannot sign in:`,
      ...known.problems.map((problem) => `  - ${problem}`),
      'Remove the user and add them again.',
    ].join('\n'),
  );
}

function textOf(value: unknown, member: 'username' | 'subject'): string | undefined {
  const members: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  const found = members[member];
  return typeof found === 'string' ? found : undefined;
}
