import type { Command } from 'commander';
import { type Consent, listConsents } from '../../shared/clients/consents.ts';
import { isOfFile } from '../../shared/clients/read-client.ts';
import { findRegistration } from '../../shared/clients/registered-clients.ts';
import { fileClients } from '../deployment/known-clients.ts';
import { requireUser, requireValidUser } from '../deployment/known-user.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { print, printJson, remark, table, utc } from '../terminal/output.ts';

export function addList(group: Command): void {
  addCommand(group, {
    usage: 'list <username>',
    does: 'Lists what a user has agreed to, by client.',
    examples: ['consents list ada', 'consents list ada --json'],
    notes:
      'A consent covers scopes at resources, for the client as it was registered at that time. After a client was removed and\nregistered again, the consent no longer counts and the user is asked again. For a client of CLIENTS_FILE, set\nCLIENTS_FILE as for the service to see whether the consent counts.',
  }).action(list);
}

/** Null for a client of a CLIENTS_FILE that is not available here. */
type ConsentRow = Consent & { readonly counts: boolean | null };

async function list(typed: string, { json }: JsonOption): Promise<void> {
  const consents = await withStore(async (opened) => {
    const { subject } = requireValidUser((await requireUser(typed, opened)).known);
    const listed: ConsentRow[] = [];
    for (const consent of await listConsents(subject, opened.store)) {
      listed.push({ ...consent, counts: countsFor(consent, await registrationOf(consent.clientId, opened)) });
    }
    return listed;
  });
  if (json) {
    return printJson(
      consents.map(({ clientId, access, agreedAt, counts }) => ({
        client_id: clientId,
        access: access.map(({ resource, scope }) => ({ resource, scope: scope.join(' ') })),
        agreed_at: agreedAt,
        counts,
      })),
    );
  }
  if (consents.length === 0) return remark('There are no consents.');
  const rows = consents.flatMap(({ clientId, access, agreedAt, counts }) =>
    access.map(({ resource, scope }) => [clientId, resource, scope.join(' '), utc(agreedAt), inWords(counts)]),
  );
  print(table(['client_id', 'resource', 'scope', 'agreed', 'counts'], rows));
}

function countsFor({ registration }: Consent, now: string | undefined): boolean | null {
  return now === undefined && isOfFile(registration) ? null : registration === now;
}

function inWords(counts: boolean | null): string {
  if (counts === null) return 'unknown';
  return counts ? 'yes' : 'no';
}

/** Of the client as it is registered now. */
async function registrationOf(id: string, { store, settings }: OperatorStore): Promise<string | undefined> {
  const inFile = (await fileClients(settings)).find((client) => client.id === id);
  if (inFile && 'client' in inFile) return inFile.client.registration;
  return (await findRegistration(id, store))?.identity;
}
