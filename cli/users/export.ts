import type { Command } from 'commander';
import { allUsers } from '../deployment/known-user.ts';
import { withStore } from '../deployment/operator-store.ts';
import { toLines } from '../deployment/record-lines.ts';
import { addCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { remark } from '../terminal/output.ts';
import { type OutputOption, outputOption, warnOfOpenFile, writeExport } from '../terminal/write-export.ts';

export function addExport(group: Command): void {
  addCommand(group, {
    usage: 'export',
    does: 'Prints the users of the store as JSON Lines, with the hashes of their passwords, in the format of import.',
    examples: ['users export --output users.jsonl', 'users export > users.jsonl'],
    notes:
      'The file lets others guess passwords offline: keep it like a password. users list --json prints the users without\nthem. An invalid record is left out and reported (exit code 1).',
  })
    .option(...outputOption)
    .action(exportUsers);
}

async function exportUsers(options: OutputOption): Promise<void> {
  const users = await withStore(({ store }) => allUsers(store));
  await writeExport(toLines(users.flatMap((known) => ('record' in known ? [known.record] : []))), options);
  if (options.output === undefined) warnOfOpenFile();
  remark('The export has the hashes of passwords: keep it like a password.');
  for (const known of users) {
    if ('record' in known) continue;
    remark(`left out: ${known.username}: ${known.problems.join('; ')}`);
    process.exitCode = exitCodes.refused;
  }
}
