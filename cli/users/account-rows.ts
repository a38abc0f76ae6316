// The rows that lead from accounts at other providers to a user, made to fit the record of the user.
import { accountName, hasAccount } from '../../shared/accounts/account.ts';
import { claimAccount, releaseAccount } from '../../shared/accounts/account-store.ts';
import type { Store } from '../../shared/store/store.ts';
import type { Account, UserRecord } from '../../shared/users/user.ts';
import { CommandError } from '../terminal/exit-codes.ts';

type WithAccounts = Pick<UserRecord, 'accounts'>;

export function lostAccounts(before: WithAccounts, after: WithAccounts): readonly Account[] {
  return (before.accounts ?? []).filter((account) => !hasAccount(after, account));
}

/** Call after the record was written. @throws CommandError if another user has an account; StoreUnavailableError */
export async function writeAccounts(record: UserRecord, lost: readonly Account[], store: Store): Promise<void> {
  for (const account of lost) await releaseAccount(account, record.subject, store);
  for (const account of record.accounts ?? []) {
    if ((await claimAccount(account, record, store)) === 'claimed') continue;
    throw new CommandError(`the account ${accountName(account)} belongs to another user`);
  }
}

/** Finds accounts that two users list. */
export function ownersOf(users: readonly UserRecord[]): ReadonlyMap<string, UserRecord> {
  return new Map(
    users.flatMap((user) => (user.accounts ?? []).map((account) => [accountName(account), user] as const)),
  );
}
