import type { Command } from 'commander';
import { addList } from './list.ts';
import { addRevoke } from './revoke.ts';

export function addGrantsGroup(program: Command): void {
  const group = program.command('grants').description('Manages what users have granted to clients.');
  for (const add of [addList, addRevoke]) add(group);
}
