// Stores users: a partition per user name holds the record, a partition per subject holds the user name.
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
const subjectRowName = 'subject';

export interface StoredUser {
  readonly record: UserRecord;
  /** A change is refused unless it names the current revision. */
  readonly revision: string;
}

/** Takes a normalised name, and one round trip, known or not. @throws StoreUnavailableError; Error for an invalid record */
export async function findUser(username: string, store: Store): Promise<StoredUser | undefined> {
  const stored = await findUserAsStored(username, store);
  if (!stored) return undefined;
  const record = readUserRecord(stored.record);
  if ('problems' in record) throw new Error(`the stored record of a user is wrong: ${record.problems.join('; ')}`);
  if (record.username !== username) throw new Error('the stored record of a user is that of another');
  return { record, revision: stored.revision };
}

/** Does not validate the record, so that commands can repair it. @throws StoreUnavailableError */
export function findUserAsStored(username: string, store: Store): Promise<RevisedRecord | undefined> {
  return findRecord(placeOf(username), store);
}

/** Takes two round trips. Undefined if the user was removed, even if another user now has the name. @throws as `findUser` does */
export async function findUserOfSubject(subject: string, store: Store): Promise<StoredUser | undefined> {
  const { rows } = await store.read(subjectPartition(subject));
  const username = rows.find(({ name }) => name === subjectRowName)?.values.username;
  const user = typeof username === 'string' ? await findUser(username, store) : undefined;
  return user?.record.subject === subject ? user : undefined;
}

/** In no particular order, without validating the records. @throws StoreUnavailableError */
export function listUsers(store: Store): AsyncGenerator<ListedRecord> {
  return listRecords('user', prefix, store);
}

/** Needs a subject that no other user has. Of concurrent calls for one name, one succeeds. @throws StoreUnavailableError: it may be added */
export async function addUser(record: UserRecord, store: Store): Promise<'added' | 'exists'> {
  // The subject comes first: one without a user does no harm, but a user without one could not be found from a token.
  await store.commit(subjectPartition(record.subject), [
    { insert: subjectRowName, values: { username: record.username } },
  ]);
  const outcome = await addRecord(placeOf(record.username), record, store);
  if (outcome === 'exists' && !(await hasUser(record, store))) await removeSubject(record.subject, store);
  return outcome;
}

/** Another call may have added this very user, from the same backup. */
async function hasUser({ username, subject }: UserRecord, store: Store): Promise<boolean> {
  const record = readUserRecord((await findUserAsStored(username, store))?.record);
  return 'subject' in record && record.subject === subject;
}

/** The new record has the same subject and user name. @throws StoreUnavailableError: the record may or may not be replaced */
export function changeUser(record: UserRecord, revision: string, store: Store): Promise<'changed' | 'outdated'> {
  return changeRecord(placeOf(record.username), record, revision, store);
}

/** Leaves sessions and grants, which a barrier ends. @throws StoreUnavailableError: the user may or may not be removed */
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
  await store.commit(subjectPartition(subject), [{ remove: subjectRowName }]);
}

function placeOf(username: string): RecordPlace {
  return { partition: namedPartition('user', username), row: 'user', label: { user: username }, prefix };
}

function subjectPartition(subject: string): string {
  return namedPartition('subject', subject);
}
