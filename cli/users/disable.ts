import type { Command } from 'commander';
import { addCommand, type JsonOption } from '../command.ts';
import { inForce } from '../in-force.ts';
import { withStore } from '../operator-store.ts';
import { print, printJson } from '../output.ts';
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
