import type { Client } from '../../shared/clients/client.ts';

/**
 * Finds the clients of a list that have a key, in the order of the list. The keys of a list are read once, so that a check of
 * each client does not look at all others.
 */
export function clientsBy(keysOf: (client: Client) => readonly string[]) {
  const read = new WeakMap<readonly Client[], ReadonlyMap<string, readonly Client[]>>();
  return (clients: readonly Client[], key: string): readonly Client[] => {
    const known = read.get(clients) ?? grouped(clients, keysOf);
    read.set(clients, known);
    return known.get(key) ?? [];
  };
}

function grouped(clients: readonly Client[], keysOf: (client: Client) => readonly string[]) {
  const groups = new Map<string, Client[]>();
  for (const client of clients) {
    for (const key of new Set(keysOf(client))) {
      const group = groups.get(key);
      if (group) group.push(client);
      else groups.set(key, [client]);
    }
  }
  return groups;
}
