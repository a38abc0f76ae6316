// A record with optimistic concurrency, as two rows: one marks that the record exists, the other has its current revision as
// JSON. A change removes the revision that it was made from, so one of two concurrent changes is refused.
import { randomBytes } from 'node:crypto';
import type { Kind } from './partition.ts';
import type { Change, Row, Store } from './store.ts';

export interface RecordPlace {
  readonly partition: string;
  /** Name of the row that marks that the record exists. */
  readonly row: string;
  /** Values of that row, for operators who read the table. */
  readonly label: Readonly<Record<string, string>>;
  /** Prefix of the row with the JSON; its revision follows. */
  readonly prefix: string;
}

export interface RevisedRecord {
  /** As stored, not validated. */
  readonly record: unknown;
  /** Random id of this revision; a change names the revision that it was made from. */
  readonly revision: string;
}

export interface FoundRecord extends RevisedRecord {
  /** Stays the same while the record changes; a record that is removed and added again gets another. */
  readonly identity: string;
}

export interface ListedRecord extends RevisedRecord {
  /** The id in the row that marks the record, which decides whose record it is, whatever the JSON says. */
  readonly owner: string | undefined;
}

/** A record as JSON has at most this many characters; a table value holds 32,768. */
export const maxRecordCharacters = 32_000;

/** Finds a record in one round trip. @throws StoreUnavailableError */
export async function findRecord(place: RecordPlace, store: Store): Promise<FoundRecord | undefined> {
  const { rows } = await store.read(place.partition);
  const presence = rows.find(({ name }) => name === place.row);
  const [stored] = presence ? rows.flatMap((row) => recordIn(row, place.prefix)) : [];
  return presence && stored && { ...stored, identity: identityOf(presence) };
}

/** Rows of older versions have no identity; the time of their insertion serves as one. */
function identityOf({ values: { identity }, insertedAt }: Row): string {
  return typeof identity === 'string' ? identity : `at.${insertedAt}`;
}

/** Lists records in no order; `kind` also names their marking row and its value with the owner. @throws StoreUnavailableError */
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

/** Adds a record. Of two concurrent callers, one gets `exists`. @throws RangeError if it is too large; StoreUnavailableError */
export async function addRecord(place: RecordPlace, record: object, store: Store): Promise<'added' | 'exists'> {
  const revision = randomName();
  const values = { ...place.label, identity: randomName() };
  const changes = [{ insert: place.row, values }, insertRecord(place, record, revision)];
  return (await commit(place, changes, revision, store)) ? 'added' : 'exists';
}

/** `outdated` if the record has another revision by now. @throws RangeError if the new one is too large; StoreUnavailableError */
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

/** @throws StoreUnavailableError; the record may have been removed */
export async function removeRecord(
  place: RecordPlace,
  revision: string,
  store: Store,
): Promise<'removed' | 'outdated'> {
  const outcome = await store.commit(place.partition, [{ remove: place.row }, { remove: place.prefix + revision }]);
  if (outcome === 'committed') return 'removed';
  // The SDK may have repeated a commit that had succeeded, so a missing row counts as removed.
  const { rows } = await store.read(place.partition);
  return rows.some(({ name }) => name === place.row) ? 'outdated' : 'removed';
}

/** Whether the changes are applied. A refusal may mean that the SDK repeated a commit that had succeeded; the revision tells. */
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
  if (json.length > maxRecordCharacters) {
    throw new RangeError(`the record has ${json.length} characters as JSON, and may have ${maxRecordCharacters}`);
  }
  return { insert: prefix + revision, values: { json } };
}

/** The record in a row with that prefix; an empty list for any other row. */
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
