import type { Command } from 'commander';
import { requireUser, requireValidUser } from '../deployment/known-user.ts';
import { withStore } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { list, print, printJson } from '../terminal/output.ts';
import { pairsOf, toJson } from './user-view.ts';

export function addShow(group: Command): void {
  addCommand(group, {
    usage: 'show <username>',
    does: 'Shows a user.',
    examples: ['users show ada', 'users show ada --json'],
  }).action(show);
}

async function show(username: string, { json }: JsonOption): Promise<void> {
  const { known } = await withStore((opened) => requireUser(username, opened));
  if (!json) return print(list(pairsOf(requireValidUser(known))));
  printJson(toJson(known));
  if ('problems' in known) process.exitCode = exitCodes.refused;
}
