import type { Command } from 'commander';
import { inForce } from '../deployment/in-force.ts';
import { requireRight, requireUser } from '../deployment/known-user.ts';
import { withStore } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { print, printJson } from '../terminal/output.ts';
import { changeAndEnd } from './change-user.ts';
import { newPassword, type PasswordOption, passwordShown, passwordStdin } from './new-password.ts';
import { shownRecord } from './shown-user.ts';

interface Options extends JsonOption, PasswordOption {}

export function addSetPassword(group: Command): void {
  addCommand(group, {
    usage: 'set-password <username>',
    does: 'Gives a user another password, shows it once, and ends what was open.',
    examples: ['users set-password ada', 'users set-password ada --password-stdin'],
    notes: `The user is signed out everywhere, and what they granted to clients is ended.\n${inForce}`,
  })
    .option(...passwordStdin)
    .action(setPassword);
}

async function setPassword(typed: string, { json, ...options }: Options): Promise<void> {
  const whenUnknown = options.passwordStdin
    ? 'Run the command again.'
    : 'Run the command again: the password that it then shows works.';
  await withStore(async (opened) => {
    const { username, email, name } = requireRight((await requireUser(typed, opened)).known);
    const password = await newPassword(options, { username, email, name });
    const record = await changeAndEnd(username, opened, { password: password.record });
    if (json) return printJson({ ...shownRecord(record), ...(password.shown && { password: password.shown }) });
    print(
      [
        `The user ${username} has a new password, and what was open is ended. ${inForce}`,
        ...passwordShown(password),
      ].join('\n'),
    );
  }, whenUnknown);
}
