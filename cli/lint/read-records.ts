// The records that lint checks: those of the files, as far as they can be read, and of the store.
import { ConfigError } from '../../shared/base/config-error.ts';
import { fileClients, type KnownClient, knownClients } from '../deployment/known-clients.ts';
import { fileProviders, type KnownProvider, knownProviders } from '../deployment/known-providers.ts';
import type { Variables } from '../deployment/operator-settings.ts';
import { withStoreOf } from '../deployment/operator-store.ts';
import type { LintFinding } from './lint-finding.ts';
import { type ProviderFinding, unreadFile } from './lint-providers.ts';

interface ReadRecords {
  readonly clients: readonly KnownClient[];
  readonly providers: readonly KnownProvider[];
  /** Problems of CLIENTS_FILE and PROVIDERS_FILE, which are then ignored. */
  readonly unread: readonly (LintFinding | ProviderFinding)[];
}

/** @throws StoreUnavailableError, ConfigError, CommandError */
export async function readRecords(variables: Variables): Promise<ReadRecords> {
  const file = await readFileClients(variables.CLIENTS_FILE);
  const providersFile = await readFileProviders(variables.PROVIDERS_FILE);
  const unread = [...file.unread, ...providersFile.unread];
  if (variables.STORE === 'memory') return { clients: file.clients, providers: providersFile.providers, unread };
  return withStoreOf(variables, async ({ store, settings }) => {
    const opened = { store, settings: { ...settings, clientsFile: undefined, providersFile: undefined } };
    const [clients, providers] = [await knownClients(opened), await knownProviders(opened)];
    return {
      clients: [...file.clients, ...clients].sort(byId),
      providers: [...providersFile.providers, ...providers].sort(byId),
      unread,
    };
  });
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}

async function readFileProviders(
  providersFile: string | undefined,
): Promise<Pick<ReadRecords, 'providers' | 'unread'>> {
  try {
    return { providers: await fileProviders({ providersFile }), unread: [] };
  } catch (thrown) {
    return { providers: [], unread: unreadFile(thrown) };
  }
}

async function readFileClients(clientsFile: string | undefined): Promise<Pick<ReadRecords, 'clients' | 'unread'>> {
  try {
    return { clients: await fileClients({ clientsFile }), unread: [] };
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    const todo = 'fix the file: the service does not start with it';
    const unread = thrown.problems.map(
      (what): LintFinding => ({
        level: 'error',
        client_id: 'CLIENTS_FILE',
        what: what.replace(/^CLIENTS_FILE: /, ''),
        todo,
      }),
    );
    return { clients: [], unread };
  }
}
