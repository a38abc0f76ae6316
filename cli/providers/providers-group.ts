import type { Command } from 'commander';
import { addAdd } from './add.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addList } from './list.ts';
import { addRemove } from './remove.ts';
import { addShow } from './show.ts';
import { addUpdate } from './update.ts';

export function addProvidersGroup(program: Command): void {
  const group = program.command('providers').description('Manages the providers through which people sign in.');
  for (const add of [addAdd, addList, addShow, addUpdate, addRemove, addImport, addExport]) add(group);
}
