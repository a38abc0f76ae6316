import type { Command } from 'commander';
import { withStore } from '../deployment/operator-store.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { list, print, printJson } from '../terminal/output.ts';
import { changeStoredUser } from './change-user.ts';
import { addProfileOptions, type ProfileChange, type ProfileOptions, profileOf } from './profile-options.ts';
import { pairsOf, publicRecord } from './user-view.ts';

interface Options extends JsonOption, ProfileOptions {
  readonly emailVerified?: string;
}

export function addUpdate(group: Command): void {
  const command = addCommand(group, {
    usage: 'update <username>',
    does: 'Changes what apps learn about a user: name, email, groups and claims of your own.',
    examples: [
      'users update ada --groups engineers,admins',
      'users update ada --groups ""',
      'users update ada --email ada@example.com --email-verified true',
      'users update ada --claims \'{"department":"Analysis"}\'',
    ],
    notes:
      'An empty text removes what was there; groups and claims replace all that there were. A new email address counts as not\nverified unless --email-verified true is given. Apps get the change with the next ID token or call of /userinfo, and APIs\nwith the next access token. Nobody is signed out. At the next sign-in, another provider of the user may change it again.',
  });
  addProfileOptions(command)
    .option('--email-verified <true|false>', 'whether the address belongs to the user; clients may rely on it')
    .action(update);
}

async function update(username: string, { json, emailVerified, ...options }: Options): Promise<void> {
  const profile = withoutEmpty(profileOf(options));
  if (emailVerified !== undefined && emailVerified !== 'true' && emailVerified !== 'false') {
    throw new CommandError('--email-verified must be true or false.', { exitCode: exitCodes.usage });
  }
  if (Object.keys(profile).length === 0 && emailVerified === undefined) {
    throw new CommandError(`There is nothing to change. To see the options: ${asTyped('users update --help')}`, {
      exitCode: exitCodes.usage,
    });
  }
  const record = await withStore((opened) =>
    changeStoredUser(username, opened, (before) => {
      const email = 'email' in profile ? profile.email : before.email;
      const isSame = email !== undefined && email === before.email;
      const isVerified = emailVerified === undefined ? isSame && before.email_verified : emailVerified === 'true';
      if (!isVerified || email !== undefined) return { ...profile, email_verified: isVerified };
      throw new CommandError('--email-verified true needs an email address: give --email as well.');
    }),
  );
  if (json) printJson(publicRecord(record));
  else print(`The user ${record.username} has been changed.\n\n${list(pairsOf(record))}`);
}

/** An empty text removes the member. */
function withoutEmpty(profile: ProfileChange): ProfileChange {
  return Object.fromEntries(Object.entries(profile).map(([name, value]) => [name, value === '' ? undefined : value]));
}
