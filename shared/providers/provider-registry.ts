// The providers of PROVIDERS_FILE and of the store, which is read at most once a minute, and never for /token.
import type { Clock } from '../base/clock.ts';
import { productionDeadlines } from '../base/deadlines.ts';
import { refreshed } from '../base/refreshed.ts';
import type { Keys } from '../keys/keys.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import type { Provider, ProviderRecord } from './provider-record.ts';
import { changeProvider, listProviders, type StoredProvider } from './provider-store.ts';

export interface ProviderRegistry {
  /**
   * In the order of the buttons; those of the file win over those of the store with the same id. Changes take effect within a
   * minute. While the store is down, those read in the last fifteen minutes stay.
   * @throws StoreUnavailableError if the store could not be read for that long
   */
  all(): Promise<readonly Provider[]>;
  /** Reads the store now. @throws StoreUnavailableError */
  renewed(): Promise<readonly Provider[]>;
  /** @throws as `all`, except for a provider of the file */
  find(id: string): Promise<Provider | undefined>;
  /** As `all`; those of the file if the store cannot be read, so that it takes no other way to sign in along. */
  offered(): Promise<readonly Provider[]>;
}

interface RegistryParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly clientLookupTimeoutMs?: number;
  /** A stored record cannot be used: called once for each reason. */
  onUnusable?(id: string, problems: readonly string[]): void;
}

type Reader = typeof import('./read-provider.ts');

const cacheTtlMs = 60_000;
const staleTtlMs = 15 * 60_000;
const retryDelayMs = 5_000;

export function openProviderRegistry(
  fromFile: readonly Provider[],
  { store, clock, keys, clientLookupTimeoutMs = productionDeadlines.clientLookupTimeoutMs, onUnusable }: RegistryParts,
): ProviderRegistry {
  const ids = new Set(fromFile.map(({ id }) => id));
  const reported = new Map<string, string>();

  function usable(stored: StoredProvider, reader: Reader): readonly Provider[] {
    const { id } = stored;
    const read = readStored(stored, reader);
    const problem = 'problems' in read ? read.problems.join('; ') : '';
    if ('problems' in read && reported.get(id) !== problem) onUnusable?.(id, read.problems);
    reported.set(id, problem);
    return 'problems' in read || ids.has(id) ? [] : [read];
  }

  async function read(): Promise<readonly Provider[]> {
    const stored = await listProviders({ store, keys });
    const due = stored.filter((each) => each.isSealedByOldMaster);
    // Of two instances, the second one is outdated, and the next reading finds what the first one wrote.
    await Promise.allSettled(
      due.map(({ record, revision }) => changeProvider(record as ProviderRecord, revision, { store, keys })),
    );
    // Loaded here, since its schema is large and no token needs it.
    const reader = await import('./read-provider.ts');
    return inOrder([...fromFile, ...stored.flatMap((each) => usable(each, reader))]);
  }

  const known = refreshed(read, {
    clock,
    freshMs: cacheTtlMs,
    staleMs: staleTtlMs,
    waitMs: clientLookupTimeoutMs,
    retryDelayMs,
    failureTtlMs: retryDelayMs,
    isOutage: (thrown) => thrown instanceof StoreUnavailableError,
  });

  return {
    all: async () => known.current(),
    renewed: known.renewed,
    async find(id) {
      return fromFile.find((each) => each.id === id) ?? (await known.current()).find((each) => each.id === id);
    },
    async offered() {
      try {
        return await known.current();
      } catch (thrown) {
        if (!(thrown instanceof StoreUnavailableError)) throw thrown;
        return inOrder(fromFile);
      }
    },
  };
}

function readStored(
  { id, record, isSecretLost }: StoredProvider,
  { readProvider }: Reader,
): ReturnType<Reader['readProvider']> {
  if (isSecretLost) return { problems: ['no key of the key ring opens client_secret: set it again'] };
  const read = readProvider(record);
  return 'problems' in read || read.id === id ? read : { problems: ['the record is that of another provider'] };
}

function inOrder(providers: readonly Provider[]): readonly Provider[] {
  return providers.toSorted((one, other) => one.order - other.order || (one.id < other.id ? -1 : 1));
}
