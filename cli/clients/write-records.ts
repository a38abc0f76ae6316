// Writes imported records one after another, and says what is done and what is left.
import { isDeepStrictEqual } from 'node:util';
import type { ClientRecord } from '../../shared/clients/client-record.ts';
import { changeRegistration, findRegistration } from '../../shared/clients/registered-clients.ts';
import { StoreUnavailableError } from '../../shared/store/store.ts';
import type { KnownClient } from '../deployment/known-clients.ts';
import type { OperatorStore } from '../deployment/operator-store.ts';
import { registerClient } from '../deployment/register-client.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { changeNotice } from './change-client.ts';

/** How often other changes may come first. */
const maxAttempts = 5;

export interface ImportResult {
  readonly registered: readonly string[];
  readonly replaced: readonly string[];
  /** Stored just so already, so they are skipped: an import that has stopped can be run again. */
  readonly unchanged: readonly string[];
}

export function isUnchanged(record: ClientRecord, known: readonly KnownClient[]): boolean {
  return known.some(
    (each) => each.origin === 'store' && !('problems' in each) && isDeepStrictEqual(each.record, record),
  );
}

/** What `writeAll` would do. */
export function plan(records: readonly ClientRecord[], known: readonly KnownClient[]): ImportResult {
  const isThere = (id: string) => known.some((each) => each.id === id && each.origin === 'store');
  const idsOf = (some: readonly ClientRecord[]) => some.map(({ client_id }) => client_id);
  const changing = idsOf(records.filter((record) => !isUnchanged(record, known)));
  return {
    registered: changing.filter((id) => !isThere(id)),
    replaced: changing.filter(isThere),
    unchanged: idsOf(records.filter((record) => isUnchanged(record, known))),
  };
}

/** One after another, so that an error can list what is left. @throws CommandError */
export async function writeAll(
  records: readonly ClientRecord[],
  known: readonly KnownClient[],
  replace: boolean,
  { store }: OperatorStore,
): Promise<ImportResult> {
  const registered: string[] = [];
  const replaced: string[] = [];
  const { unchanged } = plan(records, known);
  const writing = records.filter(({ client_id }) => !unchanged.includes(client_id));
  for (const [index, record] of writing.entries()) {
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
      const left = writing.slice(index + 1).map((each) => each.client_id);
      const lines = [
        `The import stopped: ${cause.message.replace(/\.$/, '')}.`,
        ...resultLines({ registered, replaced, unchanged }),
        `${isUnknown ? 'May or may not be done' : 'Not done'}: ${client_id}`,
        ...(left.length > 0 ? [`Not done yet: ${left.join(', ')}`] : []),
        'Run the command again: it skips what is done.',
      ];
      throw new CommandError(lines.join('\n'), {
        exitCode: isUnknown ? exitCodes.storeUnreachable : exitCodes.refused,
        cause,
      });
    }
  }
  return { registered, replaced, unchanged };
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
