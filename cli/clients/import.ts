import { type Command, Option } from 'commander';
import type { ClientRecord } from '../../shared/clients/client-record.ts';
import { changeRegistration, findRegistration } from '../../shared/clients/registered-clients.ts';
import { StoreUnavailableError } from '../../shared/store/store.ts';
import { clashesOf, validClients } from '../deployment/check-record.ts';
import { type KnownClient, knownClients } from '../deployment/known-clients.ts';
import { type OperatorStore, withStore } from '../deployment/operator-store.ts';
import { findReservation, registerClient } from '../deployment/register-client.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { print, printJson, remark } from '../terminal/output.ts';
import { readText } from '../terminal/read-text.ts';
import { changeNotice } from './change-client.ts';
import { type SourceName, sourceNames } from './foreign/sources.ts';
import { type RecordsFile, readRecords } from './records-file.ts';

interface Options extends JsonOption {
  readonly replace?: boolean;
  readonly from?: SourceName;
  readonly only?: readonly string[];
  readonly resource?: readonly string[];
  readonly scope?: string;
  readonly dryRun?: boolean;
}

/** How often other changes may come first. */
const maxAttempts = 5;

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
      'Everything is checked before anything is written. A client_secret in plain text is hashed. Messages never repeat the\nvalue of a secret or of an unknown member. The exports of Keycloak, Auth0, Hydra, Entra and RFC 7591 are known by\ntheir shape; what is not taken over is named.',
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
    const known = await knownClients(opened);
    const problems = [...problemsBeside(known, read, replace), ...(await reservationsOf(known, read, opened))];
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

interface ImportResult {
  readonly registered: readonly string[];
  readonly replaced: readonly string[];
}

function plan(records: readonly ClientRecord[], known: readonly KnownClient[]): ImportResult {
  const isThere = (id: string) => known.some((each) => each.id === id && each.origin === 'store');
  const ids = records.map(({ client_id }) => client_id);
  return { registered: ids.filter((id) => !isThere(id)), replaced: ids.filter(isThere) };
}

function problemsBeside(known: readonly KnownClient[], { records }: RecordsFile, replace: boolean): readonly string[] {
  const imported = new Set(records.map(({ client }) => client.id));
  const others = validClients(known).filter(({ id }) => !imported.has(id));
  return records.flatMap(({ client, place }) => {
    const same = known.filter(({ id }) => id === client.id).map(({ origin }) => origin);
    const taken = same.includes('CLIENTS_FILE')
      ? ['client_id is already in CLIENTS_FILE, which takes precedence']
      : same.length > 0 && !replace
        ? ['client_id is already registered; use --replace to replace the whole record']
        : [];
    const problems = [...taken, ...clashesOf(client, others)];
    return problems.map((problem) => `${place(problem.split(' ')[0] ?? '')}: ${problem}`);
  });
}

/** Ids of clients that were removed a moment ago. */
async function reservationsOf(
  known: readonly KnownClient[],
  { records }: RecordsFile,
  { store }: OperatorStore,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { client, place } of records) {
    if (known.some(({ id }) => id === client.id)) continue;
    const reservation = await findReservation(client.id, store);
    if (reservation !== undefined) problems.push(`${place('client_id')}: ${reservation}`);
  }
  return problems;
}

/** One after another, so that an error can list what is left. @throws CommandError */
async function writeAll(
  records: readonly ClientRecord[],
  known: readonly KnownClient[],
  replace: boolean,
  { store }: OperatorStore,
): Promise<ImportResult> {
  const registered: string[] = [];
  const replaced: string[] = [];
  for (const [index, record] of records.entries()) {
    const { client_id } = record;
    const wasThere = known.some(({ id, origin }) => id === client_id && origin === 'store');
    try {
      if (!wasThere && (await registerClient(record, store)) === 'registered') registered.push(client_id);
      else if (!replace) throw new CommandError('it was registered in the meantime');
      else {
        await replaceRecord(record, store);
        replaced.push(client_id);
      }
    } catch (cause) {
      const isUnknown = cause instanceof StoreUnavailableError;
      if (!isUnknown && !(cause instanceof CommandError)) throw cause;
      const left = records.slice(index + 1).map((each) => each.client_id);
      const lines = [
        `The import stopped: ${cause.message.replace(/\.$/, '')}.`,
        ...resultLines({ registered, replaced }),
        `${isUnknown ? 'May or may not be done' : 'Not done'}: ${client_id}`,
        ...(left.length > 0 ? [`Not done yet: ${left.join(', ')}`] : []),
      ];
      throw new CommandError(lines.join('\n'), {
        exitCode: isUnknown ? exitCodes.storeUnreachable : exitCodes.refused,
        cause,
      });
    }
  }
  return { registered, replaced };
}

/** @throws CommandError when other changes keep coming first, or the client is gone; StoreUnavailableError */
async function replaceRecord(record: ClientRecord, store: OperatorStore['store']): Promise<void> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const found = await findRegistration(record.client_id, store);
    if (!found) throw new CommandError('it was removed in the meantime');
    if ((await changeRegistration(record, found.revision, store)) === 'changed') return;
  }
  throw new CommandError('it was changed by others at the same time');
}

function resultLines({ registered, replaced }: ImportResult, isDryRun = false): readonly string[] {
  if (isDryRun) {
    return [
      ...(registered.length > 0 ? [`Would be registered: ${registered.join(', ')}`] : []),
      ...(replaced.length > 0 ? [`Would be replaced: ${replaced.join(', ')}`] : []),
      'Nothing was written.',
    ];
  }
  return [
    ...(registered.length > 0 ? [`Registered: ${registered.join(', ')}`] : []),
    ...(replaced.length > 0 ? [`Replaced: ${replaced.join(', ')}. ${changeNotice}`] : []),
  ];
}

function wrong(name: string, problems: readonly string[]): CommandError {
  return new CommandError(['Nothing was imported:', ...problems.map((problem) => `${name}:${problem}`)].join('\n'));
}
