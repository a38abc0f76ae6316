import type { Command } from 'commander';
import { type ConsentOfUser, listAllConsents, restoreConsent } from '../../shared/clients/consent-backup.ts';
import { allUsers } from '../deployment/known-user.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { type RecordLine, readRecordLines, repeatedLines } from '../deployment/record-lines.ts';
import { writeRecords } from '../deployment/write-records.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { counted, print, printJson, remark } from '../terminal/output.ts';
import { readText } from '../terminal/read-text.ts';
import { type ConsentLine, clientLookup, readConsentLine } from './consent-line.ts';

interface Options extends JsonOption {
  readonly dryRun?: boolean;
}

interface Plan {
  readonly restored: readonly ConsentOfUser[];
  readonly kept: readonly ConsentOfUser[];
  /** One line each: the place and the reason. */
  readonly leftOut: readonly string[];
}

export function addImport(group: Command): void {
  addCommand(group, {
    usage: 'import <file>',
    does: 'Stores the consents of a file that export has written. Use - for stdin.',
    examples: ['consents import consents.jsonl', 'consents import consents.jsonl --dry-run'],
    notes:
      'Import the clients and the users first. A consent counts for the same subject, and for a client with the same id, name\nand redirect URIs; others are left out and reported (exit code 1), and their users are asked again. What a user has\nagreed to since stays. The command can be run again after a failure.',
  })
    .option('--dry-run', 'check everything and say what would be done; write nothing')
    .action(importConsents);
}

async function importConsents(file: string, { json, dryRun = false }: Options): Promise<void> {
  const name = file === '-' ? 'stdin' : file;
  const { lines, problems } = readRecordLines(await readText(file), { read: readConsentLine, nameOf });
  const wrong = [...problems, ...repeatedLines(lines, keyOf).map(({ place }) => `${place}: duplicate consent`)];
  if (wrong.length > 0) {
    throw new CommandError(['Nothing was imported:', ...wrong.map((problem) => `${name}:${problem}`)].join('\n'));
  }
  const { restored, kept, leftOut } = await withStore(async (opened) => {
    const plan = await planFor(lines, opened);
    if (!dryRun) await carryOut(plan.restored, opened);
    return plan;
  });
  for (const line of leftOut) remark(`left out: ${name}:${line}`);
  if (leftOut.length > 0) process.exitCode = exitCodes.refused;
  if (json) {
    const counts = { restored: restored.length, kept: kept.length, left_out: leftOut.length };
    return printJson({ ...(dryRun && { dry_run: true }), ...counts });
  }
  const counts = `${counted(restored.length, 'consent')} restored, ${kept.length} kept, ${leftOut.length} left out`;
  print(dryRun ? `Nothing was written. It would be: ${counts}.` : `${counts}.`);
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { subject, client_id }: Readonly<Record<string, unknown>> = { ...value };
  return typeof subject === 'string' && typeof client_id === 'string' ? `${subject} at ${client_id}` : undefined;
}

function keyOf({ subject, client_id }: { readonly subject: string; readonly client_id: string }): string {
  return `${subject} ${client_id}`;
}

async function planFor(lines: readonly RecordLine<ConsentLine>[], opened: OperatorStore): Promise<Plan> {
  const clientOf = clientLookup(opened);
  const subjects = new Set((await allUsers(opened.store)).map(({ subject }) => subject));
  const stored = new Map<string, string>();
  for await (const { subject, clientId, registration } of listAllConsents(opened.store)) {
    stored.set(keyOf({ subject, client_id: clientId }), registration);
  }
  const plan = { restored: [] as ConsentOfUser[], kept: [] as ConsentOfUser[], leftOut: [] as string[] };
  for (const { record, place } of lines) {
    const { subject, client_id: clientId, access, agreed_at: agreedAt } = record;
    const client = await clientOf(clientId);
    if (!subjects.has(subject)) plan.leftOut.push(`${place}: no user has this subject`);
    else if (!client) plan.leftOut.push(`${place}: there is no client ${clientId}`);
    else if (client.exported !== record.registration) {
      plan.leftOut.push(`${place}: the client ${clientId} has another name or other redirect URIs now`);
    } else {
      const consent = { subject, clientId, registration: client.registration, access, agreedAt };
      const isKept = stored.get(keyOf(record)) === client.registration;
      (isKept ? plan.kept : plan.restored).push(consent);
    }
  }
  return plan;
}

async function carryOut(consents: readonly ConsentOfUser[], { store }: OperatorStore): Promise<void> {
  await writeRecords(consents, {
    noun: 'consent',
    nameOf: ({ subject, clientId }) => `${subject} at ${clientId}`,
    async write(consent) {
      await restoreConsent(consent, store);
    },
  });
}
