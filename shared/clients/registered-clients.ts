// Stores registered clients, one partition each.

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

/** Takes one round trip. The `identity` changes when the client is registered again. @throws StoreUnavailableError */
export function findRegistration(id: string, store: Store): Promise<FoundRecord | undefined> {
  return findRecord(placeOf(id), store);
}

/** In no particular order. @throws StoreUnavailableError */
export function listRegistrations(store: Store): AsyncGenerator<ListedRecord> {
  return listRecords('client', prefix, store);
}

/**
 * Registers a validated record with hashed secrets. Of two concurrent calls for one id, one succeeds.
 * @throws RangeError over `maxRecordCharacters`; StoreUnavailableError: the client may or may not be registered
 */
export async function register(record: ClientRecord, store: Store): Promise<'registered' | 'exists'> {
  return (await addRecord(placeOf(record.client_id), record, store)) === 'added' ? 'registered' : 'exists';
}

/** @throws RangeError over `maxRecordCharacters`; StoreUnavailableError: the record may or may not be replaced */
export function changeRegistration(
  record: ClientRecord,
  revision: string,
  store: Store,
): Promise<'changed' | 'outdated'> {
  return changeRecord(placeOf(record.client_id), record, revision, store);
}

/** Leaves its grants, which a barrier ends. @throws StoreUnavailableError: the client may or may not be removed */
export function removeRegistration(id: string, revision: string, store: Store): Promise<'removed' | 'outdated'> {
  return removeRecord(placeOf(id), revision, store);
}

function placeOf(id: string): RecordPlace {
  return { partition: namedPartition('client', id), row: 'client', label: { client: id }, prefix };
}
