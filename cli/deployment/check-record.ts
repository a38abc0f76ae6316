// Checks a client record before it is stored: the schema, the size, and conflicts with other clients.

import type { Client } from '../../shared/clients/client.ts';
import type { ClientRecord } from '../../shared/clients/client-record.ts';
import { tokenAudiences } from '../../shared/clients/exchange-rule.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { normaliseResource } from '../../shared/clients/resource-uri.ts';
import { maxRecordCharacters } from '../../shared/store/revised-record.ts';
import { clientsBy } from './clients-by.ts';
import type { KnownClient } from './known-clients.ts';

export function checkRecord(
  value: Readonly<Record<string, unknown>>,
  others: readonly Client[],
): ClientRecord | { readonly problems: readonly string[] } {
  const client = readClient(value);
  if ('problems' in client) return client;
  const problems = [...sizeProblems(value), ...clashesOf(client, others)];
  // The schema has just passed it.
  return problems.length > 0 ? { problems } : (value as unknown as ClientRecord);
}

export function sizeProblems(record: object): readonly string[] {
  const size = JSON.stringify(record).length;
  return size > maxRecordCharacters
    ? [`the record has ${size} characters; the limit is ${maxRecordCharacters}. Shorten its longest list`]
    : [];
}

const clientsById = clientsBy(({ id }) => [normaliseResource(id)]);

/** By audiences of access tokens, normalised. */
export const clientsByAudience = clientsBy((client) => tokenAudiences(client).map(normaliseResource));

/** The `aud` of an ID token is a client, and of an access token a resource: no name may be both. */
export function clashesOf(client: Client, others: readonly Client[]): readonly string[] {
  const isOther = ({ id }: Client) => id !== client.id;
  const users = clientsByAudience(others, normaliseResource(client.id)).filter(isOther);
  const audiences = new Set(tokenAudiences(client).map(normaliseResource));
  const named = [...audiences].flatMap((uri) => clientsById(others, uri)).filter(isOther);
  return [
    ...users.map(({ id }) => `client_id is also a resource of another client, ${id}`),
    ...named.map(({ id }) => `resource ${id} is also the client_id of another client`),
  ];
}

export function validClients(known: readonly KnownClient[]): readonly Client[] {
  return known.flatMap((each) => ('problems' in each ? [] : [each.client]));
}
