// Clients that are registered in the store, a partition each.

import { namedPartition } from '../store/partition.ts';
import {
  addRecord,
  changeRecord,
  type FoundRecord,
  findRecord,
  type ListedRecord,
  listRecords,
  type RecordPlace,
  removeRecord,
} from '../store/revised-record.ts';
import type { Store } from '../store/store.ts';
import type { ClientRecord } from './client-record.ts';

const prefix = 'record.';

/**
 * The client's record, one round trip. Its identity is that of the registration.
 * @throws StoreUnavailableError
 */
export function findRegistration(id: string, store: Store): Promise<FoundRecord | undefined> {
  return findRecord(placeOf(id), store);
}

/**
 * Every client of the store, in no order.
 * @throws StoreUnavailableError
 */
export function listRegistrations(store: Store): AsyncGenerator<ListedRecord> {
  return listRecords('client', prefix, store);
}

/**
 * Registers a client. Of two at once, one is told `exists`.
 * @param record checked, its secrets hashed
 * @throws RangeError when it is larger than `maxRecordCharacters`
 * @throws StoreUnavailableError: whether it is registered is not known
 */
export async function register(record: ClientRecord, store: Store): Promise<'registered' | 'exists'> {
  return (await addRecord(placeOf(record.client_id), record, store)) === 'added' ? 'registered' : 'exists';
}

/**
 * Replaces the record.
 * @param revision that the new record was made from
 * @throws RangeError when it is larger than `maxRecordCharacters`
 * @throws StoreUnavailableError: whether it is replaced is not known
 */
export function changeRegistration(
  record: ClientRecord,
  revision: string,
  store: Store,
): Promise<'changed' | 'outdated'> {
  return changeRecord(placeOf(record.client_id), record, revision, store);
}

/**
 * Takes a client off the register. Its grants are ended by a barrier, not by this.
 * @throws StoreUnavailableError: whether it is removed is not known
 */
export function removeRegistration(id: string, revision: string, store: Store): Promise<'removed' | 'outdated'> {
  return removeRecord(placeOf(id), revision, store);
}

function placeOf(id: string): RecordPlace {
  return { partition: namedPartition('client', id), row: 'client', label: { client: id }, prefix };
}
