import type { Command } from 'commander';
import { addAdd } from './add.ts';
import { addDisable } from './disable.ts';
import { addEnable } from './enable.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addLink } from './link.ts';
import { addList } from './list.ts';
import { addRemove } from './remove.ts';
import { addSetPassword } from './set-password.ts';
import { addShow } from './show.ts';
import { addUnlink } from './unlink.ts';
import { addUpdate } from './update.ts';

export function addUsersGroup(program: Command): void {
  const group = program.command('users').description('Manages the users who can sign in.');
  for (const add of [
    addAdd,
    addList,
    addShow,
    addUpdate,
    addSetPassword,
    addLink,
    addUnlink,
    addDisable,
    addEnable,
    addRemove,
    addImport,
    addExport,
  ])
    add(group);
}
