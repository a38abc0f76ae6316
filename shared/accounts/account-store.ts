// Which user an account belongs to: a row that finds the user, and the list in the user's record. Both must agree.
import { namedPartition } from '../store/partition.ts';
import { addRecord, changeRecord, findRecord, type RecordPlace, removeRecord } from '../store/revised-record.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import type { Account } from '../users/user.ts';
import { findUser, type StoredUser } from '../users/user-store.ts';
import { accountName, hasAccount } from './account.ts';

export interface AccountOwner {
  readonly subject: string;
  readonly username: string;
}

const maxAttempts = 5;

/** In two round trips, one if the account is not known. @throws StoreUnavailableError; Error for an invalid record of the user */
export async function findAccountUser(account: Account, store: Store): Promise<StoredUser | undefined> {
  const found = await findRecord(placeOf(account), store);
  return found && userOfRow(account, found.record, store);
}

/**
 * Of concurrent callers for different users, one succeeds. The record of the owner must list the account already.
 * @returns `taken` if it belongs to another user
 * @throws StoreUnavailableError: the account may belong to the owner
 */
export async function claimAccount(account: Account, owner: AccountOwner, store: Store): Promise<'claimed' | 'taken'> {
  const place = placeOf(account);
  const { subject, username } = owner;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const found = await findRecord(place, store);
    if (!found) {
      if ((await addRecord(place, { subject, username }, store)) === 'added') return 'claimed';
      continue;
    }
    if (ownerOf(found.record)?.subject === subject) return 'claimed';
    if (await userOfRow(account, found.record, store)) return 'taken';
    // The user was removed, or has lost the account: the row is left over.
    if ((await changeRecord(place, { subject, username }, found.revision, store)) === 'changed') return 'claimed';
  }
  throw new StoreUnavailableError('the owner of an account changed again and again');
}

/** Idempotent; the account of another user stays. @throws StoreUnavailableError: the row may be removed */
export async function releaseAccount(account: Account, subject: string, store: Store): Promise<void> {
  const place = placeOf(account);
  const found = await findRecord(place, store);
  if (found && ownerOf(found.record)?.subject === subject) await removeRecord(place, found.revision, store);
}

async function userOfRow(account: Account, record: unknown, store: Store): Promise<StoredUser | undefined> {
  const owner = ownerOf(record);
  const user = owner && (await findUser(owner.username, store));
  return user?.record.subject === owner?.subject && user && hasAccount(user.record, account) ? user : undefined;
}

function ownerOf(record: unknown): AccountOwner | undefined {
  if (typeof record !== 'object' || record === null) return undefined;
  const { subject, username } = record as Partial<Record<keyof AccountOwner, unknown>>;
  return typeof subject === 'string' && typeof username === 'string' ? { subject, username } : undefined;
}

function placeOf(account: Account): RecordPlace {
  const label = { provider: account.provider, account: account.subject };
  return { partition: namedPartition('account', accountName(account)), row: 'account', label, prefix: 'record.' };
}
