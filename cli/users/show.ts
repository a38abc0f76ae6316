import type { Command } from 'commander';
import { addCommand, type JsonOption } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { withStore } from '../operator-store.ts';
import { list, print, printJson } from '../output.ts';
import { requireRight, requireUser } from './known-user.ts';
import { pairsOf, toJson } from './shown-user.ts';

export function addShow(group: Command): void {
  addCommand(group, {
    usage: 'show <username>',
    does: 'Shows what is known of a user.',
    examples: ['users show ada', 'users show ada --json'],
  }).action(show);
}

async function show(username: string, { json }: JsonOption): Promise<void> {
  const { known } = await withStore((opened) => requireUser(username, opened));
  if (!json) return print(list(pairsOf(requireRight(known))));
  printJson(toJson(known));
  if ('problems' in known) process.exitCode = exitCodes.refused;
}
