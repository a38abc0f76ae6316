import type { Command } from 'commander';
import { requireUser, requireValidUser } from '../deployment/known-user.ts';
import { withStore } from '../deployment/operator-store.ts';
import { revocationNotice } from '../deployment/revocation-notice.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { print, printJson } from '../terminal/output.ts';
import { changeAndEnd } from './change-user.ts';
import { newPassword, type PasswordOption, passwordLines, passwordStdin } from './new-password.ts';
import { publicRecord } from './user-view.ts';

interface Options extends JsonOption, PasswordOption {}

export function addSetPassword(group: Command): void {
  addCommand(group, {
    usage: 'set-password <username>',
    does: 'Gives a user a new password, shows it once, signs the user out and revokes their grants.',
    examples: ['users set-password ada', 'users set-password ada --password-stdin'],
    notes: `The user is signed out everywhere, and their grants are revoked.\n${revocationNotice}`,
  })
    .option(...passwordStdin)
    .action(setPassword);
}

async function setPassword(typed: string, { json, ...options }: Options): Promise<void> {
  const whenUnknown = options.passwordStdin
    ? 'Run the command again.'
    : 'Run the command again and use the password that it shows.';
  await withStore(async (opened) => {
    const { username, email, name } = requireValidUser((await requireUser(typed, opened)).known);
    const password = await newPassword(options, { username, email, name });
    const record = await changeAndEnd(username, opened, { password: password.record });
    if (json) return printJson({ ...publicRecord(record), ...(password.shown && { password: password.shown }) });
    print(
      [
        `The user ${username} has a new password and has been signed out, and their grants have been revoked. ${revocationNotice}`,
        ...passwordLines(password),
      ].join('\n'),
    );
  }, whenUnknown);
}
