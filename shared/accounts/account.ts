// An account at another provider, and the user that is made for it.
import { sha256 } from '../base/sha256.ts';
import type { Account } from '../users/user.ts';

/** Accounts of two providers never have the same name, whatever their subjects are. */
export function accountName({ provider, subject }: Account): string {
  return JSON.stringify([provider, subject]);
}

/** The same on every instance, so that two first sign-ins at once make one user. */
export function ownSubjectOf(account: Account): string {
  return `u_${sha256(accountName(account)).toString('base64url').slice(0, 22)}`;
}

/** No user of the directory has such a name: `users add` refuses it. */
export function ownUsernameOf(account: Account): string {
  return `${account.provider}:${sha256(accountName(account)).toString('hex').slice(0, 32)}`;
}

export function isOwnUsername(username: string): boolean {
  return /^[a-z0-9-]{1,32}:[0-9a-f]{32}$/.test(username);
}

export function hasAccount({ accounts = [] }: { readonly accounts?: readonly Account[] }, account: Account): boolean {
  return accounts.some(({ provider, subject }) => provider === account.provider && subject === account.subject);
}
