// All providers of the store and of PROVIDERS_FILE, which takes precedence.
import { readJsonFile } from '../../shared/base/json-file.ts';
import type { KeyRing } from '../../shared/keys/key-ring.ts';
import type { Keys } from '../../shared/keys/keys.ts';
import type { Provider, ProviderRecord } from '../../shared/providers/provider-record.ts';
import { findStoredProvider, listProviders, type StoredProvider } from '../../shared/providers/provider-store.ts';
import { readProvidersFile } from '../../shared/providers/providers-file.ts';
import { readProvider } from '../../shared/providers/read-provider.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { displayPath } from './operator-settings.ts';
import type { OperatorStore } from './operator-store.ts';

export type KnownProvider = {
  readonly id: string;
  readonly origin: 'store' | 'PROVIDERS_FILE';
} & (
  | { readonly record: ProviderRecord; readonly provider: Provider }
  | { readonly record: unknown; readonly problems: readonly string[] }
);

export type ValidProvider = Extract<KnownProvider, { readonly provider: Provider }>;

/** In place of a secret that was not decrypted. */
const undisclosed = '(undisclosed)';

/** Opens nothing, for commands that need no secret. */
const noKeys: Keys = {
  // Nothing is signed or verified with it.
  current: async () => ({ sealingKid: '', derivedKey: () => undefined }) as Partial<KeyRing> as KeyRing,
};

/** @param keys without them no secret is in the records @throws StoreUnavailableError */
export function storedProviders({ store }: OperatorStore, keys: Keys = noKeys): Promise<readonly StoredProvider[]> {
  return listProviders({ store, keys });
}

/** By id. @param keys to check that secrets can be decrypted @throws StoreUnavailableError, ConfigError */
export async function knownProviders(opened: OperatorStore, keys?: Keys): Promise<readonly KnownProvider[]> {
  const stored = await storedProviders(opened, keys);
  const known = [
    ...(await fileProviders(opened.settings)),
    ...stored.map((each) => readStored(each, keys !== undefined)),
  ];
  return known.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** @throws ConfigError when the file is wrong */
export async function fileProviders({
  providersFile,
}: Pick<OperatorStore['settings'], 'providersFile'>): Promise<readonly KnownProvider[]> {
  if (providersFile === undefined) return [];
  await readProvidersFile(providersFile);
  const records = await readJsonFile('PROVIDERS_FILE', providersFile);
  return Array.isArray(records) ? records.map((record: unknown) => read(idOf(record), record, 'PROVIDERS_FILE')) : [];
}

/** @param isOpened whether the key ring was there to decrypt the secret */
function readStored({ id, record, isSecretLost }: StoredProvider, isOpened: boolean): KnownProvider {
  if (!isSecretLost) return read(id, record, 'store');
  const isHidden = typeof record === 'object' && record !== null && !isOpened;
  if (isHidden) return read(id, { ...record, client_secret: undisclosed }, 'store');
  const problems = ['no key of the key ring decrypts client_secret for this ISSUER: set it again'];
  return { id, origin: 'store', record, problems };
}

function read(id: string, value: unknown, origin: KnownProvider['origin']): KnownProvider {
  const provider = readProvider(value);
  if ('problems' in provider) return { id, origin, record: value, problems: provider.problems };
  if (provider.id !== id) return { id, origin, record: value, problems: ['the record is that of another provider'] };
  // The schema has just passed it.
  return { id, origin, record: value as ProviderRecord, provider };
}

function idOf(value: unknown): string {
  const isNamed = typeof value === 'object' && value !== null && 'id' in value;
  return isNamed && typeof value.id === 'string' ? value.id : '(unknown)';
}

/** The one that instances use. @throws CommandError if there is none; StoreUnavailableError, ConfigError */
export async function requireKnownProvider(id: string, opened: OperatorStore): Promise<KnownProvider> {
  const known = (await knownProviders(opened)).filter((each) => each.id === id);
  const found = known.find(({ origin }) => origin === 'PROVIDERS_FILE') ?? known[0];
  if (found) return found;
  throw new CommandError(`There is no provider ${id}. To see all providers: ${asTyped('providers list')}`);
}

/** One that can be changed, with its secret. @throws as before */
export async function requireStoredProvider(
  id: string,
  opened: OperatorStore,
  keys: Keys = noKeys,
): Promise<StoredProvider> {
  const stored = await findStoredProvider(id, { store: opened.store, keys });
  if (stored) return stored;
  const { origin } = await requireKnownProvider(id, opened);
  throw new CommandError(
    `The provider ${id} is in ${origin} (${displayPath(opened.settings.providersFile ?? '')}): change it there.`,
  );
}

/** @throws CommandError when the record cannot be understood */
export function requireValidProvider(known: KnownProvider): ValidProvider {
  if (!('problems' in known)) return known;
  throw new CommandError(
    [
      `The record of the provider ${known.id} is invalid, and nobody can sign in with it:`,
      ...known.problems.map((problem) => `  - ${problem}`),
      'Fix it with providers update, replace it with providers import --replace, or remove it.',
    ].join('\n'),
  );
}

/** Without the secret. An invalid record can contain anything, so it is not printed. */
export function publicProvider(known: KnownProvider): object {
  const { id, origin } = known;
  return 'problems' in known
    ? { id, origin, problems: known.problems }
    : { id, origin, record: withoutSecret(known.record) };
}

export function withoutSecret({ client_secret: _secret, ...record }: ProviderRecord): ProviderRecord {
  return record;
}
