// The registered clients, by id: those of CLIENTS_FILE, then those of the store. A request asks the store for a client once a
// minute at most.

import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import { productionDeadlines } from '../base/deadlines.ts';
import { type Refreshed, refreshed } from '../base/refreshed.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import type { Client } from './client.ts';
import { isClientId, readClient } from './read-client.ts';
import { findRegistration } from './registered-clients.ts';
import { normaliseResource } from './resource-uri.ts';

export interface ClientRegistry {
  /**
   * The client of that id. A change in the store is seen within a minute; while the store is down, a client that was found
   * in the last fifteen minutes is still known.
   * @throws StoreUnavailableError when the store is down and nothing is known of the client
   * @throws Error when the record of it in the store is invalid
   */
  findClient(id: string): Promise<Client | undefined>;
  /** Whether a client of that id is known without a look into the store: the log has the ids of these alone whole. */
  isKnown?(id: string): boolean;
}

/** How long an answer of the store counts. */
const freshMs = 60_000;
/** How long a client is known while the store is down. */
const staleMs = 15 * 60_000;
/** How long the store is not asked again for a client after it could not answer. */
const retryDelayMs = 5_000;
/** Unknown ids have a cache of their own, so they cannot evict clients. */
const maxCachedIds = 10_000;

interface RegistryParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly clientLookupTimeoutMs?: number;
  /** A client that this instance knows has another record now, or none. */
  readonly onChange?: (id: string, change: 'updated' | 'removed') => void;
}

export function clientRegistry(
  fromFile: readonly Client[],
  { store, clock, clientLookupTimeoutMs = productionDeadlines.clientLookupTimeoutMs, onChange }: RegistryParts,
): ClientRegistry {
  const unchanging = new Map(fromFile.map((client) => [client.id, client]));
  const idsOfFile = new Set(fromFile.map(({ id }) => normaliseResource(id)));
  const resourcesOfFile = new Map(
    fromFile.flatMap(({ id, resources }) => resources.map(({ uri }) => [normaliseResource(uri), id])),
  );
  const known = new LRUCache<string, Refreshed<Client | undefined>>({ max: maxCachedIds });
  /** When the store had no client of that id. */
  const unknown = new LRUCache<string, number>({ max: maxCachedIds });
  /** Ids whose record in the store is wrong: registered all the same. */
  const unreadable = new LRUCache<string, true>({ max: maxCachedIds });
  const firstLookups = new Map<string, Refreshed<Client | undefined>>();

  function lookUp(id: string): Refreshed<Client | undefined> {
    let revision: string | undefined;

    async function read(last: Client | undefined): Promise<Client | undefined> {
      const readAt = clock.now();
      const record = await findRegistration(id, store);
      if (record) unreadable.set(id, true);
      const client = record && { ...readStored(record.record, id), registration: record.identity };
      if (client) checkNames(client);
      unreadable.delete(id);
      if (last && revision !== record?.revision) onChange?.(id, client ? 'updated' : 'removed');
      revision = record?.revision;
      if (client) {
        known.set(id, lookup);
        unknown.delete(id);
      } else {
        known.delete(id);
        unknown.set(id, readAt);
      }
      return client;
    }

    const lookup = refreshed<Client | undefined>((last) => read(last).finally(() => firstLookups.delete(id)), {
      clock,
      freshMs,
      staleMs,
      waitMs: clientLookupTimeoutMs,
      retryDelayMs,
      isOutage: (thrown) => thrown instanceof StoreUnavailableError,
    });
    return lookup;
  }

  function isKnownToBeMissing(id: string): boolean {
    const age = clock.now() - (unknown.get(id) ?? Number.NEGATIVE_INFINITY);
    // A clock that was set back does not make an answer count for longer.
    return age >= 0 && age < freshMs;
  }

  /**
   * `aud` of an id token is a client, that of an access token a resource: no name must be both. The commands that write to the
   * store may not know this CLIENTS_FILE.
   * @throws Error
   */
  function checkNames({ id, resources }: Client): void {
    const owner = resourcesOfFile.get(normaliseResource(id));
    if (owner !== undefined) throw new Error(`the client ${id} of the store is a resource of the client ${owner}`);
    const named = resources.find(({ uri }) => idsOfFile.has(normaliseResource(uri)));
    if (named) throw new Error(`the resource ${named.uri} of the client ${id} of the store is another client`);
  }

  return {
    findClient(id) {
      const registered = unchanging.get(id);
      if (registered) return Promise.resolve(registered);
      const lookup = known.get(id) ?? firstLookups.get(id);
      if (lookup) return lookup.current();
      // An id that no client can have is neither looked up nor remembered, however long it is.
      if (!isClientId(id) || isKnownToBeMissing(id)) return Promise.resolve(undefined);
      const first = lookUp(id);
      firstLookups.set(id, first);
      return first.current();
    },
    isKnown: (id) => unchanging.has(id) || known.has(id) || unreadable.has(id),
  };
}

/** @throws Error: what is stored is held against the schema as any other input */
function readStored(record: unknown, id: string): Client {
  const read = readClient(record);
  if ('problems' in read)
    throw new Error(`the stored record of the client ${id} is wrong: ${read.problems.join('; ')}`);
  if (read.id !== id) throw new Error(`the stored record of the client ${id} is that of another`);
  return read;
}
