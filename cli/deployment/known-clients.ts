// All clients of the store and of CLIENTS_FILE, which takes precedence.

import { readJsonFile } from '../../shared/base/json-file.ts';
import type { Client } from '../../shared/clients/client.ts';
import { type ClientRecord, hashSecret } from '../../shared/clients/client-record.ts';
import { readClientsFile } from '../../shared/clients/clients-file.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { findRegistration, listRegistrations } from '../../shared/clients/registered-clients.ts';
import type { Store } from '../../shared/store/store.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { withProgress } from '../terminal/progress.ts';
import { displayPath } from './operator-settings.ts';
import type { OperatorStore } from './operator-store.ts';
import { weakness } from './secret-strength.ts';

export type KnownClient =
  | {
      readonly id: string;
      readonly origin: Origin;
      readonly record: ClientRecord;
      readonly client: Client;
      /** Why the secret is weak, if the record has it in plain text: a hash cannot be checked. */
      readonly weakness?: string;
    }
  | { readonly id: string; readonly origin: Origin; readonly record: unknown; readonly problems: readonly string[] };

type Origin = 'store' | 'CLIENTS_FILE';

const noId = '(unknown)';

/** By id. @throws StoreUnavailableError, ConfigError */
export async function knownClients({ store, settings }: OperatorStore): Promise<readonly KnownClient[]> {
  const known = [...(await fileClients(settings))];
  const shown: Store = { ...store, listKind: (kind) => withProgress(store.listKind(kind), 'rows read') };
  for await (const { record, owner } of listRegistrations(shown)) known.push(readStored(record, owner));
  return known.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** @throws ConfigError when the file is wrong */
export async function fileClients({
  clientsFile,
}: Pick<OperatorStore['settings'], 'clientsFile'>): Promise<readonly KnownClient[]> {
  if (clientsFile === undefined) return [];
  await readClientsFile(clientsFile);
  const records = await readJsonFile('CLIENTS_FILE', clientsFile);
  return Array.isArray(records) ? records.map((record: unknown) => read(record, 'CLIENTS_FILE')) : [];
}

/** Checks the schema. `owner` is the client id by the place of the record in the store, if that has it. */
function readStored(record: unknown, owner: string | undefined): KnownClient {
  if (record === undefined) return { id: owner ?? noId, origin: 'store', record, problems: ['it is not valid JSON'] };
  const known = read(record, 'store');
  if (owner === undefined || known.id === owner) return known;
  const problems =
    known.id === noId && 'problems' in known ? known.problems : [`it belongs to another client, ${known.id}`];
  return { id: owner, origin: 'store', record, problems };
}

function read(value: unknown, origin: Origin): KnownClient {
  const client = readClient(value);
  if ('problems' in client) return { id: idOf(value), origin, record: value, problems: client.problems };
  // The schema has just passed it.
  const record = value as ClientRecord;
  const weak = record.client_secret === undefined ? undefined : weakness(record.client_secret);
  return { id: client.id, origin, record: hashSecret(record), client, ...(weak !== undefined && { weakness: weak }) };
}

function idOf(value: unknown): string {
  const isNamed = typeof value === 'object' && value !== null && 'client_id' in value;
  return isNamed && typeof value.client_id === 'string' ? value.client_id : noId;
}

/** In the store or in CLIENTS_FILE, valid or not. @throws StoreUnavailableError, ConfigError */
export async function isRegistered(id: string, { store, settings }: OperatorStore): Promise<boolean> {
  if ((await findRegistration(id, store)) !== undefined) return true;
  return (await fileClients(settings)).some((client) => client.id === id);
}

export interface StoredClient {
  readonly known: KnownClient;
  readonly revision: string;
}

/** Finds a client that can be changed. @throws CommandError for an id that is not stored; StoreUnavailableError, ConfigError */
export async function requireStored(id: string, { store, settings }: OperatorStore): Promise<StoredClient> {
  const registration = await findRegistration(id, store);
  if (registration) {
    return { known: readStored(registration.record, id), revision: registration.revision };
  }
  const isInFile = (await fileClients(settings)).some((client) => client.id === id);
  throw new CommandError(
    isInFile
      ? `The client ${id} is in CLIENTS_FILE (${displayPath(settings.clientsFile ?? '')}): change it there.`
      : `There is no client ${id}. To see all clients: ${asTyped('clients list')}`,
  );
}

/** @throws CommandError when the record cannot be understood */
export function requireValid(known: KnownClient): { readonly record: ClientRecord; readonly client: Client } {
  if (!('problems' in known)) return known;
  throw new CommandError(
    [
      `The stored record of the client ${known.id} is invalid:`,
      ...known.problems.map((problem) => `  - ${problem}`),
      'Fix it with clients update, replace it with clients import --replace, or remove it.',
    ].join('\n'),
  );
}
