import type { Command } from 'commander';
import { releaseAccount } from '../../shared/accounts/account-store.ts';
import type { Account, UserRecord } from '../../shared/users/user.ts';
import { requireUser, requireValidUser } from '../deployment/known-user.ts';
import { withStore } from '../deployment/operator-store.ts';
import { revocationNotice } from '../deployment/revocation-notice.ts';
import { addCare, type CareOptions, mayGoOn } from '../terminal/care.ts';
import { addCommand } from '../terminal/command.ts';
import { CommandError, refusal } from '../terminal/exit-codes.ts';
import { print, printJson } from '../terminal/output.ts';
import { changeAndEnd } from './change-user.ts';
import { withoutAccount } from './link.ts';
import { publicRecord } from './user-view.ts';

interface Options extends CareOptions {
  readonly provider: string;
  readonly subject?: string;
}

export function addUnlink(group: Command): void {
  const command = addCommand(group, {
    usage: 'unlink <username>',
    does: 'Takes an account at another provider away from a user, signs them out and revokes their grants.',
    examples: ['users unlink ada --provider entra', 'users unlink ada --provider github --subject 583231 --dry-run'],
    notes: `A user without a password and without accounts cannot sign in. The account itself is not kept out: at its next\nsign-in it gets a user for itself. To keep somebody out, use users disable.\n${revocationNotice}`,
  })
    .requiredOption('--provider <id>', 'the id of the provider')
    .option('--subject <subject>', 'which of several accounts at the provider');
  addCare(command).action(unlink);
}

async function unlink(typed: string, options: Options): Promise<void> {
  await withStore(async (opened) => {
    const found = requireValidUser((await requireUser(typed, opened)).known);
    const account = requireAccount(found, options);
    const { username } = found;
    const consequence = () => ({
      text: `This takes the account ${account.subject} at ${account.provider} away from the user ${username}, signs them out and ends all their grants.${lockOut(found)}`,
      json: { username, account },
    });
    if (!(await mayGoOn(options, consequence))) return;
    const record = await changeAndEnd(username, opened, (before) => withoutAccount(before, account));
    await releaseAccount(account, record.subject, opened.store);
    if (options.json) return printJson(publicRecord(record));
    print(
      `The user ${username} can no longer sign in with the account ${account.subject} at ${account.provider}, and has been signed out, with all grants revoked.${lockOut(found)} ${revocationNotice}`,
    );
  }, 'Run the command again.');
}

function requireAccount({ username, accounts = [] }: UserRecord, { provider, subject }: Options): Account {
  const there = accounts.filter((each) => each.provider === provider);
  const fitting = there.filter((each) => subject === undefined || each.subject === subject);
  const [account, ...others] = fitting;
  if (account && others.length === 0) return account;
  if (fitting.length === 0) {
    throw new CommandError(
      `The user ${username} has no ${subject === undefined ? 'account' : 'such account'} at ${provider}.`,
    );
  }
  throw refusal(
    `The user ${username} has several accounts at ${provider}. Say which with --subject:`,
    there.map((each) => each.subject),
  );
}

function lockOut({ password, accounts = [] }: UserRecord): string {
  return password === undefined && accounts.length === 1 ? ' The user has nothing else to sign in with.' : '';
}
