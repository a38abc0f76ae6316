// Finds registered clients by id, in CLIENTS_FILE first and then in the store, which is read at most once a minute per client.

import type { Awaitable } from '../base/awaitable.ts';
import { boundedCache } from '../base/bounded-cache.ts';
import type { Clock } from '../base/clock.ts';
import { productionDeadlines } from '../base/deadlines.ts';
import { type Refreshed, refreshed } from '../base/refreshed.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import type { Client } from './client.ts';
import { tokenAudiences } from './exchange-rule.ts';
import { isClientId, readClient } from './read-client.ts';
import { findRegistration } from './registered-clients.ts';
import { normaliseResource } from './resource-uri.ts';

export interface ClientRegistry {
  /**
   * Changes take effect within a minute. While the store is down, clients found in the last fifteen minutes remain available.
   * @throws StoreUnavailableError if the client is not cached; Error if the stored record is invalid
   */
  findClient(id: string): Awaitable<Client | undefined>;
  /** Whether the id is known without a read of the store. Only such ids are logged in full: others may be misplaced secrets. */
  isKnown?(id: string): boolean;
}

export const cacheTtlMs = 60_000;
/** How long a client is served from the cache while the store is down. */
const staleTtlMs = 15 * 60_000;
/** Delay before a failed lookup of a client is tried again. */
const retryDelayMs = 5_000;
/** Unknown ids have a cache of their own, so they cannot evict clients. */
const maxCachedIds = 10_000;

interface RegistryParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly clientLookupTimeoutMs?: number;
  readonly onChange?: (id: string, change: 'updated' | 'removed') => void;
}

export function clientRegistry(
  fromFile: readonly Client[],
  { store, clock, clientLookupTimeoutMs = productionDeadlines.clientLookupTimeoutMs, onChange }: RegistryParts,
): ClientRegistry {
  const unchanging = new Map(fromFile.map((client) => [client.id, client]));
  const idsOfFile = new Set(fromFile.map(({ id }) => normaliseResource(id)));
  const resourcesOfFile = new Map(
    fromFile.flatMap((client) => tokenAudiences(client).map((uri) => [normaliseResource(uri), client.id])),
  );
  const known = boundedCache<string, Refreshed<Client | undefined>>(maxCachedIds);
  /** Milliseconds since the epoch: when the store did not have the id. */
  const unknown = boundedCache<string, number>(maxCachedIds);
  const unreadable = boundedCache<string, true>(maxCachedIds);
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
      freshMs: cacheTtlMs,
      staleMs: staleTtlMs,
      waitMs: clientLookupTimeoutMs,
      retryDelayMs,
      isOutage: (thrown) => thrown instanceof StoreUnavailableError,
    });
    return lookup;
  }

  function isKnownToBeMissing(id: string): boolean {
    const age = clock.now() - (unknown.get(id) ?? Number.NEGATIVE_INFINITY);
    // If the clock was set back, the answer counts as expired rather than fresh for longer.
    return age >= 0 && age < cacheTtlMs;
  }

  /** `aud` is a client id or a resource, never both. Commands that register clients may not have this file. @throws Error */
  function checkNames(client: Client): void {
    const { id } = client;
    const owner = resourcesOfFile.get(normaliseResource(id));
    if (owner !== undefined) throw new Error(`the client ${id} of the store is a resource of the client ${owner}`);
    const named = tokenAudiences(client).find((uri) => idsOfFile.has(normaliseResource(uri)));
    if (named !== undefined)
      throw new Error(`the resource ${named} of the client ${id} of the store is another client`);
  }

  return {
    findClient(id) {
      const registered = unchanging.get(id);
      if (registered) return registered;
      const lookup = known.get(id) ?? firstLookups.get(id);
      if (lookup) return lookup.current();
      // An invalid id, which may be very long, is neither looked up nor cached.
      if (!isClientId(id) || isKnownToBeMissing(id)) return undefined;
      const first = lookUp(id);
      firstLookups.set(id, first);
      return first.current();
    },
    isKnown: (id) => unchanging.has(id) || known.has(id) || unreadable.has(id),
  };
}

/** Validates stored records like any other input. @throws Error if the record is invalid */
function readStored(record: unknown, id: string): Client {
  const read = readClient(record);
  if ('problems' in read)
    throw new Error(`the stored record of the client ${id} is wrong: ${read.problems.join('; ')}`);
  if (read.id !== id) throw new Error(`the stored record of the client ${id} is that of another`);
  return read;
}
