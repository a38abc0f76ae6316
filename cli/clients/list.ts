import type { Command } from 'commander';
import { seconds, systemClock } from '../../shared/clock.ts';
import { addCommand, type JsonOption } from '../command.ts';
import { withStore } from '../operator-store.ts';
import { print, printJson, remark, table } from '../output.ts';
import { type KnownClient, knownClients } from './known-clients.ts';
import { secretsSummary } from './new-secret.ts';

export function addList(group: Command): void {
  addCommand(group, {
    usage: 'list',
    does: 'Lists the clients of the store and of CLIENTS_FILE.',
    examples: ['clients list', 'clients list --json'],
  }).action(listClients);
}

async function listClients({ json }: JsonOption): Promise<void> {
  const known = await withStore(knownClients);
  if (json) return printJson(known.map(toJson));
  if (known.length === 0) return remark('There are no clients. To register one: npm run tessera -- clients add --help');
  print(table(['client_id', 'from', 'method', 'grants', 'secrets'], known.map(toRow)));
}

/** As clients show has it. */
export function toJson(known: KnownClient): object {
  const { id: client_id, origin } = known;
  // A record that is wrong may hold anything: it is not repeated.
  return 'problems' in known
    ? { client_id, origin, problems: known.problems }
    : { client_id, origin, record: known.record };
}

function toRow(known: KnownClient): readonly string[] {
  if ('problems' in known) return [known.id, known.origin, `wrong: ${known.problems.join('; ')}`, '', ''];
  const { client, record } = known;
  const isPublic = client.authenticationMethod === 'none';
  const secrets = isPublic ? '' : secretsSummary(record.client_secrets ?? [], seconds(systemClock));
  return [client.id, known.origin, client.authenticationMethod, client.grantTypes.join(' '), secrets];
}
