import type { Command } from 'commander';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { fileClients, type KnownClient, requireStored, requireValid } from '../deployment/known-clients.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { list, print, printJson } from '../terminal/output.ts';
import { toJson } from './list.ts';
import { secretsSummary } from './new-secret.ts';
import { countOfKeys, furtherRules, holdersText, whoMayGetIn } from './who-may-get-in.ts';

type ValidClient = Extract<KnownClient, { client: unknown }>;

export function addShow(group: Command): void {
  addCommand(group, {
    usage: 'show <id>',
    does: 'Shows the record of a client, and who may get in as this client.',
    examples: ['clients show nightly-report', 'clients show nightly-report --json'],
  }).action(show);
}

async function show(id: string, { json }: JsonOption): Promise<void> {
  const known = await withStore((opened) => find(id, opened));
  if (json) printJson(toJson(known));
  if ('problems' in known) {
    if (json) process.exitCode = 1;
    else requireValid(known);
    return;
  }
  if (!json) print([list(pairsOf(known)), ...(await sectionsOf(known))].join('\n\n'));
}

/** The client that instances use. */
async function find(id: string, opened: OperatorStore): Promise<KnownClient> {
  const ofFile = (await fileClients(opened.settings)).find((client) => client.id === id);
  return ofFile ?? (await requireStored(id, opened)).known;
}

async function sectionsOf({ client, record }: ValidClient): Promise<readonly string[]> {
  const holders = await whoMayGetIn(client, record, seconds(systemClock));
  const rules = await furtherRules(client);
  return [...(holders.length > 0 ? [holdersText(holders)] : []), ...(rules.length > 0 ? [rules.join('\n')] : [])];
}

function pairsOf({ origin, record }: ValidClient): readonly [string, string][] {
  const { client_secrets, jwks, federated_credentials, ...members } = record;
  return [
    ['from', origin],
    ...Object.entries(members).map(([name, value]): [string, string] => [name, shown(value)]),
    // Their members mean nothing to people, and follow as sentences.
    ...(jwks ? [['jwks', countOfKeys(jwks.keys.length)] as [string, string]] : []),
    ...(federated_credentials
      ? [['federated_credentials', federated_credentials.map(({ name }) => name).join(' ')] as [string, string]]
      : []),
    ...(client_secrets ? [['secrets', secretsSummary(client_secrets, seconds(systemClock))] as [string, string]] : []),
  ];
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.map(text).join(' ') : text(value);
}

function text(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
