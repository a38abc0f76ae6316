// Reads and writes the consents of all users, for a backup.
import { addRecord, changeRecord, findRecord, maxRecordCharacters, recordIn } from '../store/revised-record.ts';
import { type Store, StoreUnavailableError } from '../store/store.ts';
import { type Consent, type ConsentRecord, consentIn, placeOf, recordPrefix } from './consents.ts';

export interface ConsentOfUser extends Consent {
  readonly subject: string;
}

const maxWriteAttempts = 5;

/** In no order, without malformed records. @throws StoreUnavailableError */
export async function* listAllConsents(store: Store): AsyncGenerator<ConsentOfUser> {
  const subjects = new Map<string, unknown>();
  const found: { readonly partition: string; readonly consent: Consent }[] = [];
  for await (const row of store.listKind('consent')) {
    if (row.name.startsWith('client.')) subjects.set(row.partition, row.values.subject);
    for (const { record } of recordIn(row, recordPrefix)) {
      const consent = consentIn(record);
      if (consent) found.push({ partition: row.partition, consent });
    }
  }
  for (const { partition, consent } of found) {
    const subject = subjects.get(partition);
    if (typeof subject === 'string') yield { subject, ...consent };
  }
}

/**
 * Stores a consent as it was, unless the user has agreed to something for the same registration since.
 * @throws RangeError if it is too large; StoreUnavailableError: it may be stored
 */
export async function restoreConsent(consent: ConsentOfUser, store: Store): Promise<'restored' | 'kept'> {
  const { subject, clientId, registration, access, agreedAt } = consent;
  const place = placeOf(subject, clientId);
  const record: ConsentRecord = { client_id: clientId, registration, access, agreed_at: agreedAt };
  for (let attempt = 0; attempt < maxWriteAttempts; attempt += 1) {
    const stored = await findRecord(place, store);
    if (stored && consentIn(stored.record)?.registration === registration) return 'kept';
    const outcome = stored
      ? await changeRecord(place, record, stored.revision, store)
      : await addRecord(place, record, store);
    if (outcome === 'added' || outcome === 'changed') return 'restored';
  }
  throw new StoreUnavailableError('the consent changed again and again while it was restored');
}

/** Whether the store takes it. */
export function isConsentTooLarge(consent: object): boolean {
  return JSON.stringify(consent).length > maxRecordCharacters;
}
