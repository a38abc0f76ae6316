import type { Command } from 'commander';
import { seconds, systemClock, utcDay } from '../../shared/base/clock.ts';
import { openBarriers } from '../../shared/grants/barriers.ts';
import { activeRow } from '../../shared/grants/grant-verdicts.ts';
import { lastDay } from '../../shared/store/partition.ts';
import type { FoundRow, Store } from '../../shared/store/store.ts';
import { withStore } from '../deployment/operator-store.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { print, printJson, remark, table, utc } from '../terminal/output.ts';
import { type TargetOptions, targetOf } from './check-names.ts';

interface Options extends JsonOption, TargetOptions {}

interface ListedGrant {
  readonly grant_id: string;
  readonly client_id: string;
  readonly subject: string;
  /** Seconds since the epoch: a sign-in or a refresh. */
  readonly last_used_at: number;
  /** YYYY-MM-DD. */
  readonly ends_on: string;
}

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
  const grants = await withStore(({ store }) => find(values, store));
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

/** The most recently used first. */
async function find(values: Readonly<Record<string, string>>, store: Store): Promise<readonly ListedGrant[]> {
  const barriers = openBarriers({ store, clock: systemClock });
  const today = utcDay(seconds(systemClock));
  const found: ListedGrant[] = [];
  for await (const row of store.list(activeRow, values)) {
    const grant = grantOf(row);
    if (lastDay(row.partition) < today) continue;
    const given = { clientId: grant.client_id, subject: grant.subject, since: grant.last_used_at };
    if (!(await barriers.hasEnded(given))) found.push(grant);
  }
  return found.sort((a, b) => b.last_used_at - a.last_used_at);
}

function grantOf({ partition, values, insertedAt }: FoundRow): ListedGrant {
  const day = lastDay(partition);
  return {
    grant_id: partition,
    client_id: String(values.client),
    subject: String(values.subject),
    last_used_at: Math.floor(insertedAt / 1000),
    ends_on: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`,
  };
}
