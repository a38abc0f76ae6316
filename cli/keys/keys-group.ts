import type { Command } from 'commander';
import { addList } from './list.ts';
import { addRetire } from './retire.ts';
import { addRotate } from './rotate.ts';

export function addKeysGroup(program: Command): void {
  const group = program
    .command('keys')
    .description('Manages the key ring: of KEYS_FILE, of KEY_VAULT, or the setting KEYS.');
  for (const add of [addList, addRotate, addRetire]) add(group);
}
