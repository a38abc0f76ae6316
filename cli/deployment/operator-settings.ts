// The settings of a command: those of `npm start` in this folder, or, without a checkout, those of a deployment.

import { join, relative } from 'node:path';
import { demoClientsFile, isCheckout, localEnvironment, root } from '../../local/environment.ts';
import { readSettings, type Settings } from '../../shared/settings/settings.ts';
import { isStorageNamed } from '../../shared/settings/storage-settings.ts';
import type { TableStorage } from '../../shared/store/table-storage.ts';
import { CommandError } from '../terminal/exit-codes.ts';

export type Variables = Readonly<Record<string, string>>;

export const settingsFile = join(root, 'local.settings.json');

/** Set, or the default of `npm start`, which is there in a checkout. @throws StartError */
export async function operatorVariables(): Promise<Variables> {
  const { variables } = await localEnvironment(process.env, settingsFile, 'table');
  return withoutDemoClients(variables);
}

/** A named store may belong to another deployment, which does not have the demo clients. */
function withoutDemoClients(variables: Variables): Variables {
  const { CLIENTS_FILE, ...others } = variables;
  return CLIENTS_FILE === demoClientsFile && isStorageNamed(variables) ? others : variables;
}

export function isAzuriteOfFolder(variables: Variables): boolean {
  return isCheckout && variables.STORE === 'table' && !isStorageNamed(variables);
}

export interface StoreSettings extends Pick<Settings, 'clientsFile' | 'providersFile'> {
  readonly store: TableStorage;
}

const unnamedStore =
  'No store is named. Set GRANTS_STORAGE__accountName to the storage account of the deployment (the role Storage Table Data Contributor and az login let you in), or GRANTS_STORAGE to its connection string: in the environment, or under Values of local.settings.json in this folder.';

export class NoStoreError extends CommandError {
  constructor() {
    super(unnamedStore);
  }
}

/** The settings of commands that need neither an issuer nor keys. @throws ConfigError; NoStoreError without a table */
export function storeSettings(variables: Variables): StoreSettings {
  if (variables.STORE === 'table' && !isStorageNamed(variables)) throw new NoStoreError();
  const { store, clientsFile, providersFile } = readSettings({
    ...variables,
    ISSUER: 'http://localhost',
    KEYS: '',
    KEYS_FILE: 'none',
    KEY_VAULT: '',
    KEY_ROTATION_PERIOD: '',
    KEY_PUBLICATION_TIME: '',
  });
  if (store === 'memory') {
    throw new CommandError(
      `STORE is memory, and a command cannot see the data of another process. Set STORE=table, and GRANTS_STORAGE or GRANTS_STORAGE__tableServiceUri${isCheckout ? ' unless you mean the Azurite of npm start' : ''}.`,
    );
  }
  return { store, clientsFile, providersFile };
}

/** As an operator would write it. */
export function displayPath(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith('..') ? file : short;
}
