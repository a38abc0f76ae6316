// Users who have an account at a provider, by the id that it has or had here.
import type { Store } from '../../shared/store/store.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import { allUsers } from '../deployment/known-user.ts';
import { counted, remark } from '../terminal/output.ts';

/** @throws StoreUnavailableError */
export async function usersOf(id: string, store: Store): Promise<readonly UserRecord[]> {
  const users = (await allUsers(store)).flatMap((known) => ('record' in known ? [known.record] : []));
  return users.filter(({ accounts = [] }) => accounts.some(({ provider }) => provider === id));
}

/** Call it for an id that is new, or was removed. @throws StoreUnavailableError */
export async function warnOfFormerUsers(id: string, store: Store): Promise<void> {
  const { length } = await usersOf(id, store);
  if (length === 0) return;
  remark(
    `warning: ${counted(length, 'user')} came from a provider ${id} that was removed. People with the same subjects at this one are signed in as these users. Unless it is the same provider, remove it, and add it with another id.`,
  );
}
