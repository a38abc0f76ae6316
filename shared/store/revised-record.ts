// A record that is there or not, and is exchanged when it changes: a row says that it is there, another has this form of it
// as JSON. A change removes the form that it was made from, so that of two changes at once one is refused.
import { randomBytes } from 'node:crypto';
import type { Kind } from './partition.ts';
import type { Change, Row, Store } from './store.ts';

/** Where such a record stands. */
export interface RecordPlace {
  readonly partition: string;
  /** The row that says that it is there, and what that row tells whoever looks at the table. */
  readonly row: string;
  readonly label: Readonly<Record<string, string>>;
  /** What the names of its forms begin with, up to the revision. */
  readonly prefix: string;
}

export interface RevisedRecord {
  /** As it was stored: not checked. */
  readonly record: unknown;
  /** Names this form of the record; a change says which one it is made from. */
  readonly revision: string;
}

/** A record as it is found in its place. */
export interface FoundRecord extends RevisedRecord {
  /** The same for as long as the record is there, however it changes; one that is added after its removal has another. */
  readonly identity: string;
}

/** One of many: where it is in the table says whose it is, whatever the record says. */
export interface ListedRecord extends RevisedRecord {
  readonly owner: string | undefined;
}

/** Characters of a record as JSON: a table holds 32,768 in one value. */
export const largestRecord = 32_000;

/**
 * The record, one round trip.
 * @throws StoreUnavailableError
 */
export async function findRecord(place: RecordPlace, store: Store): Promise<FoundRecord | undefined> {
  const { rows } = await store.read(place.partition);
  const presence = rows.find(({ name }) => name === place.row);
  const [stored] = presence ? rows.flatMap((row) => recordIn(row, place.prefix)) : [];
  return presence && stored && { ...stored, identity: identityOf(presence) };
}

/** A row of an older version has none; when it was inserted tells them apart as well. */
function identityOf({ values: { identity }, insertedAt }: Row): string {
  return typeof identity === 'string' ? identity : `at.${insertedAt}`;
}

/**
 * Every record with that prefix in the partitions of a kind, in no order.
 * @param kind also the name of the row that says that a record is there, and of its value that says whose it is
 * @throws StoreUnavailableError
 */
export async function* listRecords(
  kind: Extract<Kind, 'client' | 'user'>,
  prefix: string,
  store: Store,
): AsyncGenerator<ListedRecord> {
  const owners = new Map<string, unknown>();
  const found: (RevisedRecord & { readonly partition: string })[] = [];
  for await (const row of store.listKind(kind)) {
    if (row.name === kind) owners.set(row.partition, row.values[kind]);
    for (const record of recordIn(row, prefix)) found.push({ ...record, partition: row.partition });
  }
  for (const { record, revision, partition } of found) {
    const owner = owners.get(partition);
    yield { record, revision, owner: typeof owner === 'string' ? owner : undefined };
  }
}

/**
 * Of two callers at once, one is told `exists`.
 * @throws RangeError when it is larger than `largestRecord`
 * @throws StoreUnavailableError: whether it is there is not known
 */
export async function addRecord(place: RecordPlace, record: object, store: Store): Promise<'added' | 'exists'> {
  const revision = randomName();
  const values = { ...place.label, identity: randomName() };
  const changes = [{ insert: place.row, values }, insertRecord(place, record, revision)];
  return (await commit(place, changes, revision, store)) ? 'added' : 'exists';
}

/**
 * Exchanges the record.
 * @param revision that the new record was made from
 * @throws RangeError when it is larger than `largestRecord`
 * @throws StoreUnavailableError: whether it is exchanged is not known
 */
export async function changeRecord(
  place: RecordPlace,
  record: object,
  revision: string,
  store: Store,
): Promise<'changed' | 'outdated'> {
  const next = randomName();
  const changes = [{ require: place.row }, { remove: place.prefix + revision }, insertRecord(place, record, next)];
  return (await commit(place, changes, next, store)) ? 'changed' : 'outdated';
}

/** @throws StoreUnavailableError: whether it is removed is not known */
export async function removeRecord(
  place: RecordPlace,
  revision: string,
  store: Store,
): Promise<'removed' | 'outdated'> {
  const outcome = await store.commit(place.partition, [{ remove: place.row }, { remove: place.prefix + revision }]);
  if (outcome === 'committed') return 'removed';
  // The store may have been asked twice: what is gone is removed.
  const { rows } = await store.read(place.partition);
  return rows.some(({ name }) => name === place.row) ? 'outdated' : 'removed';
}

/** Whether the changes are made; when they are refused, because the store was asked twice or because somebody was first. */
async function commit(
  { partition, prefix }: RecordPlace,
  changes: readonly Change[],
  revision: string,
  store: Store,
): Promise<boolean> {
  if ((await store.commit(partition, changes)) === 'committed') return true;
  const { rows } = await store.read(partition);
  return rows.some(({ name }) => name === prefix + revision);
}

function insertRecord({ prefix }: RecordPlace, record: object, revision: string): Change {
  const json = JSON.stringify(record);
  if (json.length > largestRecord) {
    throw new RangeError(`the record has ${json.length} characters as JSON, and may have ${largestRecord}`);
  }
  return { insert: prefix + revision, values: { json } };
}

/** What a row has, if it is a form of the record. */
export function recordIn({ name, values }: Row, prefix: string): readonly RevisedRecord[] {
  if (!name.startsWith(prefix)) return [];
  const { json } = values;
  return [{ record: typeof json === 'string' ? parse(json) : undefined, revision: name.slice(prefix.length) }];
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function randomName(): string {
  return randomBytes(9).toString('base64url');
}
