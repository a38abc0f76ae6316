import type { Command } from 'commander';
import { isOwnUsername } from '../../shared/accounts/account.ts';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { newSubject, normaliseUsername, readUserRecord } from '../../shared/users/user.ts';
import { addUser } from '../../shared/users/user-store.ts';
import { withStore } from '../deployment/operator-store.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, exitCodes, refusal } from '../terminal/exit-codes.ts';
import { print, printJson } from '../terminal/output.ts';
import { newPassword, type PasswordOption, passwordLines, passwordStdin } from './new-password.ts';
import { addProfileOptions, given, type ProfileOptions, profileOf } from './profile-options.ts';
import { publicRecord } from './user-view.ts';

interface Options extends JsonOption, PasswordOption, ProfileOptions {
  readonly emailVerified?: boolean;
}

export function addAdd(group: Command): void {
  const command = addCommand(group, {
    usage: 'add <username>',
    does: 'Adds a user and shows the new password once.',
    examples: [
      'users add ada --name "Ada Lovelace" --email ada@example.com --email-verified',
      'users add ada --groups engineers,admins',
      'users add ada --password-stdin',
    ],
    notes:
      'User names ignore case and spaces at the ends. --email-verified says that the address belongs to the user; clients may\nrely on it.',
  });
  addProfileOptions(command)
    .option('--email-verified', 'the address belongs to the user')
    .option(...passwordStdin)
    .action(add);
}

async function add(typed: string, { json, emailVerified = false, ...options }: Options): Promise<void> {
  const profile = given(profileOf(options));
  const { name, email } = profile;
  if (emailVerified && email === undefined) {
    throw new CommandError('--email-verified needs --email.', { exitCode: exitCodes.usage });
  }
  const username = normaliseUsername(typed);
  if (isOwnUsername(username)) {
    throw new CommandError(`The user name ${username} is kept for a user of another provider.`);
  }
  const password = await newPassword(options, { username, email, name });
  const record = readUserRecord({
    subject: newSubject(),
    username,
    ...profile,
    email_verified: emailVerified,
    disabled: false,
    updated_at: seconds(systemClock),
    password: password.record,
  });
  if ('problems' in record) {
    throw refusal(
      `The user ${username || typed.slice(0, 100)} was not added, because the record is invalid:`,
      record.problems,
    );
  }
  const whenUnknown = password.shown
    ? `If users show ${username} finds the user, use users set-password ${username} to get a password; otherwise run the command again.`
    : 'Run the command again.';
  await withStore(async ({ store }) => {
    if ((await addUser(record, store)) === 'exists') {
      throw new CommandError(
        `A user ${username} already exists. To set another password: ${asTyped(`users set-password ${username}`)}`,
      );
    }
    if (json) return printJson({ ...publicRecord(record), ...(password.shown && { password: password.shown }) });
    print(
      [`The user ${username} has been added, with the subject ${record.subject}.`, ...passwordLines(password)].join(
        '\n',
      ),
    );
  }, whenUnknown);
}
