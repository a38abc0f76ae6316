import type { Command } from 'commander';
import { inForce } from '../deployment/in-force.ts';
import { withStore } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { print, printJson } from '../terminal/output.ts';
import { changeAndEnd } from './change-user.ts';
import { shownRecord } from './shown-user.ts';

export function addDisable(group: Command): void {
  addCommand(group, {
    usage: 'disable <username>',
    does: 'Stops a user from signing in, signs them out and revokes their grants.',
    examples: ['users disable ada'],
    notes: `The user is signed out everywhere, and their grants are revoked.\n${inForce}`,
  }).action(disable);
}

async function disable(username: string, { json }: JsonOption): Promise<void> {
  const record = await withStore((opened) => changeAndEnd(username, opened, { disabled: true }));
  if (json) printJson(shownRecord(record));
  else
    print(
      `The user ${record.username} has been disabled and signed out, and their grants have been revoked. ${inForce}`,
    );
}
