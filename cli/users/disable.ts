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
    does: 'Lets a user sign in no longer, and ends what was open.',
    examples: ['users disable ada'],
    notes: `The user is signed out everywhere, and what they granted to clients is ended.\n${inForce}`,
  }).action(disable);
}

async function disable(username: string, { json }: JsonOption): Promise<void> {
  const record = await withStore((opened) => changeAndEnd(username, opened, { disabled: true }));
  if (json) printJson(shownRecord(record));
  else print(`The user ${record.username} is disabled, and what was open is ended. ${inForce}`);
}
