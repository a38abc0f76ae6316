// Changes of a stored user, and the end of what the user was given before.
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import { changeUser } from '../../shared/users/user-store.ts';
import { requireUser, requireValidUser } from '../deployment/known-user.ts';
import type { OperatorStore } from '../deployment/operator-store.ts';
import { retryChange, tooManyChanges } from '../deployment/retry-change.ts';

type Change = Partial<Pick<UserRecord, 'disabled' | 'password'>>;

/**
 * Made again from the newer record when somebody else was first.
 * @returns the record that is stored now
 * @throws CommandError: nothing is changed; StoreUnavailableError: whether it is changed is not known
 */
export async function changeStoredUser(
  username: string,
  opened: OperatorStore,
  change: Change | ((record: UserRecord) => Change),
): Promise<UserRecord> {
  return retryChange(`user ${username}`, async () => {
    const { known, revision } = await requireUser(username, opened);
    const before = requireValidUser(known);
    const changed = typeof change === 'function' ? change(before) : change;
    const record = { ...before, ...changed, updated_at: seconds(systemClock) };
    return (await changeUser(record, revision, opened.store)) === 'changed' ? record : 'outdated';
  });
}

/**
 * The same, for a change after which nothing goes on that the user was given before: sessions, codes and grants.
 * @throws as before
 */
export async function changeAndEnd(username: string, opened: OperatorStore, change: Change): Promise<UserRecord> {
  const { subject } = requireValidUser((await requireUser(username, opened)).known);
  // Before, so that nothing is open when the process ends in between; and after, since somebody may have signed in meanwhile.
  await raiseBarrier({ subject }, opened.store);
  const record = await changeStoredUser(username, opened, (before) => {
    if (before.subject !== subject) throw tooManyChanges(`user ${username}`);
    return change;
  });
  await raiseBarrier({ subject }, opened.store);
  return record;
}
