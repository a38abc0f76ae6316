// Writes imported records one after another, and says what is done and what is left.
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
}

/** What `writeAll` would do. */
export function plan(records: readonly ClientRecord[], known: readonly KnownClient[]): ImportResult {
  const isThere = (id: string) => known.some((each) => each.id === id && each.origin === 'store');
  const ids = records.map(({ client_id }) => client_id);
  return { registered: ids.filter((id) => !isThere(id)), replaced: ids.filter(isThere) };
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

export function resultLines({ registered, replaced }: ImportResult, isDryRun = false): readonly string[] {
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
