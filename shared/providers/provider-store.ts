// Stores provider records, all in one partition: a sign-in page needs all of them, in one round trip.
import type { Keys } from '../keys/keys.ts';
import { namedPartition } from '../store/partition.ts';
import {
  addRecord,
  changeRecord,
  findRecord,
  type RecordPlace,
  recordIn,
  removeRecord,
} from '../store/revised-record.ts';
import type { Store } from '../store/store.ts';
import type { ProviderRecord } from './provider-record.ts';
import { isSealedByOldMaster, openSecret, sealSecret } from './sealed-secret.ts';

interface ProviderParts {
  readonly store: Store;
  readonly keys: Keys;
}

/** As stored: not validated, and with the secret in plain text. */
export interface StoredProvider {
  readonly id: string;
  readonly record: unknown;
  /** A change names the revision that it was made from. */
  readonly revision: string;
  /** Whether the record has a secret that the key ring cannot open any more: it must be set again. */
  readonly isSecretLost: boolean;
  /** Whether the secret must be sealed again, by `changeProvider`, before a rotation removes its master. */
  readonly isSealedByOldMaster: boolean;
}

type Found = Pick<StoredProvider, 'id' | 'record' | 'revision'>;

/** The secret of a row; `record` has it no more. */
interface SealedRecord extends Omit<ProviderRecord, 'client_secret'> {
  readonly sealed_client_secret?: string;
}

const partition = namedPartition('providers', 'all');
const rowPrefix = 'provider.';

/** In one round trip, in the order of their ids. @throws StoreUnavailableError */
export async function listProviders({ store, keys }: ProviderParts): Promise<readonly StoredProvider[]> {
  const { rows } = await store.read(partition);
  const ids = rows.filter(({ name }) => name.startsWith(rowPrefix)).map(({ name }) => name.slice(rowPrefix.length));
  const found = ids.toSorted().flatMap((id) => {
    const [stored] = rows.flatMap((row) => recordIn(row, placeOf(id).prefix));
    return stored ? [{ id, ...stored }] : [];
  });
  return Promise.all(found.map((each) => opened(each, keys)));
}

/** @throws StoreUnavailableError */
export async function findStoredProvider(
  id: string,
  { store, keys }: ProviderParts,
): Promise<StoredProvider | undefined> {
  const found = await findRecord(placeOf(id), store);
  return found && opened({ id, record: found.record, revision: found.revision }, keys);
}

/** Of two concurrent calls for one id, one succeeds. @throws RangeError if it is too large; StoreUnavailableError: it may be added */
export async function addProvider(record: ProviderRecord, parts: ProviderParts): Promise<'added' | 'exists'> {
  return addRecord(placeOf(record.id), await sealed(record, parts.keys), parts.store);
}

/** @throws RangeError if it is too large; StoreUnavailableError: it may be changed */
export async function changeProvider(
  record: ProviderRecord,
  revision: string,
  parts: ProviderParts,
): Promise<'changed' | 'outdated'> {
  return changeRecord(placeOf(record.id), await sealed(record, parts.keys), revision, parts.store);
}

/** Leaves its users and their grants. @throws StoreUnavailableError: it may be removed */
export function removeProvider(id: string, revision: string, { store }: Pick<ProviderParts, 'store'>) {
  return removeRecord(placeOf(id), revision, store);
}

async function sealed({ client_secret: secret, ...record }: ProviderRecord, keys: Keys): Promise<SealedRecord> {
  if (secret === undefined) return record;
  return { ...record, sealed_client_secret: await sealSecret(secret, record.id, await keys.current()) };
}

async function opened({ id, record, revision }: Found, keys: Keys): Promise<StoredProvider> {
  const text = sealedSecretOf(record);
  if (text === undefined) return { id, record, revision, isSecretLost: false, isSealedByOldMaster: false };
  const ring = await keys.current();
  const secret = await openSecret(text, id, ring);
  const { sealed_client_secret: _sealed, ...members } = record as SealedRecord;
  const stored = { id, record: members, revision, isSecretLost: true, isSealedByOldMaster: false };
  if (secret === undefined) return stored;
  return {
    ...stored,
    record: { ...members, client_secret: secret },
    isSecretLost: false,
    isSealedByOldMaster: isSealedByOldMaster(text, ring),
  };
}

function sealedSecretOf(record: unknown): string | undefined {
  const isObject = typeof record === 'object' && record !== null && 'sealed_client_secret' in record;
  return isObject && typeof record.sealed_client_secret === 'string' ? record.sealed_client_secret : undefined;
}

function placeOf(id: string): RecordPlace {
  return { partition, row: `${rowPrefix}${id}`, label: { provider: id }, prefix: `record.${id}.` };
}
