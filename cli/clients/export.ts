import type { Command } from 'commander';
import { knownClients } from '../deployment/known-clients.ts';
import { withStore } from '../deployment/operator-store.ts';
import { addCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { printJson, remark } from '../terminal/output.ts';

export function addExport(group: Command): void {
  addCommand(group, {
    usage: 'export',
    does: 'Prints the clients of the store as JSON, in the format of import.',
    examples: ['clients export > clients.json'],
    notes: 'Secrets are exported as SHA-256 hashes only. An invalid record is left out and reported (exit code 1).',
  }).action(exportClients);
}

async function exportClients(): Promise<void> {
  const stored = (await withStore(knownClients)).filter(({ origin }) => origin === 'store');
  printJson(stored.flatMap((known) => ('problems' in known ? [] : [known.record])));
  for (const known of stored) {
    if (!('problems' in known)) continue;
    remark(`left out: ${known.id}: ${known.problems.join('; ')}`);
    process.exitCode = exitCodes.refused;
  }
}
