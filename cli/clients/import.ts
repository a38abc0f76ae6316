import { type Command, Option } from 'commander';
import type { Client } from '../../shared/clients/client.ts';
import { readBarrierAges } from '../../shared/grants/barrier-age.ts';
import { clashesOf, validClients } from '../deployment/check-record.ts';
import { knownClients } from '../deployment/known-clients.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { findReservation } from '../deployment/register-client.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { print, printJson, remark } from '../terminal/output.ts';
import { readText } from '../terminal/read-text.ts';
import { type SourceName, sourceNames } from './foreign/sources.ts';
import { type RecordsFile, readRecords } from './records-file.ts';
import { isUnchanged, type KnownById, knownById, plan, resultLines, writeAll } from './write-records.ts';

interface Options extends JsonOption {
  readonly replace?: boolean;
  readonly from?: SourceName;
  readonly only?: readonly string[];
  readonly resource?: readonly string[];
  readonly scope?: string;
  readonly dryRun?: boolean;
}

export function addImport(group: Command): void {
  addCommand(group, {
    usage: 'import <file>',
    does: 'Registers the clients of a JSON file: client records, or an export of another server. Use - for stdin.',
    examples: [
      'clients import clients.json',
      'clients import clients.json --replace',
      'clients import - < clients.json',
      'clients import realm-export.json --resource https://api.example --dry-run',
      'clients import apps.json --from auth0 --only web job --resource https://api.example --scope reports.read',
    ],
    notes:
      'Everything is checked before anything is written. A client that is stored just so already is skipped, so the command can\nbe run again after a failure. A client_secret in plain text is hashed. Messages never repeat the\nvalue of a secret or of an unknown member. The exports of Keycloak, Auth0, Hydra, Entra and RFC 7591 are known by\ntheir shape; what is not taken over is named.',
  })
    .option('--replace', 'replace the whole record of each client that is already registered')
    .option('--dry-run', 'check and show what would be registered, and write nothing')
    .addOption(new Option('--from <source>', 'whose export it is (default: by its shape)').choices(sourceNames))
    .option('--only <ids...>', 'import these clients of the file')
    .option('--resource <uris...>', 'for an export: the APIs of clients that name none')
    .option('--scope <scopes>', 'for an export: the scopes of clients that have none for an API')
    .action(importClients);
}

async function importClients(
  file: string,
  { json, replace = false, dryRun = false, ...options }: Options,
): Promise<void> {
  const name = file === '-' ? 'stdin' : file;
  const read = readRecords(await readText(file), options);
  requireExport(read, options);
  if (read.title !== undefined) remark(`${name} has ${read.title}.`);
  for (const note of read.notes) remark(`${name}: ${note}`);
  if (read.problems.length > 0) throw wrong(name, read.problems);
  await withStore(async (opened) => {
    const clients = await knownClients(opened);
    const known = knownById(clients);
    const problems = [
      ...problemsBeside(validClients(clients), known, read, replace),
      ...(await reservationsOf(known, read, opened)),
    ];
    if (problems.length > 0) throw wrong(name, problems);
    const records = read.records.map(({ record }) => record);
    for (const { weakness, place } of read.records) {
      if (weakness !== undefined) {
        remark(
          `warning: ${name}:${place('client_secret')}: client_secret ${weakness}. Use clients rotate-secret to get a random one.`,
        );
      }
    }
    const done = dryRun ? plan(records, known) : await writeAll(records, known, replace, opened);
    const left = read.title === undefined ? {} : { left_out: read.leftOut, notes: read.notes };
    if (json) return printJson(dryRun ? { ...done, ...left, dry_run: true, records } : { ...done, ...left });
    const none =
      read.title === undefined ? 'The file contains no clients.' : 'The file contains no clients to register.';
    print(records.length === 0 ? none : resultLines(done, dryRun).join('\n'));
  });
}

function requireExport({ title, problems }: RecordsFile, { resource, scope }: Options): void {
  if (title !== undefined || problems.length > 0 || (resource === undefined && scope === undefined)) return;
  throw new CommandError(
    '--resource and --scope are for exports of other servers. This file has client records: write resource and scope into them.',
    { exitCode: exitCodes.usage },
  );
}

function problemsBeside(
  clients: readonly Client[],
  known: KnownById,
  { records }: RecordsFile,
  replace: boolean,
): readonly string[] {
  const imported = new Set(records.map(({ client }) => client.id));
  const others = clients.filter(({ id }) => !imported.has(id));
  return records.flatMap(({ client, record, place }) => {
    const same = (known.get(client.id) ?? []).map(({ origin }) => origin);
    const taken = same.includes('CLIENTS_FILE')
      ? ['client_id is already in CLIENTS_FILE, which takes precedence']
      : same.length > 0 && !replace && !isUnchanged(record, known)
        ? ['client_id is already registered with another record; use --replace to replace the whole record']
        : [];
    const problems = [...taken, ...clashesOf(client, others)];
    return problems.map((problem) => `${place(problem.split(' ')[0] ?? '')}: ${problem}`);
  });
}

/** Ids of clients that were removed a moment ago. */
async function reservationsOf(
  known: KnownById,
  { records }: RecordsFile,
  { store }: OperatorStore,
): Promise<readonly string[]> {
  const ageOf = await readBarrierAges(store);
  const problems: string[] = [];
  for (const { client, place } of records) {
    if (known.has(client.id)) continue;
    const reservation = await findReservation(client.id, ageOf);
    if (reservation !== undefined) problems.push(`${place('client_id')}: ${reservation}`);
  }
  return problems;
}

function wrong(name: string, problems: readonly string[]): CommandError {
  return new CommandError(['Nothing was imported:', ...problems.map((problem) => `${name}:${problem}`)].join('\n'));
}
