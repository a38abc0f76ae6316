import type { Command } from 'commander';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { usesSecret } from '../../shared/clients/authentication-methods.ts';
import type { Client } from '../../shared/clients/client.ts';
import type { ClientRecord } from '../../shared/clients/client-record.ts';
import { type KnownClient, knownClients } from '../deployment/known-clients.ts';
import { withStore } from '../deployment/operator-store.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { print, printJson, remark, table } from '../terminal/output.ts';
import { secretsSummary } from './new-secret.ts';
import { countOfKeys } from './who-may-get-in.ts';

export function addList(group: Command): void {
  addCommand(group, {
    usage: 'list',
    does: 'Lists the clients of the store and of CLIENTS_FILE.',
    examples: ['clients list', 'clients list --json'],
    notes:
      'A client of CLIENTS_FILE takes precedence over a client of the store with the same id, which is marked as hidden.\nInvalid records are listed with their problems (exit code 1).',
  }).action(listClients);
}

async function listClients({ json }: JsonOption): Promise<void> {
  const known = await withStore(knownClients);
  const ofFile = new Set(known.filter(({ origin }) => origin === 'CLIENTS_FILE').map(({ id }) => id));
  const isHidden = ({ id, origin }: KnownClient) => origin === 'store' && ofFile.has(id);
  if (known.some((each) => 'problems' in each)) process.exitCode = exitCodes.refused;
  if (json) return printJson(known.map((each) => ({ ...toJson(each), ...(isHidden(each) && { hidden: true }) })));
  if (known.length === 0) return remark(`There are no clients. To register a client: ${asTyped('clients add --help')}`);
  print(
    table(
      ['client_id', 'from', 'method', 'grants', 'secrets or keys'],
      known.map((each) => toRow(each, isHidden(each))),
    ),
  );
}

/** The format of clients show. */
export function toJson(known: KnownClient): object {
  const { id: client_id, origin } = known;
  // An invalid record can contain anything, so it is not printed.
  return 'problems' in known
    ? { client_id, origin, problems: known.problems }
    : { client_id, origin, record: known.record };
}

/** @param isHidden whether a client of CLIENTS_FILE takes precedence */
function toRow(known: KnownClient, isHidden: boolean): readonly string[] {
  const from = isHidden ? `${known.origin} (hidden)` : known.origin;
  if ('problems' in known) return [known.id, from, `invalid: ${known.problems.join('; ')}`, '', ''];
  const { client, record } = known;
  return [client.id, from, client.authenticationMethod, client.grantTypes.join(' '), credentialsOf(client, record)];
}

function credentialsOf(client: Client, record: ClientRecord): string {
  if (usesSecret(client.authenticationMethod)) return secretsSummary(record.client_secrets ?? [], seconds(systemClock));
  const {
    jwks,
    jwksUri,
    federatedCredentials: { length: workloads },
  } = client;
  return [
    ...(jwks.length > 0 ? [countOfKeys(jwks.length)] : []),
    ...(jwksUri === undefined ? [] : [`keys of ${jwksUri}`]),
    ...(workloads > 0 ? [`${workloads} federated`] : []),
  ].join(', ');
}
