// Writes imported records, some at a time, and says what is done and what is left.
import { isDeepStrictEqual } from 'node:util';
import type { ClientRecord } from '../../shared/clients/client-record.ts';
import { changeRegistration, findRegistration } from '../../shared/clients/registered-clients.ts';
import { type BarrierAgeOf, readBarrierAges } from '../../shared/grants/barrier-age.ts';
import { StoreUnavailableError } from '../../shared/store/store.ts';
import type { KnownClient } from '../deployment/known-clients.ts';
import type { OperatorStore } from '../deployment/operator-store.ts';
import { registerClient } from '../deployment/register-client.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { showProgress } from '../terminal/progress.ts';
import { changeNotice } from './change-client.ts';

const maxConcurrentWrites = 16;
/** How often other changes may come first. */
const maxAttempts = 5;

export interface ImportResult {
  readonly registered: readonly string[];
  readonly replaced: readonly string[];
  /** Stored just so already, so they are skipped: an import that has stopped can be run again. */
  readonly unchanged: readonly string[];
}

/** What is registered under each id, in the store and in CLIENTS_FILE. */
export type KnownById = ReadonlyMap<string, readonly KnownClient[]>;

export function knownById(known: readonly KnownClient[]): KnownById {
  const byId = new Map<string, KnownClient[]>();
  for (const each of known) byId.set(each.id, [...(byId.get(each.id) ?? []), each]);
  return byId;
}

function storedOf({ client_id }: ClientRecord, known: KnownById): KnownClient | undefined {
  return known.get(client_id)?.find(({ origin }) => origin === 'store');
}

export function isUnchanged(record: ClientRecord, known: KnownById): boolean {
  const stored = storedOf(record, known);
  return stored !== undefined && !('problems' in stored) && isDeepStrictEqual(stored.record, record);
}

/** What `writeAll` would do. */
export function plan(records: readonly ClientRecord[], known: KnownById): ImportResult {
  const unchanged = new Set(records.filter((record) => isUnchanged(record, known)));
  const changing = records.filter((record) => !unchanged.has(record));
  return {
    registered: idsOf(changing.filter((record) => !storedOf(record, known))),
    replaced: idsOf(changing.filter((record) => storedOf(record, known))),
    unchanged: idsOf([...unchanged]),
  };
}

function idsOf(records: readonly ClientRecord[]): readonly string[] {
  return records.map(({ client_id }) => client_id);
}

/** Some at a time. After a failure it starts no other, and the error says what is done and what is left. @throws CommandError */
export async function writeAll(
  records: readonly ClientRecord[],
  known: KnownById,
  replace: boolean,
  { store }: OperatorStore,
): Promise<ImportResult> {
  const writing = records.filter((record) => !isUnchanged(record, known));
  const done = new Map<ClientRecord, 'registered' | 'replaced'>();
  const failed = new Map<ClientRecord, StoreUnavailableError | CommandError>();
  let unreadable: StoreUnavailableError | undefined;
  const progress = showProgress({ nouns: 'clients', total: writing.length });

  async function write(record: ClientRecord, ageOf: BarrierAgeOf): Promise<void> {
    try {
      const isNew = !storedOf(record, known) && (await registerClient(record, store, ageOf)) === 'registered';
      if (!isNew && !replace) throw new CommandError('it was registered in the meantime');
      if (!isNew) await replaceRecord(record, store);
      done.set(record, isNew ? 'registered' : 'replaced');
      progress.advance(done.size);
    } catch (thrown) {
      if (!(thrown instanceof StoreUnavailableError || thrown instanceof CommandError)) throw thrown;
      failed.set(record, thrown);
    }
  }

  try {
    for (let first = 0; first < writing.length && failed.size === 0; first += maxConcurrentWrites) {
      const ageOf = await readBarrierAges(store);
      const batch = writing.slice(first, first + maxConcurrentWrites);
      // What none of them expects is thrown when all have ended.
      const ended = await Promise.allSettled(batch.map((record) => write(record, ageOf)));
      for (const each of ended) if (each.status === 'rejected') throw each.reason;
    }
  } catch (thrown) {
    if (!(thrown instanceof StoreUnavailableError)) throw thrown;
    unreadable = thrown;
  } finally {
    progress.end();
  }
  const result = {
    registered: idsOf(writing.filter((record) => done.get(record) === 'registered')),
    replaced: idsOf(writing.filter((record) => done.get(record) === 'replaced')),
    unchanged: plan(records, known).unchanged,
  };
  const failure = unreadable ?? [...failed.values()][0];
  if (failure === undefined) return result;
  throw stopped(failure, result, failed, idsOf(writing.filter((record) => !done.has(record) && !failed.has(record))));
}

function stopped(
  first: StoreUnavailableError | CommandError,
  result: ImportResult,
  failed: ReadonlyMap<ClientRecord, StoreUnavailableError | CommandError>,
  left: readonly string[],
): CommandError {
  const unknown = [...failed].filter(([, thrown]) => thrown instanceof StoreUnavailableError).map(([record]) => record);
  const refused = [...failed.keys()].filter((record) => !unknown.includes(record));
  const lines = [
    `The import stopped: ${first.message.replace(/\.$/, '')}.`,
    ...resultLines(result),
    ...(unknown.length > 0 ? [`May or may not be done: ${idsOf(unknown).join(', ')}`] : []),
    ...(refused.length > 0 ? [`Not done: ${idsOf(refused).join(', ')}`] : []),
    ...(left.length > 0 ? [`Not done yet: ${left.join(', ')}`] : []),
    'Run the command again: it skips what is done.',
  ];
  const isUnreachable = [first, ...failed.values()].some((each) => each instanceof StoreUnavailableError);
  const exitCode = isUnreachable ? exitCodes.storeUnreachable : exitCodes.refused;
  return new CommandError(lines.join('\n'), { exitCode, cause: first });
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

export function resultLines({ registered, replaced, unchanged }: ImportResult, isDryRun = false): readonly string[] {
  const same = unchanged.length > 0 ? [`Unchanged: ${unchanged.join(', ')}`] : [];
  if (isDryRun) {
    return [
      ...(registered.length > 0 ? [`Would be registered: ${registered.join(', ')}`] : []),
      ...(replaced.length > 0 ? [`Would be replaced: ${replaced.join(', ')}`] : []),
      ...same,
      'Nothing was written.',
    ];
  }
  return [
    ...(registered.length > 0 ? [`Registered: ${registered.join(', ')}`] : []),
    ...(replaced.length > 0 ? [`Replaced: ${replaced.join(', ')}. ${changeNotice}`] : []),
    ...same,
  ];
}
