// Users of the directory, a partition each by name, and for each subject one that leads to the name.
import { namedPartition } from '../store/partition.ts';
import {
  addRecord,
  changeRecord,
  findRecord,
  type ListedRecord,
  listRecords,
  type RecordPlace,
  type RevisedRecord,
  removeRecord,
} from '../store/revised-record.ts';
import type { Store } from '../store/store.ts';
import { readUserRecord, type UserRecord } from './user.ts';

const prefix = 'record.';
/** Of a subject's partition: whose it is. */
const subjectRow = 'subject';

export interface StoredUser {
  readonly record: UserRecord;
  /** Names this form of the record; a change says which one it is made from. */
  readonly revision: string;
}

/**
 * The user of that name, one round trip, whether there is one or not.
 * @param username as `normaliseUsername` gives it
 * @throws StoreUnavailableError; Error when the stored record is wrong
 */
export async function findUser(username: string, store: Store): Promise<StoredUser | undefined> {
  const stored = await findUserAsStored(username, store);
  if (!stored) return undefined;
  const record = readUserRecord(stored.record);
  if ('problems' in record) throw new Error(`the stored record of a user is wrong: ${record.problems.join('; ')}`);
  if (record.username !== username) throw new Error('the stored record of a user is that of another');
  return { record, revision: stored.revision };
}

/**
 * The same, not checked: for whoever mends it.
 * @throws StoreUnavailableError
 */
export function findUserAsStored(username: string, store: Store): Promise<RevisedRecord | undefined> {
  return findRecord(placeOf(username), store);
}

/**
 * The user of that subject, two round trips; undefined when the user is removed, also when the name is another user's now.
 * @throws StoreUnavailableError; Error when the stored record is wrong
 */
export async function findUserOfSubject(subject: string, store: Store): Promise<StoredUser | undefined> {
  const { rows } = await store.read(subjectPartition(subject));
  const username = rows.find(({ name }) => name === subjectRow)?.values.username;
  const user = typeof username === 'string' ? await findUser(username, store) : undefined;
  return user?.record.subject === subject ? user : undefined;
}

/**
 * Every user, in no order, not checked.
 * @throws StoreUnavailableError
 */
export function listUsers(store: Store): AsyncGenerator<ListedRecord> {
  return listRecords('user', prefix, store);
}

/**
 * Of two callers at once, one is told `exists`.
 * @param record with a subject that nobody had before
 * @throws StoreUnavailableError: whether the user is added is not known
 */
export async function addUser(record: UserRecord, store: Store): Promise<'added' | 'exists'> {
  // First: a subject that leads nowhere does no harm, and a user without one could not be found by it.
  await store.commit(subjectPartition(record.subject), [{ insert: subjectRow, values: { username: record.username } }]);
  const outcome = await addRecord(placeOf(record.username), record, store);
  if (outcome === 'exists') await removeSubject(record.subject, store);
  return outcome;
}

/**
 * Exchanges the record; subject and name stay.
 * @param revision that the new record was made from
 * @throws StoreUnavailableError: whether it is changed is not known
 */
export function changeUser(record: UserRecord, revision: string, store: Store): Promise<'changed' | 'outdated'> {
  return changeRecord(placeOf(record.username), record, revision, store);
}

/**
 * What was given to the user is ended by a barrier, not by this.
 * @param subject undefined when the stored record does not say whose it is
 * @throws StoreUnavailableError: whether the user is removed is not known
 */
export async function removeUser(
  { username, subject }: { readonly username: string; readonly subject: string | undefined },
  revision: string,
  store: Store,
): Promise<'removed' | 'outdated'> {
  const outcome = await removeRecord(placeOf(username), revision, store);
  if (outcome === 'removed' && subject !== undefined) await removeSubject(subject, store);
  return outcome;
}

async function removeSubject(subject: string, store: Store): Promise<void> {
  await store.commit(subjectPartition(subject), [{ remove: subjectRow }]);
}

function placeOf(username: string): RecordPlace {
  return { partition: namedPartition('user', username), row: 'user', label: { user: username }, prefix };
}

function subjectPartition(subject: string): string {
  return namedPartition('subject', subject);
}
