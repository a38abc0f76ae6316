// Reads CLIENTS_FILE once, at start-up: its clients do not change while the process runs.

import { ConfigError } from '../base/config-error.ts';
import { readJsonFile } from '../base/json-file.ts';
import type { Client } from './client.ts';
import { readClient } from './read-client.ts';
import { isSameResource } from './resource-uri.ts';

/** @throws ConfigError that lists every problem of every record */
export async function readClientsFile(file: string): Promise<readonly Client[]> {
  const records = await readJsonFile('CLIENTS_FILE', file);
  if (!Array.isArray(records)) throw new ConfigError([`CLIENTS_FILE: ${file} must be an array of client records`]);

  const read = records.map((record: unknown) => readClient(record));
  const clients = read.filter((each): each is Client => !('problems' in each));
  const problems = read.flatMap((each, index) => {
    const id: unknown = records[index]?.client_id;
    const label = `CLIENTS_FILE: record ${index + 1}${typeof id === 'string' ? ` (${id})` : ''}`;
    const found = 'problems' in each ? each.problems : clashesOf(each, clients);
    return found.map((problem) => `${label}: ${problem}`);
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return clients;
}

function clashesOf(client: Client, clients: readonly Client[]): readonly string[] {
  const first = clients.find(({ id }) => id === client.id);
  // `aud` is a client id in id tokens and a resource in access tokens: a name must not be both, or one passes for the other.
  const isResource = clients.some(({ resources }) => resources.some(({ uri }) => isSameResource(uri, client.id)));
  return [
    ...(first === client ? [] : ['duplicate client_id']),
    ...(isResource ? ['client_id is a resource of another client'] : []),
  ];
}
