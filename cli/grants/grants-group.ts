import type { Command } from 'commander';
import { addList } from './list.ts';
import { addRevoke } from './revoke.ts';

export function addGrantsGroup(program: Command): void {
  const group = program.command('grants').description('What users have granted to clients, and is not over.');
  for (const add of [addList, addRevoke]) add(group);
}
