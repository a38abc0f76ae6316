// users link and users unlink: who signs in with an account at another provider afterwards.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { ownUsernameOf } from '../../shared/accounts/account.ts';
import { claimAccount } from '../../shared/accounts/account-store.ts';
import { findOrAddAccount } from '../../shared/accounts/find-or-add-account.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import { openBarriers } from '../../shared/grants/barriers.ts';
import type { Store } from '../../shared/store/store.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { addTestUser } from '../support/users.ts';

let azurite: Azurite;
let store: Store;
let cli: CommandLine;
beforeAll(async () => {
  azurite = await startTestAzurite();
  store = await openTestStore(azurite);
  cli = await openCommandLine({ STORE: 'table', GRANTS_STORAGE: azurite.connectionString });
});
afterAll(async () => {
  await cli.close();
  await azurite.close();
});

let count = 0;
let username: string;
let oid: string;
beforeEach(async () => {
  count += 1;
  username = `ada-${count}`;
  oid = `aaaaaaaa-bbbb-cccc-dddd-${String(count).padStart(12, '0')}`;
  await addTestUser(store, username);
});

const link = (subject = oid, name = username) =>
  cli.call(['users', 'link', name, '--provider', 'entra', '--subject', subject]);

async function signIn(subject = oid): Promise<string> {
  try {
    const identity = { provider: 'entra', subject, isEmailVerified: false };
    return (await findOrAddAccount(identity, { store, clock: systemClock })).username;
  } catch (thrown) {
    if (thrown instanceof OAuthError) return thrown.code;
    throw thrown;
  }
}

it('lets the user sign in with the account, and says so', async () => {
  expect(await link()).toMatchObject({
    code: 0,
    stdout: `The user ${username} can sign in with the account ${oid} at entra.\n`,
  });
  expect(await signIn()).toBe(username);
  expect(await cli.json(['users', 'show', username])).toMatchObject({
    accounts: [{ provider: 'entra', subject: oid }],
  });
});

it('can be repeated', async () => {
  await link();
  expect(await link()).toMatchObject({ code: 0 });
  expect((await cli.json(['users', 'show', username])).accounts).toHaveLength(1);
});

it('does not take the account of another user, and says what to do', async () => {
  const own = await signIn();
  expect(own).toBe(ownUsernameOf({ provider: 'entra', subject: oid }));
  const refused = await link();
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain(`The account belongs to the user ${own}. `);
  expect(await signIn()).toBe(own);
  expect(await cli.call(['users', 'remove', own])).toMatchObject({ code: 0 });
  expect(await link()).toMatchObject({ code: 0 });
  expect(await signIn()).toBe(username);
});

it('leaves the record as it was if another user gets the account at the same time', async () => {
  const other = await addTestUser(store, `${username}-other`, { accounts: [{ provider: 'entra', subject: oid }] });
  // Listed, but not claimed: as between the two writes of another command.
  const claiming = claimAccount({ provider: 'entra', subject: oid }, other, store);
  const [linked] = await Promise.all([link(), claiming]);
  const { accounts = [] } = await cli.json(['users', 'show', username]);
  expect([linked.code, accounts.length, await signIn()]).toBeOneOf([
    [0, 1, username],
    [1, 0, other.username],
  ]);
});

it.each([
  ['an empty subject', ''],
  ['one with a line feed', 'a\nb'],
  ['one that is too long', 'x'.repeat(513)],
])('refuses %s, and changes nothing', async (_what, subject) => {
  expect(await link(subject)).toMatchObject({ code: 1, stdout: '' });
  expect(await cli.json(['users', 'show', username])).not.toHaveProperty('accounts');
});

it('refuses a user who does not exist', async () => {
  const refused = await link(oid, 'nobody');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('There is no user nobody.')]);
});

it('takes the account away, signs the user out, and leaves the account to a user of its own', async () => {
  await link();
  const { subject } = await cli.json(['users', 'show', username]);
  const since = Math.floor(Date.now() / 1000);
  const args = ['users', 'unlink', username, '--provider', 'entra'];
  expect(await cli.call([...args, '--dry-run'])).toMatchObject({
    code: 0,
    stdout: `This takes the account ${oid} at entra away from the user ${username}, signs them out and ends all their grants.\nNothing was changed.\n`,
  });
  expect(await signIn()).toBe(username);
  expect(await cli.call(args)).toMatchObject({ code: 0 });
  expect(await openBarriers({ store, clock: systemClock }).hasEnded({ clientId: 'web', subject, since })).toBe(true);
  expect(await signIn()).toBe(ownUsernameOf({ provider: 'entra', subject: oid }));
  expect(await cli.call(args)).toMatchObject({ code: 1 });
});

it('warns when nothing is left to sign in with, and then keeps the account out', async () => {
  const own = await signIn();
  const { stdout } = await cli.call(['users', 'unlink', own, '--provider', 'entra']);
  expect(stdout).toContain('The user has nothing else to sign in with.');
  expect(await signIn()).toBe('UserNotAdmitted');
});

it('asks which of several accounts at the provider', async () => {
  await link();
  await link(`${oid}-2`);
  const args = ['users', 'unlink', username, '--provider', 'entra'];
  const refused = await cli.call(args);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(`Say which with --subject:\n  - ${oid}\n  - ${oid}-2\n`);
  expect(await cli.call([...args, '--subject', `${oid}-2`])).toMatchObject({ code: 0 });
  expect(await signIn()).toBe(username);
});

it('makes a user after its user was removed, of which the command warns', async () => {
  await link();
  expect(await cli.call(['users', 'remove', username])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(
      '\nwarning: this person can still sign in with entra, and is then added again. To keep them out, use users disable in place of users remove, or the rules of the provider.\n',
    ),
  });
  expect(await signIn()).toBe(ownUsernameOf({ provider: 'entra', subject: oid }));
});
