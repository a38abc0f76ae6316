import type { Command } from 'commander';
import { knownClients } from '../deployment/known-clients.ts';
import { withStore } from '../deployment/operator-store.ts';
import { addCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { remark } from '../terminal/output.ts';
import { type OutputOption, outputOption, writeExport } from '../terminal/write-export.ts';

export function addExport(group: Command): void {
  addCommand(group, {
    usage: 'export',
    does: 'Prints the clients of the store as JSON, in the format of import.',
    examples: ['clients export > clients.json', 'clients export --output clients.json'],
    notes: 'Secrets are exported as SHA-256 hashes only. An invalid record is left out and reported (exit code 1).',
  })
    .option(...outputOption)
    .action(exportClients);
}

async function exportClients(options: OutputOption): Promise<void> {
  const stored = (await withStore(knownClients)).filter(({ origin }) => origin === 'store');
  const records = stored.flatMap((known) => ('problems' in known ? [] : [known.record]));
  await writeExport(`${JSON.stringify(records, null, 2)}\n`, options);
  for (const known of stored) {
    if (!('problems' in known)) continue;
    remark(`left out: ${known.id}: ${known.problems.join('; ')}`);
    process.exitCode = exitCodes.refused;
  }
}
