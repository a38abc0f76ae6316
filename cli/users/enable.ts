import type { Command } from 'commander';
import { withStore } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { print, printJson } from '../terminal/output.ts';
import { changeStoredUser } from './change-user.ts';
import { publicRecord } from './user-view.ts';

export function addEnable(group: Command): void {
  addCommand(group, {
    usage: 'enable <username>',
    does: 'Lets a user sign in again. Revoked grants stay revoked.',
    examples: ['users enable ada'],
  }).action(enable);
}

async function enable(username: string, { json }: JsonOption): Promise<void> {
  const record = await withStore((opened) => changeStoredUser(username, opened, { disabled: false }));
  if (json) printJson(publicRecord(record));
  else print(`The user ${record.username} can sign in again. Revoked grants stay revoked.`);
}
