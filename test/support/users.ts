// Users of the tests' directory.
import { addUser } from '../../shared/records/users.ts';
import type { Store } from '../../shared/store/store.ts';
import { hashPassword, type PasswordRecord } from '../../shared/users/password.ts';
import { newSubject, normaliseUsername, type UserRecord } from '../../shared/users/user.ts';

export const adaPassword = 'correct horse battery staple';

let hashed: Promise<PasswordRecord> | undefined;

/** The record of a user whose password is `adaPassword`, unless something else is said. */
export async function userRecord(username: string, members: Partial<UserRecord> = {}): Promise<UserRecord> {
  // Hashed once for all: it takes its time.
  hashed ??= hashPassword(adaPassword);
  return {
    subject: newSubject(),
    username: normaliseUsername(username),
    email_verified: false,
    disabled: false,
    updated_at: 1_795_246_200,
    password: members.password ?? (await hashed),
    ...members,
  };
}

/** Adds such a user to the directory. */
export async function addTestUser(
  store: Store,
  username = 'ada',
  members: Partial<UserRecord> = {},
): Promise<UserRecord> {
  const record = await userRecord(username, members);
  if ((await addUser(record, store)) !== 'added') throw new Error(`there is a user ${username} already`);
  return record;
}
