// The registered clients, by id: those of CLIENTS_FILE, then those of the store. A request asks the store for a client once a
// minute at most.
import { setTimeout } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import { productionDeadlines } from '../base/deadlines.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import { type Client, isClientId, readClient } from './client.ts';
import { findRegistration } from './registered-clients.ts';
import { normaliseResource } from './resource-uri.ts';

export interface ClientRegistry {
  /**
   * The client of that id. A change in the store is seen within a minute; while the store is down, a client that was found
   * in the last fifteen minutes is still known.
   * @throws StoreUnavailableError when the store is down and nothing is known of the client
   * @throws Error when the store has a record of it that is none
   */
  findClient(id: string): Promise<Client | undefined>;
  /** Whether a client of that id is known without a look into the store: the log has the ids of these alone whole. */
  isKnown?(id: string): boolean;
}

/** Milliseconds for which an answer of the store counts. */
const fresh = 60_000;
/** Milliseconds for which a client lives on while the store is down. */
const kept = 15 * 60_000;
/** Milliseconds in which the store is not asked again for a client that it could not tell of. */
const pause = 5_000;
/** Clients, and unknown ids: strangers' inventions push out each other and no client. */
const most = 10_000;

interface Known {
  readonly client: Client;
  readonly revision: string;
  /** Milliseconds since the epoch, as the next one. */
  readonly readAt: number;
  /** When the store is asked again. */
  askAt: number;
}

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
  const known = new LRUCache<string, Known>({ max: most });
  const unknown = new LRUCache<string, { readonly askAt: number }>({ max: most });
  /** Ids whose record in the store is wrong: registered all the same. */
  const unreadable = new LRUCache<string, true>({ max: most });
  const asking = new Map<string, Promise<Client | undefined>>();

  async function ask(id: string): Promise<Client | undefined> {
    // From before the store was asked: what changes meanwhile may be missing.
    const readAt = clock.now();
    const askAt = readAt + fresh;
    const record = await findRegistration(id, store);
    if (record) unreadable.set(id, true);
    const client = record && { ...readStored(record.record, id), registration: record.identity };
    if (client) checkNames(client);
    unreadable.delete(id);
    const last = known.get(id);
    if (last && last.revision !== record?.revision) onChange?.(id, client ? 'updated' : 'removed');
    if (record && client) {
      known.set(id, { client, revision: record.revision, readAt, askAt });
      unknown.delete(id);
    } else {
      known.delete(id);
      unknown.set(id, { askAt });
    }
    return client;
  }

  /** However many requests wait for a client, the store is asked once. */
  function askOnce(id: string): Promise<Client | undefined> {
    const waiting = asking.get(id) ?? ask(id).finally(() => asking.delete(id));
    asking.set(id, waiting);
    return waiting;
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
    async findClient(id) {
      const registered = unchanging.get(id);
      if (registered) return registered;
      const now = clock.now();
      const last = known.get(id);
      if (last && isBefore(now, last.askAt)) return last.client;
      // A stranger's invention is neither looked for nor remembered, however long it is.
      if (!isClientId(id)) return undefined;
      const miss = unknown.get(id);
      if (miss && isBefore(now, miss.askAt)) return undefined;
      const asked = askOnce(id);
      if (!last || now - last.readAt >= kept) return asked;
      try {
        const answer = await Promise.race([asked, setTimeout(clientLookupTimeoutMs, 'late' as const, { ref: false })]);
        if (answer !== 'late') return answer;
        // Nobody waits for it any longer; the next one is told.
        asked.catch(() => {});
      } catch (thrown) {
        if (!(thrown instanceof StoreUnavailableError)) throw thrown;
      }
      last.askAt = Math.min(clock.now() + pause, last.readAt + kept);
      return last.client;
    },
    isKnown: (id) => unchanging.has(id) || known.has(id) || unreadable.has(id),
  };

  /** A clock that was set back does not make an answer count for longer. */
  function isBefore(now: number, askAt: number): boolean {
    return now < askAt && askAt - now <= fresh;
  }
}

/** @throws Error: what is stored is held against the schema as any other input */
function readStored(record: unknown, id: string): Client {
  const read = readClient(record);
  if ('problems' in read)
    throw new Error(`the stored record of the client ${id} is wrong: ${read.problems.join('; ')}`);
  if (read.id !== id) throw new Error(`the stored record of the client ${id} is that of another`);
  return read;
}
