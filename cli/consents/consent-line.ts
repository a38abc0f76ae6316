// A consent as exports write it. Its registration is the name and the redirect URIs of the client, as for a client of
// CLIENTS_FILE: the identity of a registration does not survive the store.
import type { Access } from '../../shared/clients/access.ts';
import * as consentSchema from '../../shared/clients/consent.schema.json';
import { isConsentTooLarge } from '../../shared/clients/consent-backup.ts';
import { isOfFile, readClient } from '../../shared/clients/read-client.ts';
import { findRegistration } from '../../shared/clients/registered-clients.ts';
import { problemsOf } from '../../shared/validation/check.ts';
import { fileClients } from '../deployment/known-clients.ts';
import type { OperatorStore } from '../deployment/operator-store.ts';

export interface ConsentLine {
  readonly subject: string;
  readonly client_id: string;
  readonly registration: string;
  readonly access: readonly Access[];
  /** Seconds since the epoch. */
  readonly agreed_at: number;
}

export function readConsentLine(value: unknown): ConsentLine | { readonly problems: readonly string[] } {
  if (typeof value !== 'object' || value === null) return { problems: ['it must be an object'] };
  const { subject, ...consent }: Readonly<Record<string, unknown>> = { ...value };
  const isSubject = typeof subject === 'string' && /^u_[\w-]{22}$/.test(subject);
  const problems = [
    ...(isSubject ? [] : ['subject must be u_ and 22 characters of base64url']),
    ...problemsOf(consentSchema, consent),
  ];
  if (problems.length > 0) return { problems };
  const line = value as ConsentLine;
  if (!isOfFile(line.registration)) return { problems: ['registration must be as export writes it'] };
  return isConsentTooLarge(consent) ? { problems: ['it is too large'] } : line;
}

export interface RegisteredClient {
  /** What consents in the store name. */
  readonly registration: string;
  /** What consents in an export name. */
  readonly exported: string;
}

/** Looks each client up once. */
export function clientLookup({
  store,
  settings,
}: OperatorStore): (id: string) => Promise<RegisteredClient | undefined> {
  const found = new Map<string, Promise<RegisteredClient | undefined>>();
  const inFile = fileClients(settings);
  async function lookUp(id: string): Promise<RegisteredClient | undefined> {
    const known = (await inFile).find((client) => client.id === id);
    if (known) return 'client' in known ? bothAs(known.client.registration) : undefined;
    const stored = await findRegistration(id, store);
    const client = readClient(stored?.record);
    return stored && !('problems' in client)
      ? { registration: stored.identity, exported: client.registration }
      : undefined;
  }
  return (id) => {
    const looking = found.get(id) ?? lookUp(id);
    found.set(id, looking);
    return looking;
  };
}

function bothAs(registration: string): RegisteredClient {
  return { registration, exported: registration };
}
