import type { Command } from 'commander';
import { withStore } from '../deployment/operator-store.ts';
import { revocationNotice } from '../deployment/revocation-notice.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { print, printJson } from '../terminal/output.ts';
import { changeAndEnd } from './change-user.ts';
import { publicRecord } from './user-view.ts';

export function addDisable(group: Command): void {
  addCommand(group, {
    usage: 'disable <username>',
    does: 'Stops a user from signing in, signs them out and revokes their grants.',
    examples: ['users disable ada'],
    notes: `The user is signed out everywhere, and their grants are revoked.\n${revocationNotice}`,
  }).action(disable);
}

async function disable(username: string, { json }: JsonOption): Promise<void> {
  const record = await withStore((opened) => changeAndEnd(username, opened, { disabled: true }));
  if (json) printJson(publicRecord(record));
  else
    print(
      `The user ${record.username} has been disabled and signed out, and their grants have been revoked. ${revocationNotice}`,
    );
}
