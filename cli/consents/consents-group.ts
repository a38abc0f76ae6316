import type { Command } from 'commander';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addList } from './list.ts';
import { addWithdraw } from './withdraw.ts';

export function addConsentsGroup(program: Command): void {
  const group = program
    .command('consents')
    .description('Manages what users have agreed to, for clients that require consent.');
  for (const add of [addList, addWithdraw, addImport, addExport]) add(group);
}
