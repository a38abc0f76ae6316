// Changes a stored user, and revokes the sessions and grants of the user.
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import { readUserRecord, type UserRecord } from '../../shared/users/user.ts';
import { changeUser } from '../../shared/users/user-store.ts';
import { endAccess } from '../deployment/end-access.ts';
import { requireUser, requireValidUser } from '../deployment/known-user.ts';
import type { OperatorStore } from '../deployment/operator-store.ts';
import { retryChange, tooManyChanges } from '../deployment/retry-change.ts';
import { refusal } from '../terminal/exit-codes.ts';

type Changed = 'disabled' | 'password' | 'accounts' | 'name' | 'email' | 'email_verified' | 'groups' | 'claims';

/** An undefined value removes the member. */
type Change = { readonly [Member in Changed]?: UserRecord[Member] | undefined };

type Changing = Change | ((record: UserRecord) => Change);

/**
 * Repeated on the newer record if another change came first.
 * @returns the record that is stored now
 * @throws CommandError: nothing is changed; StoreUnavailableError: whether it is changed is not known
 */
export async function changeStoredUser(username: string, opened: OperatorStore, change: Changing): Promise<UserRecord> {
  return retryChange(`user ${username}`, async () => {
    const { known, revision } = await requireUser(username, opened);
    const before = requireValidUser(known);
    const record = changedRecord(before, { ...changesOf(change, before), updated_at: seconds(systemClock) });
    return (await changeUser(record, revision, opened.store)) === 'changed' ? record : 'outdated';
  });
}

/**
 * The same, and revokes the sessions, codes and grants of the user.
 * @throws as before
 */
export async function changeAndEnd(username: string, opened: OperatorStore, change: Changing): Promise<UserRecord> {
  const { subject } = requireValidUser((await requireUser(username, opened)).known);
  // Once before, in case the process ends in between, and once after, for sign-ins in the meantime.
  await raiseBarrier({ subject }, opened.store);
  const record = await changeStoredUser(username, opened, (before) => {
    if (before.subject !== subject) throw tooManyChanges(`user ${username}`);
    return changesOf(change, before);
  });
  await endAccess({ subject }, opened.store);
  return record;
}

/** Without undefined members. @throws CommandError when the record would be invalid */
function changedRecord(before: UserRecord, change: Change & Pick<UserRecord, 'updated_at'>): UserRecord {
  const members = Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined);
  const record = readUserRecord(Object.fromEntries(members));
  if (!('problems' in record)) return record;
  throw refusal(`The user ${before.username} was not changed, because the record would be invalid:`, record.problems);
}

function changesOf(change: Changing, before: UserRecord): Change {
  return typeof change === 'function' ? change(before) : change;
}
