// What users have agreed to: a partition for each subject, in it a record for each client.
import { sha256 } from '../sha256.ts';
import { namedPartition } from '../store/partition.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import * as consentSchema from './consent.schema.json';
import { addRecord, changeRecord, findRecord, type RecordPlace, recordIn, removeRecord } from './revised-record.ts';

export interface Consent {
  readonly clientId: string;
  readonly scope: readonly string[];
  /** Seconds since the epoch, by the clock of the store: when something was agreed to last. */
  readonly agreedAt: number;
}

/** Times that others may be first. */
const attempts = 5;

const prefixOfAll = 'record.';

/**
 * The scopes that the user has agreed to for this client, one round trip; undefined when there are none, or what is stored
 * cannot be read: then the user is asked.
 * @throws StoreUnavailableError
 */
export async function findConsent(
  subject: string,
  clientId: string,
  store: Store,
): Promise<readonly string[] | undefined> {
  const stored = await findRecord(placeOf(subject, clientId), store);
  return consentIn(stored?.record, clientId)?.scope;
}

/**
 * Adds to what the user has agreed to for this client.
 * @throws StoreUnavailableError: whether it is remembered is not known, and the user may be asked again
 */
export async function rememberConsent(
  subject: string,
  clientId: string,
  scope: readonly string[],
  store: Store,
): Promise<void> {
  const place = placeOf(subject, clientId);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { rows, readAt } = await store.read(place.partition);
    const isThere = rows.some(({ name }) => name === place.row);
    const [stored] = isThere ? rows.flatMap((row) => recordIn(row, place.prefix)) : [];
    const before = consentIn(stored?.record, clientId);
    const isAgreed = before && scope.every((each) => before.scope.includes(each));
    if (isAgreed) return;
    const record = {
      client_id: clientId,
      scope: [...new Set([...(before?.scope ?? []), ...scope])],
      agreed_at: Math.floor(readAt / 1000),
    };
    const outcome = stored
      ? await changeRecord(place, record, stored.revision, store)
      : await addRecord(place, record, store);
    if (outcome === 'added' || outcome === 'changed') return;
  }
  throw new StoreUnavailableError('the consent changed again and again while one was remembered');
}

/**
 * What the user has agreed to, by client; what cannot be read is left out.
 * @throws StoreUnavailableError
 */
export async function listConsents(subject: string, store: Store): Promise<readonly Consent[]> {
  const { rows } = await store.read(partitionOf(subject));
  const consents = rows.flatMap((row) => recordIn(row, prefixOfAll)).flatMap(({ record }) => consentIn(record) ?? []);
  return consents.sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
}

/**
 * The user is asked again the next time. What was given by it is ended by a barrier, not by this.
 * @throws StoreUnavailableError: whether it is withdrawn is not known
 */
export async function withdrawConsent(
  subject: string,
  clientId: string,
  store: Store,
): Promise<'withdrawn' | 'unknown'> {
  const place = placeOf(subject, clientId);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const stored = await findRecord(place, store);
    // Of another attempt of this call it may be the work.
    if (!stored) return attempt === 0 ? 'unknown' : 'withdrawn';
    if ((await removeRecord(place, stored.revision, store)) === 'removed') return 'withdrawn';
  }
  throw new StoreUnavailableError('the consent changed again and again while it was withdrawn');
}

/** @param of the client whose consent it must be, if it is known */
function consentIn(record: unknown, of?: string): Consent | undefined {
  if (!consentSchema.validate(record)) return undefined;
  // The schema has just passed it.
  const { client_id, scope, agreed_at } = record as ConsentRecord;
  return of === undefined || client_id === of ? { clientId: client_id, scope, agreedAt: agreed_at } : undefined;
}

interface ConsentRecord {
  readonly client_id: string;
  readonly scope: readonly string[];
  readonly agreed_at: number;
}

function placeOf(subject: string, clientId: string): RecordPlace {
  // Of a fixed size, in characters that a row may be named by.
  const name = sha256(clientId).toString('base64url');
  return {
    partition: partitionOf(subject),
    row: `client.${name}`,
    label: { client: clientId, subject },
    prefix: `${prefixOfAll}${name}.`,
  };
}

function partitionOf(subject: string): string {
  return namedPartition('consent', subject);
}
