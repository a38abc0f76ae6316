import type { Command } from 'commander';
import { allUsers, type KnownUser } from '../deployment/known-user.ts';
import { withStore } from '../deployment/operator-store.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { print, printJson, remark, table } from '../terminal/output.ts';
import { emailOf, stateOf, toJson } from './user-view.ts';

export function addList(group: Command): void {
  addCommand(group, {
    usage: 'list',
    does: 'Lists the users.',
    examples: ['users list', 'users list --json'],
    notes: 'Invalid records are listed with their problems (exit code 1).',
  }).action(list);
}

async function list({ json }: JsonOption): Promise<void> {
  const users = await withStore(({ store }) => allUsers(store));
  if (users.some((known) => 'problems' in known)) process.exitCode = exitCodes.refused;
  if (json) return printJson(users.map(toJson));
  if (users.length === 0) return remark(`There are no users. To add a user: ${asTyped('users add --help')}`);
  print(table(['username', 'subject', 'login', 'name', 'email', 'state'], users.map(toRow)));
}

function toRow(known: KnownUser): readonly string[] {
  const { username, subject = '' } = known;
  if (!('record' in known)) return [username, subject, '', '', '', `invalid: ${known.problems.join('; ')}`];
  const { record } = known;
  return [username, subject, record.login ?? '', record.name ?? '', emailOf(record), stateOf(record)];
}
