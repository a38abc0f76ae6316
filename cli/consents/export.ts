import type { Command } from 'commander';
import { listAllConsents } from '../../shared/clients/consent-backup.ts';
import { isOfFile } from '../../shared/clients/read-client.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { toLines } from '../deployment/record-lines.ts';
import { addCommand } from '../terminal/command.ts';
import { counted, remark } from '../terminal/output.ts';
import { type OutputOption, outputOption, writeExport } from '../terminal/write-export.ts';
import { type ConsentLine, clientLookup } from './consent-line.ts';

export function addExport(group: Command): void {
  addCommand(group, {
    usage: 'export',
    does: 'Prints what all users have agreed to as JSON Lines, in the format of import.',
    examples: ['consents export --output consents.jsonl', 'consents export > consents.jsonl'],
    notes:
      'Consents that no longer count are left out, because their client was removed or registered again. Set CLIENTS_FILE as\nfor the service.',
  })
    .option(...outputOption)
    .action(exportConsents);
}

async function exportConsents(options: OutputOption): Promise<void> {
  const { lines, left } = await withStore(collect);
  await writeExport(toLines(lines), options);
  if (left > 0) remark(`left out, because they no longer count: ${counted(left, 'consent')}`);
}

async function collect(opened: OperatorStore) {
  const clientOf = clientLookup(opened);
  const lines: ConsentLine[] = [];
  let left = 0;
  for await (const { subject, clientId, registration, access, agreedAt } of listAllConsents(opened.store)) {
    const client = await clientOf(clientId);
    // Of a client of a CLIENTS_FILE that is not available here it is not known whether it counts.
    const exported = client?.registration === registration ? client.exported : registration;
    if (!isOfFile(exported) || (client && client.registration !== registration)) left += 1;
    else lines.push({ subject, client_id: clientId, registration: exported, access, agreed_at: agreedAt });
  }
  return { lines: lines.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)), left };
}

function keyOf({ subject, client_id }: ConsentLine): string {
  return `${subject} ${client_id}`;
}
