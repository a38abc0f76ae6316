import type { Command } from 'commander';
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
import { type RecordsFile, readRecords } from './records-file.ts';

interface Options extends JsonOption {
  readonly replace?: boolean;
}

/** How often other changes may come first. */
const maxAttempts = 5;

export function addImport(group: Command): void {
  addCommand(group, {
    usage: 'import <file>',
    does: 'Registers the clients of a JSON file: one record or an array of records. Use - for stdin.',
    examples: [
      'clients import clients.json',
      'clients import clients.json --replace',
      'clients import - < clients.json',
    ],
    notes:
      'Everything is checked before anything is written. A client_secret in plain text is hashed. Messages never repeat the\nvalue of a secret or of an unknown member.',
  })
    .option('--replace', 'replace the whole record of each client that is already registered')
    .action(importClients);
}

async function importClients(file: string, { json, replace = false }: Options): Promise<void> {
  const name = file === '-' ? 'stdin' : file;
  const read = readRecords(await readText(file));
  if (read.problems.length > 0) throw wrong(name, read.problems);
  await withStore(async (opened) => {
    const known = await knownClients(opened);
    const problems = [...problemsBeside(known, read, replace), ...(await reservationsOf(known, read, opened))];
    if (problems.length > 0) throw wrong(name, problems);
    const done = await writeAll(
      read.records.map(({ record }) => record),
      known,
      replace,
      opened,
    );
    for (const { weakness, place } of read.records) {
      if (weakness !== undefined) {
        remark(
          `warning: ${name}:${place('client_secret')}: client_secret ${weakness}. Use clients rotate-secret to get a random one.`,
        );
      }
    }
    if (json) return printJson(done);
    print(resultLines(done).join('\n') || 'The file contains no clients.');
  });
}

interface ImportResult {
  readonly registered: readonly string[];
  readonly replaced: readonly string[];
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

function resultLines({ registered, replaced }: ImportResult): readonly string[] {
  return [
    ...(registered.length > 0 ? [`Registered: ${registered.join(', ')}`] : []),
    ...(replaced.length > 0 ? [`Replaced: ${replaced.join(', ')}. ${changeNotice}`] : []),
  ];
}

function wrong(name: string, problems: readonly string[]): CommandError {
  return new CommandError(['Nothing was imported:', ...problems.map((problem) => `${name}:${problem}`)].join('\n'));
}
