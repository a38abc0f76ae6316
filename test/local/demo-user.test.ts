import { expect, it } from 'vitest';
import { addDemoUser, demoUser } from '../../local/demo-user.ts';
import { unreported } from '../../shared/log/reporting.ts';
import { authenticateUser } from '../../shared/users/directory.ts';
import { hashPassword } from '../../shared/users/password.ts';
import { changeUser, findUser } from '../../shared/users/user-store.ts';
import { openTestService } from '../support/server.ts';

const attempt = { ...demoUser, address: undefined, device: undefined };

it('signs in with the documented password', async () => {
  const service = await openTestService();
  await addDemoUser(service.store);
  expect(await authenticateUser(attempt, service, unreported)).toEqual({
    subject: expect.stringMatching(/^u_[\w-]{22}$/),
    username: 'ada',
    name: 'Ada Lovelace',
    email: 'ada@demo.example',
    isEmailVerified: true,
    isDisabled: false,
    updatedAt: expect.any(Number),
    passwordTag: expect.any(String),
  });
});

it('keeps changes that were made to it', async () => {
  const service = await openTestService();
  await addDemoUser(service.store);
  const first = await findUser('ada', service.store);
  if (!first) throw new Error('it was just added');
  const changed = { ...first.record, password: await hashPassword('of somebody else') };
  await changeUser(changed, first.revision, service.store);
  await addDemoUser(service.store);
  expect(await findUser('ada', service.store)).toMatchObject({ record: changed });
  await expect(authenticateUser(attempt, service, unreported)).rejects.toMatchObject({
    code: 'InvalidCredentials',
    reason: 'WrongPassword',
  });
});

it('is added once when several processes start at the same time', async () => {
  const service = await openTestService();
  await Promise.all([addDemoUser(service.store), addDemoUser(service.store)]);
  expect(await authenticateUser(attempt, service, unreported)).toMatchObject({ username: 'ada' });
});
