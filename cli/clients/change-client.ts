// Changes a stored client, and repeats the change on the newer record if another change came first.
import type { ClientRecord } from '../../shared/clients/client-record.ts';
import { changeRegistration } from '../../shared/clients/registered-clients.ts';
import { checkRecord, validClients } from '../deployment/check-record.ts';
import { type KnownClient, knownClients, requireStored } from '../deployment/known-clients.ts';
import type { OperatorStore } from '../deployment/operator-store.ts';
import { retryChange } from '../deployment/retry-change.ts';
import { refusal } from '../terminal/exit-codes.ts';

/**
 * @param change makes the new record; called again for each attempt
 * @returns the record that is stored now
 * @throws CommandError: nothing is changed; StoreUnavailableError: whether it is changed is not known
 */
export async function changeClient(
  id: string,
  opened: OperatorStore,
  change: (known: KnownClient) => Readonly<Record<string, unknown>>,
): Promise<ClientRecord> {
  const others = validClients(await knownClients(opened)).filter((client) => client.id !== id);
  return retryChange(`client ${id}`, async () => {
    const { known, revision } = await requireStored(id, opened);
    const record = checkRecord({ ...change(known), client_id: id }, others);
    if ('problems' in record)
      throw refusal(`The client ${id} was not changed, because its record would be invalid:`, record.problems);
    return (await changeRegistration(record, revision, opened.store)) === 'changed' ? record : 'outdated';
  });
}

export const changeNotice = 'All instances pick this up within a minute.';
