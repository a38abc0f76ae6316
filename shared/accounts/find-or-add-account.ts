// The user of an account at another provider: found by the account, or made at its first sign-in.
import { isDeepStrictEqual } from 'node:util';
import { type Clock, seconds } from '../base/clock.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import type { ExternalIdentity } from '../users/external-identity.ts';
import { type Account, readUserRecord, type User, type UserRecord, userOf } from '../users/user.ts';
import { addUser, changeUser, findUser, type StoredUser } from '../users/user-store.ts';
import { hasAccount, ownSubjectOf, ownUsernameOf } from './account.ts';
import { claimAccount, findAccountUser } from './account-store.ts';

interface AccountParts {
  readonly store: Store;
  readonly clock: Clock;
}

const maxAttempts = 5;

/**
 * In two round trips; three more at the first sign-in, and one more if the provider says something new about its user. Callers
 * take `auth_time` before the call: a barrier that is raised during it then also ends the session.
 * @throws OAuthError UserNotAdmitted if the user is disabled, or the account is of no use here; StoreUnavailableError
 */
export async function findOrAddAccount(identity: ExternalIdentity, { store, clock }: AccountParts): Promise<User> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const record = await findOrAdd(identity, { store, clock });
    if (record?.disabled) throw disabled(record);
    if (record) return userOf(record);
  }
  throw new StoreUnavailableError('the user of an account changed again and again');
}

/** Undefined if another change came in between. */
async function findOrAdd(identity: ExternalIdentity, parts: AccountParts): Promise<UserRecord | undefined> {
  const { store } = parts;
  const account: Account = { provider: identity.provider, subject: identity.subject };
  const found = await findAccountUser(account, store);
  if (found) return updated(found, identity, parts);
  const username = ownUsernameOf(account);
  const existing = await findUser(username, store);
  if (!existing) {
    const record = withProfile(newRecord(account), identity, parts);
    const isAdded = (await addUser(record, store)) === 'added';
    return isAdded && (await claimAccount(account, record, store)) === 'claimed' ? record : undefined;
  }
  // The process that made the user ended before the row of the account was written, or another one is about to write it.
  const isOwn = existing.record.subject === ownSubjectOf(account) && hasAccount(existing.record, account);
  if (!isOwn) throw notOwn(existing.record);
  return (await claimAccount(account, existing.record, store)) === 'claimed'
    ? updated(existing, identity, parts)
    : undefined;
}

/** A user of the directory keeps what the operator wrote; the provider only proves who it is. */
async function updated(
  { record, revision }: StoredUser,
  identity: ExternalIdentity,
  parts: AccountParts,
): Promise<UserRecord | undefined> {
  if (record.disabled || record.subject !== ownSubjectOf(identity)) return record;
  const next = withProfile(record, identity, parts);
  if (isDeepStrictEqual({ ...next, updated_at: record.updated_at }, record)) return record;
  return (await changeUser(next, revision, parts.store)) === 'changed' ? next : undefined;
}

/** @throws OAuthError UserNotAdmitted if the subject is too long or has control characters */
function newRecord(account: Account): UserRecord {
  const record = readUserRecord({
    subject: ownSubjectOf(account),
    username: ownUsernameOf(account),
    email_verified: false,
    disabled: false,
    updated_at: 0,
    accounts: [account],
  });
  if (!('problems' in record)) return record;
  throw new OAuthError('UserNotAdmitted', 'The provider names the user by a subject that no account can have here.', {
    log: { provider: account.provider },
  });
}

type Profile = Pick<UserRecord, 'login' | 'name' | 'email' | 'groups' | 'claims'>;

function withProfile(
  { login: _login, name: _name, email: _email, ...record }: UserRecord,
  { login, name, email, isEmailVerified, groups, claims }: ExternalIdentity,
  { clock }: Pick<AccountParts, 'clock'>,
): UserRecord {
  // Groups and claims that are not the provider's to say are the operator's, and stay.
  const { groups: ownGroups, claims: ownClaims, ...rest } = record;
  const told = { login, name, email, groups: groups ?? ownGroups, claims: claims ?? ownClaims };
  const known = Object.entries(told satisfies { [Member in keyof Profile]-?: unknown }).filter(
    ([member, value]) => hasContent(value) && !('problems' in readUserRecord({ ...rest, [member]: value })),
  );
  const profile: Profile = Object.fromEntries(known);
  return {
    ...rest,
    ...profile,
    email_verified: profile.email !== undefined && isEmailVerified,
    updated_at: seconds(clock),
  };
}

function hasContent(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'object' || Object.keys(Object(value)).length > 0);
}

function disabled({ subject }: UserRecord): OAuthError {
  return new OAuthError('UserNotAdmitted', 'The user may not sign in here.', {
    reason: 'UserDisabled',
    log: { subject },
  });
}

/** An operator has taken the account away from its user, or given the name to another. */
function notOwn({ subject }: UserRecord): OAuthError {
  return new OAuthError('UserNotAdmitted', 'The user may not sign in here.', { log: { subject } });
}
