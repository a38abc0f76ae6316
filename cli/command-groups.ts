import type { Command } from 'commander';
import { addClientsGroup } from './clients/clients-group.ts';
import { addConsentsGroup } from './consents/consents-group.ts';
import { addDoctor } from './doctor/doctor.ts';
import { addExplain } from './explain/explain.ts';
import { addGrantsGroup } from './grants/grants-group.ts';
import { addKeysGroup } from './keys/keys-group.ts';
import { addLint } from './lint/lint.ts';
import { addProvidersGroup } from './providers/providers-group.ts';
import { addSelftest } from './selftest/selftest.ts';
import { addUsersGroup } from './users/users-group.ts';

/** Each adds its commands to the program, in the order in which --help lists them. */
export const commandGroups: readonly ((program: Command) => void)[] = [
  addClientsGroup,
  addUsersGroup,
  addProvidersGroup,
  addConsentsGroup,
  addKeysGroup,
  addGrantsGroup,
  addDoctor,
  addExplain,
  addLint,
  addSelftest,
];
