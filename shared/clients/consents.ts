// What users have agreed to: a partition for each subject, in it a record for each client. It counts for the registration that
// was agreed to, so that the next owner of a client id inherits nothing (RFC 6819 §5.2.4.1).

import { sha256 } from '../base/sha256.ts';
import { namedPartition } from '../store/partition.ts';
import {
  addRecord,
  changeRecord,
  findRecord,
  maxRecordCharacters,
  type RecordPlace,
  recordIn,
  removeRecord,
} from '../store/revised-record.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import { type Access, isWithin, joinAccess } from './access.ts';
import type { Client } from './client.ts';
import * as consentSchema from './consent.schema.json';

/** Whose consent it is: to a client, as it is registered. */
type Registered = Pick<Client, 'id' | 'registration'>;

export interface Consent {
  readonly clientId: string;
  readonly registration: string;
  readonly access: readonly Access[];
  /** Seconds since the epoch, by the clock of the store: when something was agreed to last. */
  readonly agreedAt: number;
}

/** Times that others may be first. */
const attempts = 5;

const prefixOfAll = 'record.';

/**
 * What the user has agreed to for this registration of the client, one round trip. Empty when there is nothing, when it was
 * agreed to for another registration, or when what is stored cannot be read: then the user is asked.
 * @throws StoreUnavailableError
 */
export async function findConsent(subject: string, client: Registered, store: Store): Promise<readonly Access[]> {
  const stored = await findRecord(placeOf(subject, client.id), store);
  return consentTo(client, stored?.record)?.access ?? [];
}

/**
 * Whether anything is stored for a client of that id: of whichever registration, readable or not.
 * @throws StoreUnavailableError
 */
export async function hasConsent(subject: string, clientId: string, store: Store): Promise<boolean> {
  return (await findRecord(placeOf(subject, clientId), store)) !== undefined;
}

/**
 * Adds to what the user has agreed to for this registration of the client, and forgets what was agreed to for another. What is
 * too large to be stored is not remembered: the user is asked again.
 * @throws StoreUnavailableError: whether it is remembered is not known, and the user may be asked again
 */
export async function rememberConsent(
  subject: string,
  client: Registered,
  access: readonly Access[],
  store: Store,
): Promise<void> {
  const place = placeOf(subject, client.id);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { rows, readAt } = await store.read(place.partition);
    const isThere = rows.some(({ name }) => name === place.row);
    const [stored] = isThere ? rows.flatMap((row) => recordIn(row, place.prefix)) : [];
    const before = consentTo(client, stored?.record)?.access ?? [];
    if (isWithin(access, before)) return;
    const agreed_at = Math.floor(readAt / 1000);
    const record = [joinAccess(before, access), access]
      .map(
        (each): ConsentRecord => ({ client_id: client.id, registration: client.registration, access: each, agreed_at }),
      )
      .find((each) => JSON.stringify(each).length <= maxRecordCharacters);
    if (!record) return;
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

function consentTo({ id, registration }: Registered, record: unknown): Consent | undefined {
  const consent = consentIn(record);
  return consent?.clientId === id && consent.registration === registration ? consent : undefined;
}

/** Undefined also for what older versions wrote, which does not say what was agreed to at which resource. */
function consentIn(record: unknown): Consent | undefined {
  if (!consentSchema.validate(record)) return undefined;
  // The schema has just passed it.
  const { client_id, registration, access, agreed_at } = record as ConsentRecord;
  return { clientId: client_id, registration, access, agreedAt: agreed_at };
}

interface ConsentRecord {
  readonly client_id: string;
  readonly registration: string;
  readonly access: readonly Access[];
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
