import type { Command } from 'commander';
import { accountName, hasAccount } from '../../shared/accounts/account.ts';
import { claimAccount, findAccountUser } from '../../shared/accounts/account-store.ts';
import { type Account, readUserRecord, type UserRecord } from '../../shared/users/user.ts';
import { requireUser, requireValidUser } from '../deployment/known-user.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, refusal } from '../terminal/exit-codes.ts';
import { print, printJson } from '../terminal/output.ts';
import { changeStoredUser } from './change-user.ts';
import { publicRecord } from './user-view.ts';

interface Options extends JsonOption {
  readonly provider: string;
  readonly subject: string;
}

export function addLink(group: Command): void {
  addCommand(group, {
    usage: 'link <username>',
    does: 'Lets a user sign in with an account at another provider too.',
    examples: [
      'users link ada --provider entra --subject aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      'users link ada --provider github --subject 583231',
    ],
    notes:
      'Accounts are never joined by their e-mail addresses: this command is the only way. The subject is what the provider\ncalls the user and never gives to another: oid of Entra, id of GitHub. Somebody who has signed in with the account\nalready has a user for it, which is to be removed first.',
  })
    .requiredOption('--provider <id>', 'the id of the provider, as in providers list')
    .requiredOption('--subject <subject>', 'the subject of the account at the provider, exactly as it is there')
    .action(link);
}

async function link(typed: string, { json, provider, subject }: Options): Promise<void> {
  const account: Account = { provider, subject };
  await withStore(async (opened) => {
    const user = requireValidUser((await requireUser(typed, opened)).known);
    const { username } = user;
    requireFitting(user, account);
    await requireFree(account, username, opened);
    // First the record: a row alone has no effect, and a record alone is completed when the command is repeated.
    const record = await changeStoredUser(username, opened, (before) => withAccount(before, account));
    if ((await claimAccount(account, record, opened.store)) === 'taken') {
      await changeStoredUser(username, opened, (before) => withoutAccount(before, account));
      throw new CommandError(`Another user got the account ${accountName(account)} in the meantime.`);
    }
    if (json) printJson(publicRecord(record));
    else print(`The user ${username} can sign in with the account ${subject} at ${provider}.`);
  }, 'Run the command again.');
}

function requireFitting(user: UserRecord, account: Account): void {
  const changed = readUserRecord({ ...user, ...withAccount(user, account) });
  if ('problems' in changed) throw refusal(`The user ${user.username} was not changed:`, changed.problems);
}

async function requireFree(account: Account, username: string, { store }: OperatorStore): Promise<void> {
  const owner = await findAccountUser(account, store);
  if (owner === undefined || owner.record.username === username) return;
  const { username: other } = owner.record;
  throw new CommandError(
    `The account belongs to the user ${other}. If that is the same person, remove the user, whose grants and consents end with it: ${asTyped(`users remove ${other}`)}`,
  );
}

function withAccount(record: UserRecord, account: Account): Pick<UserRecord, 'accounts'> {
  return { accounts: hasAccount(record, account) ? (record.accounts ?? []) : [...(record.accounts ?? []), account] };
}

export function withoutAccount({ accounts = [] }: UserRecord, account: Account): Pick<UserRecord, 'accounts'> {
  return { accounts: accounts.filter((each) => accountName(each) !== accountName(account)) };
}
