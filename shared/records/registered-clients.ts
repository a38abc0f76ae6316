// Clients that are registered in the store: a partition each, with a row that says so and the record in a row of its own.
// A change exchanges the record for another, so that of two changes at once one is refused.
import { randomBytes } from 'node:crypto';
import type { ClientRecord } from '../clients/client-record.ts';
import { namedPartition } from '../store/partition.ts';
import type { Change, Row, Store } from '../store/store.ts';

/** The client is registered. */
const clientRow = 'client';
const recordPrefix = 'record.';

/** Characters of a record as JSON: a table holds 32,768 in one value. */
export const largestRecord = 32_000;

export interface Registration {
  /** As it was stored: not checked. */
  readonly record: unknown;
  /** Names this form of the record; a change says which one it is made from. */
  readonly revision: string;
}

/**
 * The client's record, one round trip.
 * @throws StoreUnavailableError
 */
export async function findRegistration(id: string, store: Store): Promise<Registration | undefined> {
  const { rows } = await store.read(partitionOf(id));
  return rows.some(({ name }) => name === clientRow) ? rows.flatMap(registrationIn)[0] : undefined;
}

/**
 * Every client of the store, in no order.
 * @throws StoreUnavailableError
 */
export async function* listRegistrations(store: Store): AsyncGenerator<Registration> {
  for await (const row of store.listKind('client')) yield* registrationIn(row);
}

/**
 * Registers a client. Of two at once, one is told `exists`.
 * @param record checked, its secrets hashed
 * @throws RangeError when it is larger than `largestRecord`
 * @throws StoreUnavailableError: whether it is registered is not known
 */
export async function register(record: ClientRecord, store: Store): Promise<'registered' | 'exists'> {
  const revision = newRevision();
  const changes = [{ insert: clientRow, values: { client: record.client_id } }, insertRecord(record, revision)];
  return (await commit(record.client_id, changes, revision, store)) ? 'registered' : 'exists';
}

/**
 * Replaces the record.
 * @param revision that the new record was made from
 * @throws RangeError when it is larger than `largestRecord`
 * @throws StoreUnavailableError: whether it is replaced is not known
 */
export async function changeRegistration(
  record: ClientRecord,
  revision: string,
  store: Store,
): Promise<'changed' | 'outdated'> {
  const next = newRevision();
  const changes = [{ require: clientRow }, { remove: recordPrefix + revision }, insertRecord(record, next)];
  return (await commit(record.client_id, changes, next, store)) ? 'changed' : 'outdated';
}

/**
 * Takes a client off the register. Its grants are ended by a barrier, not by this.
 * @throws StoreUnavailableError: whether it is removed is not known
 */
export async function removeRegistration(id: string, revision: string, store: Store): Promise<'removed' | 'outdated'> {
  const outcome = await store.commit(partitionOf(id), [{ remove: clientRow }, { remove: recordPrefix + revision }]);
  if (outcome === 'committed') return 'removed';
  // The store may have been asked twice: what is gone is removed.
  return (await store.read(partitionOf(id))).rows.length === 0 ? 'removed' : 'outdated';
}

/** Whether the changes are made; when they are refused, because the store was asked twice or because somebody was first. */
async function commit(id: string, changes: readonly Change[], revision: string, store: Store): Promise<boolean> {
  if ((await store.commit(partitionOf(id), changes)) === 'committed') return true;
  const { rows } = await store.read(partitionOf(id));
  return rows.some(({ name }) => name === recordPrefix + revision);
}

function insertRecord(record: ClientRecord, revision: string): Change {
  const json = JSON.stringify(record);
  if (json.length > largestRecord) {
    throw new RangeError(`the record has ${json.length} characters as JSON, and may have ${largestRecord}`);
  }
  return { insert: recordPrefix + revision, values: { json } };
}

function registrationIn({ name, values }: Row): Registration[] {
  if (!name.startsWith(recordPrefix)) return [];
  const { json } = values;
  return [{ record: typeof json === 'string' ? parse(json) : undefined, revision: name.slice(recordPrefix.length) }];
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function partitionOf(id: string): string {
  return namedPartition('client', id);
}

function newRevision(): string {
  return randomBytes(9).toString('base64url');
}
