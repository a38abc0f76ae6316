// Authenticates users by user name and password, and finds users by subject.
import { OAuthError } from '../errors/oauth-error.ts';
import type { CountingService, Failures } from '../guessing/failures.ts';
import { widestNetwork } from '../http/caller-address.ts';
import type { Report } from '../log/reporting.ts';
import type { Store } from '../store/store.ts';
import type { Passwords } from './password.ts';
import type { QueuePlace } from './password-queue.ts';
import { beginAttempt, type LoginAttempt } from './throttle.ts';
import { normaliseUsername, passwordTagOf, type User, userOf } from './user.ts';
import type { LoginSource } from './user-counters.ts';
import { findUser, findUserOfSubject, type StoredUser } from './user-store.ts';

interface DirectoryParts extends CountingService {
  readonly store: Store;
  readonly passwords: Passwords;
  readonly failures: Failures;
}

export interface AuthenticatedUser extends User {
  readonly passwordTag: string;
}

export interface SignInAttempt extends LoginSource {
  readonly password: string;
}

/**
 * Neither the answer nor its timing reveals whether the user exists or is disabled. Callers take `auth_time` before the call: a
 * barrier that is raised during it, for a new password or a disabled user, then also ends the resulting session and grants.
 * @throws OAuthError InvalidCredentials, UserThrottled with Retry-After, PasswordCheckBusy; StoreUnavailableError
 */
export async function authenticateUser(
  attempt: SignInAttempt,
  service: DirectoryParts,
  report: Pick<Report, 'note'>,
): Promise<AuthenticatedUser> {
  const username = normaliseUsername(attempt.username);
  const source = { ...attempt, username };
  const begun = beginAttempt(source, service);
  const waiting = service.passwords.waiting();
  if (waiting > 0) report.note({ passwords_waiting: waiting });
  let stored: StoredUser | undefined;
  try {
    stored = await findUser(username, service.store);
  } catch (thrown) {
    begun.takeBack();
    throw thrown;
  }
  const current = isOfFormerPassword(begun.source, stored) ? beginAsNewBrowser(begun, service) : begun;
  let verdict: PasswordVerdict;
  try {
    verdict = await checkPassword(attempt.password, stored, placeOf(current), service);
  } catch (thrown) {
    if (thrown instanceof OAuthError && thrown.code === 'PasswordCheckBusy') current.refuse();
    else current.takeBack();
    throw thrown;
  }
  if ('user' in verdict) {
    current.takeBack();
    return verdict.user;
  }
  const { reason, subject } = verdict;
  current.fail({ isExistingUser: subject !== undefined });
  throw new OAuthError('InvalidCredentials', 'The user name or the password is wrong.', {
    reason,
    ...(current.isAppFlooded() && { event: 'app_flooded' }),
    // Never log the user name: people type their password there by mistake.
    log: { ...(subject !== undefined && { subject }) },
  });
}

/** Somebody who knew a former password may have made devices with it, which must not block the owner's. */
function isOfFormerPassword({ device, passwordTag }: LoginSource, stored: StoredUser | undefined): boolean {
  if (device === undefined || passwordTag === undefined || !stored) return false;
  const { password } = stored.record;
  return password === undefined || passwordTag !== passwordTagOf(password);
}

function beginAsNewBrowser(begun: LoginAttempt, service: DirectoryParts): LoginAttempt {
  begun.takeBack();
  return beginAttempt({ ...begun.source, device: undefined }, service);
}

type PasswordVerdict =
  | { readonly user: AuthenticatedUser }
  | { readonly reason: 'UnknownUser' | 'WrongPassword' | 'UserDisabled'; readonly subject?: string };

function placeOf({ source: { username, address, device, app }, misses }: LoginAttempt): QueuePlace {
  if (app !== undefined) return { username, caller: `app ${app}`, from: 'app', misses };
  const from = device === undefined ? 'new browser' : 'device';
  return { username, caller: address && widestNetwork(address), from, misses };
}

async function checkPassword(
  password: string,
  stored: StoredUser | undefined,
  place: QueuePlace,
  { passwords }: Pick<DirectoryParts, 'passwords'>,
): Promise<PasswordVerdict> {
  const isRight = await passwords.verify(password, stored?.record.password, place);
  if (!stored) return { reason: 'UnknownUser' };
  const { subject, disabled, password: record } = stored.record;
  // Without a record no password is right.
  if (!isRight || !record) return { reason: 'WrongPassword', subject };
  if (disabled) return { reason: 'UserDisabled', subject };
  return { user: { ...userOf(stored.record), passwordTag: passwordTagOf(record) } };
}

/** Finds a user, disabled or not; undefined if the user was removed. @throws StoreUnavailableError */
export async function findUserBySubject(
  subject: string,
  { store }: { readonly store: Store },
): Promise<User | undefined> {
  const stored = await findUserOfSubject(subject, store);
  return stored && userOf(stored.record);
}
