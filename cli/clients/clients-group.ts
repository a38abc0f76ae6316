import type { Command } from 'commander';
import { addAdd } from './add.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addList } from './list.ts';
import { addRemove } from './remove.ts';
import { addRotateSecret } from './rotate-secret.ts';
import { addShow } from './show.ts';
import { addUpdate } from './update.ts';

export function addClientsGroup(program: Command): void {
  const group = program.command('clients').description('Manages the clients in the store.');
  for (const add of [addAdd, addList, addShow, addUpdate, addRotateSecret, addRemove, addImport, addExport]) add(group);
}
