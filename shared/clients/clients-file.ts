// Reads CLIENTS_FILE once, at start-up: its clients do not change while the process runs.

import { ConfigError } from '../base/config-error.ts';
import { readJsonFile } from '../base/json-file.ts';
import type { Client } from './client.ts';
import { readClient } from './read-client.ts';
import { normaliseResource } from './resource-uri.ts';

/** @throws ConfigError that lists every problem of every record */
export async function readClientsFile(file: string): Promise<readonly Client[]> {
  const records = await readJsonFile('CLIENTS_FILE', file);
  if (!Array.isArray(records)) throw new ConfigError([`CLIENTS_FILE: ${file} must be an array of client records`]);

  const read = records.map((record: unknown) => readClient(record));
  const clients = read.filter((each): each is Client => !('problems' in each));
  const names = namesIn(clients);
  const problems = read.flatMap((each, index) => {
    const id: unknown = records[index]?.client_id;
    const label = `CLIENTS_FILE: record ${index + 1}${typeof id === 'string' ? ` (${id})` : ''}`;
    const found = 'problems' in each ? each.problems : clashesOf(each, names);
    return found.map((problem) => `${label}: ${problem}`);
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return clients;
}

interface Names {
  /** The first client of each id. */
  readonly firsts: ReadonlyMap<string, Client>;
  /** Normalised. */
  readonly resources: ReadonlySet<string>;
}

function namesIn(clients: readonly Client[]): Names {
  return {
    // Of entries with the same id, a map keeps the last.
    firsts: new Map(clients.map((client) => [client.id, client] as const).reverse()),
    resources: new Set(clients.flatMap(({ resources }) => resources.map(({ uri }) => normaliseResource(uri)))),
  };
}

function clashesOf(client: Client, { firsts, resources }: Names): readonly string[] {
  return [
    ...(firsts.get(client.id) === client ? [] : ['duplicate client_id']),
    // `aud` is a client id in id tokens and a resource in access tokens: a name must not be both, or one passes for the other.
    ...(resources.has(normaliseResource(client.id)) ? ['client_id is a resource of another client'] : []),
  ];
}
