// Users for tests.
import { scryptSync } from 'node:crypto';
import type { Store } from '../../shared/store/store.ts';
import type { PasswordRecord } from '../../shared/users/password.ts';
import { newSubject, normaliseUsername, type UserRecord } from '../../shared/users/user.ts';
import { addUser } from '../../shared/users/user-store.ts';

export const adaPassword = 'correct horse battery staple';

/** The lowest cost that a record may have: a sign-in takes a sixth of the time. */
const cheap = { algorithm: 'scrypt', n: 16_384, r: 8, p: 1 } as const;

const salt = Buffer.alloc(16, 7);

export function passwordRecord(password: string): PasswordRecord {
  const hash = scryptSync(password, salt, 32, { N: cheap.n, r: cheap.r, p: cheap.p, maxmem: 2 ** 26 });
  return { ...cheap, salt: salt.toString('base64url'), hash: hash.toString('base64url') };
}

const adaHash = passwordRecord(adaPassword);

type WithPassword = UserRecord & { readonly password: PasswordRecord };

/** A user record, by default with the password `adaPassword`. */
export function userRecord(username: string, members: Partial<WithPassword> = {}): WithPassword {
  return {
    subject: newSubject(),
    username: normaliseUsername(username),
    email_verified: false,
    disabled: false,
    updated_at: 1_795_246_200,
    password: adaHash,
    ...members,
  };
}

/** Adds such a user to the store. */
export async function addTestUser(
  store: Store,
  username = 'ada',
  members: Partial<WithPassword> = {},
): Promise<WithPassword> {
  const record = userRecord(username, members);
  if ((await addUser(record, store)) !== 'added') throw new Error(`there is a user ${username} already`);
  return record;
}
