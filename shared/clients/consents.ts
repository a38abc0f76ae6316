// Stores users' consent. It is for one registration of a client: the next owner of the id inherits nothing (RFC 6819 §5.2.4.1).

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

type ClientRegistration = Pick<Client, 'id' | 'registration'>;

export interface Consent {
  readonly clientId: string;
  readonly registration: string;
  readonly access: readonly Access[];
  /** Seconds since the epoch, by the store's clock: when the user last agreed to anything. */
  readonly agreedAt: number;
}

const maxWriteAttempts = 5;

export const recordPrefix = 'record.';

/** In one round trip. Empty for another registration or a malformed record: the user is asked. @throws StoreUnavailableError */
export async function findConsent(
  subject: string,
  client: ClientRegistration,
  store: Store,
): Promise<readonly Access[]> {
  const stored = await findRecord(placeOf(subject, client.id), store);
  return consentTo(client, stored?.record)?.access ?? [];
}

/** Whether a record exists for the client id, even a malformed one or for another registration. @throws StoreUnavailableError */
export async function hasConsent(subject: string, clientId: string, store: Store): Promise<boolean> {
  return (await findRecord(placeOf(subject, clientId), store)) !== undefined;
}

/** Drops consent to earlier registrations, and stores none that is too large. @throws StoreUnavailableError: it may be stored */
export async function rememberConsent(
  subject: string,
  client: ClientRegistration,
  access: readonly Access[],
  store: Store,
): Promise<void> {
  const place = placeOf(subject, client.id);
  for (let attempt = 0; attempt < maxWriteAttempts; attempt += 1) {
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

/** Sorted by client id, without malformed records. @throws StoreUnavailableError */
export async function listConsents(subject: string, store: Store): Promise<readonly Consent[]> {
  const { rows } = await store.read(partitionOf(subject));
  const consents = rows.flatMap((row) => recordIn(row, recordPrefix)).flatMap(({ record }) => consentIn(record) ?? []);
  return consents.sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
}

/** Leaves existing grants, which a barrier ends. @throws StoreUnavailableError: the consent may or may not be withdrawn */
export async function withdrawConsent(
  subject: string,
  clientId: string,
  store: Store,
): Promise<'withdrawn' | 'unknown'> {
  const place = placeOf(subject, clientId);
  for (let attempt = 0; attempt < maxWriteAttempts; attempt += 1) {
    const stored = await findRecord(place, store);
    // An earlier attempt of this call may have removed it.
    if (!stored) return attempt === 0 ? 'unknown' : 'withdrawn';
    if ((await removeRecord(place, stored.revision, store)) === 'removed') return 'withdrawn';
  }
  throw new StoreUnavailableError('the consent changed again and again while it was withdrawn');
}

function consentTo({ id, registration }: ClientRegistration, record: unknown): Consent | undefined {
  const consent = consentIn(record);
  return consent?.clientId === id && consent.registration === registration ? consent : undefined;
}

/** Undefined for malformed records and for those of older versions, which do not name the resource of each scope. */
export function consentIn(record: unknown): Consent | undefined {
  if (!consentSchema.validate(record)) return undefined;
  const { client_id, registration, access, agreed_at } = record as ConsentRecord;
  return { clientId: client_id, registration, access, agreedAt: agreed_at };
}

export interface ConsentRecord {
  readonly client_id: string;
  readonly registration: string;
  readonly access: readonly Access[];
  readonly agreed_at: number;
}

export function placeOf(subject: string, clientId: string): RecordPlace {
  // The hash has a fixed length and only characters that row names allow.
  const name = sha256(clientId).toString('base64url');
  return {
    partition: partitionOf(subject),
    row: `client.${name}`,
    label: { client: clientId, subject },
    prefix: `${recordPrefix}${name}.`,
  };
}

function partitionOf(subject: string): string {
  return namedPartition('consent', subject);
}
