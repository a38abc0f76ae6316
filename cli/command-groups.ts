import type { Command } from 'commander';
import { addClientsGroup } from './clients/clients-group.ts';

/** Each adds its commands to the program, in the order in which --help lists them. */
export const commandGroups: readonly ((program: Command) => void)[] = [addClientsGroup];
