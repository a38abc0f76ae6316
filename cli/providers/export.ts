import type { Command } from 'commander';
import { knownProviders, withoutSecret } from '../deployment/known-providers.ts';
import { withStore } from '../deployment/operator-store.ts';
import { addCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { remark } from '../terminal/output.ts';
import { type OutputOption, outputOption, writeExport } from '../terminal/write-export.ts';

export function addExport(group: Command): void {
  addCommand(group, {
    usage: 'export',
    does: 'Prints the providers of the store as JSON without their secrets, in the format of import.',
    examples: ['providers export > providers.json', 'providers export --output providers.json'],
    notes:
      'A provider with a secret is imported again with --replace where it still is, or once client_secret has been added to\nthe file. An invalid record is left out and reported (exit code 1).',
  })
    .option(...outputOption)
    .action(exportProviders);
}

async function exportProviders(options: OutputOption): Promise<void> {
  const stored = (await withStore((opened) => knownProviders(opened))).filter(({ origin }) => origin === 'store');
  const records = stored.flatMap((known) => ('problems' in known ? [] : [withoutSecret(known.record)]));
  await writeExport(`${JSON.stringify(records, null, 2)}\n`, options);
  for (const known of stored) {
    if (!('problems' in known)) continue;
    remark(`left out: ${known.id}: ${known.problems.join('; ')}`);
    process.exitCode = exitCodes.refused;
  }
}
