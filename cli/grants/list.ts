import type { Command } from 'commander';
import { activeGrants } from '../deployment/active-grants.ts';
import { withStore } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { print, printJson, remark, table, utc } from '../terminal/output.ts';
import { type TargetOptions, targetOf } from './check-names.ts';

interface Options extends JsonOption, TargetOptions {}

export function addList(group: Command): void {
  addCommand(group, {
    usage: 'list',
    does: 'Lists the grants of a client, of a subject, or of a subject at a client.',
    examples: [
      'grants list --client web',
      'grants list --subject u_Zk3vQ9tXbM5rYh1aWc7LpA',
      'grants list --client web --subject u_Zk3vQ9tXbM5rYh1aWc7LpA --json',
    ],
    notes: 'The command reads the whole table: do not run it every minute.',
  })
    .option('--client <id>', 'of this client')
    .option('--subject <s>', 'of this subject')
    .action(listGrants);
}

async function listGrants({ client, subject, json }: Options): Promise<void> {
  const values = { ...(client !== undefined && { client }), ...(subject !== undefined && { subject }) };
  targetOf(values);
  const grants = await withStore(({ store }) => activeGrants(values, store));
  if (json) return printJson(grants);
  if (grants.length === 0) return remark('There are no grants.');
  const rows = grants.map((each) => [
    each.grant_id,
    each.client_id,
    each.subject,
    utc(each.last_used_at),
    each.ends_on,
  ]);
  print(table(['grant', 'client', 'subject', 'last used', 'ends on'], rows));
}
