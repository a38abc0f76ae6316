// The directory: who signs in with a user name and a password, and what is known of them.
import { OAuthError } from '../errors/oauth-error.ts';
import type { CallerAddress } from '../http/caller-address.ts';
import { findUser, findUserOfSubject } from '../records/users.ts';
import type { Service } from '../service.ts';
import { beginAttempt } from './throttle.ts';
import { normaliseUsername, type User, userOf } from './user.ts';

/** Who tries: a browser that has signed this very user in before has a counter of its own. */
export interface SignInAttempt {
  readonly username: string;
  readonly password: string;
  readonly address: CallerAddress | undefined;
  /** Of a device cookie that names this user; undefined for a stranger. */
  readonly device: string | undefined;
}

/**
 * The user whose password it is. Costs the same and looks the same whether there is such a user or not, and whether the user
 * is disabled. The time of authentication is to be taken before the call: else a barrier that is raised meanwhile, because the
 * password was changed or the user disabled, would not end what follows from it.
 * @throws OAuthError InvalidCredentials (reason UnknownUser, WrongPassword or UserDisabled), UserThrottled with Retry-After, PasswordCheckBusy
 * @throws StoreUnavailableError
 */
export async function authenticateUser(attempt: SignInAttempt, service: Service): Promise<User> {
  const username = normaliseUsername(attempt.username);
  const trying = beginAttempt({ ...attempt, username }, service);
  let judged: Judged;
  try {
    judged = await judge(username, attempt.password, service);
  } catch (thrown) {
    trying.takeBack();
    throw thrown;
  }
  if ('user' in judged) {
    trying.takeBack();
    return judged.user;
  }
  await trying.fail();
  const { reason, subject } = judged;
  throw new OAuthError('InvalidCredentials', 'The user name or the password is wrong.', {
    reason,
    // Never the name as it was typed: people type passwords there.
    log: { ...(subject !== undefined && { subject }) },
  });
}

type Judged =
  | { readonly user: User }
  | { readonly reason: 'UnknownUser' | 'WrongPassword' | 'UserDisabled'; readonly subject?: string };

async function judge(username: string, password: string, service: Service): Promise<Judged> {
  const stored = await findUser(username, service.store);
  const isRight = await service.passwords.verify(password, stored?.record.password);
  if (!stored) return { reason: 'UnknownUser' };
  const { subject, disabled } = stored.record;
  if (!isRight) return { reason: 'WrongPassword', subject };
  return disabled ? { reason: 'UserDisabled', subject } : { user: userOf(stored.record) };
}

/**
 * The user of a token's subject, disabled or not; undefined when there is none any longer.
 * @throws StoreUnavailableError
 */
export async function findUserBySubject(subject: string, service: Service): Promise<User | undefined> {
  const stored = await findUserOfSubject(subject, service.store);
  return stored && userOf(stored.record);
}
