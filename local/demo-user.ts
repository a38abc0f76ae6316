// The user of the demo. The password is published, so the account must exist on this machine only.
import { seconds, systemClock } from '../shared/base/clock.ts';
import type { Store } from '../shared/store/store.ts';
import { hashPassword } from '../shared/users/password.ts';
import { newSubject } from '../shared/users/user.ts';
import { addUser, findUserAsStored } from '../shared/users/user-store.ts';

export const demoUser = {
  username: 'ada',
  password: 'ada-for-local-use-only',
  name: 'Ada Lovelace',
  email: 'ada@demo.example',
} as const;

/** Leaves a user of that name unchanged. The store must be of this machine. @throws StoreUnavailableError */
export async function addDemoUser(store: Store): Promise<void> {
  const { username, password, name, email } = demoUser;
  if (await findUserAsStored(username, store)) return;
  const record = {
    subject: newSubject(),
    username,
    name,
    email,
    email_verified: true,
    disabled: false,
    updated_at: seconds(systemClock),
    password: await hashPassword(password),
  };
  await addUser(record, store);
}
