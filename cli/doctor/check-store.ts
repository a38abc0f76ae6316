import { seconds, systemClock } from '../../shared/base/clock.ts';
import type { Client } from '../../shared/clients/client.ts';
import type { Keys } from '../../shared/keys/keys.ts';
import { newPartition } from '../../shared/store/partition.ts';
import { type Store, StoreUnavailableError } from '../../shared/store/store.ts';
import { validClients } from '../deployment/check-record.ts';
import { knownClients } from '../deployment/known-clients.ts';
import type { Variables } from '../deployment/operator-settings.ts';
import { type OperatorStore, withStoreOf } from '../deployment/operator-store.ts';
import { messageOf } from '../terminal/exit-codes.ts';
import { checkClock } from './check-clock.ts';
import { checkProviders } from './check-providers.ts';
import type { Finding } from './finding.ts';

interface StoreCheck {
  readonly findings: readonly Finding[];
  readonly clients: readonly Client[];
}

/** @param keys of the service, which are read only if a provider has a secret */
export async function checkStoreAndRecords(variables: Variables, keys: Keys): Promise<StoreCheck> {
  if (variables.STORE === 'memory') {
    const what = 'STORE is memory: an instance loses everything when it stops, and commands cannot see its data';
    return {
      findings: [{ check: 'store', is: 'hint', what, todo: 'set STORE=table, unless this is intended' }],
      clients: [],
    };
  }
  try {
    return await withStoreOf(variables, (opened) => look(opened, variables, keys));
  } catch (thrown) {
    return { findings: [unreachable(thrown, variables)], clients: [] };
  }
}

async function look(opened: OperatorStore, variables: Variables, keys: Keys): Promise<StoreCheck> {
  const store = await probe(opened.store);
  const { findings, clients } = await lookAtClients(opened);
  const providers = await checkProviders(opened, variables, keys);
  return { findings: [...store, ...findings, ...providers], clients };
}

function unreachable(thrown: unknown, { GRANTS_STORAGE__accountName: account = 'NAME' }: Variables): Finding {
  if (!(thrown instanceof StoreUnavailableError)) {
    return { check: 'store', is: 'wrong', what: messageOf(thrown), todo: 'fix this first' };
  }
  const what = thrown.message;
  if (what.includes('AuthorizationPermissionMismatch')) {
    const scope = `"$(az storage account show --name ${account} --query id --output tsv)"`;
    return {
      check: 'store',
      is: 'wrong',
      what,
      todo: `the account lacks the role Storage Table Data Contributor (a new one takes some minutes to work): az role assignment create --role "Storage Table Data Contributor" --assignee <the app's identity, or you> --scope ${scope}`,
    };
  }
  const todo = what.includes('AuthorizationFailure')
    ? 'the firewall of the storage account refuses this machine: add its address, or run this in the virtual network'
    : 'check GRANTS_STORAGE or GRANTS_STORAGE__tableServiceUri, the network (rules, private endpoint) and, for an identity, the role Storage Table Data Contributor';
  return { check: 'store', is: 'wrong', what, todo };
}

/** Writes a row, reads it, removes it. */
async function probe(store: Store): Promise<readonly Finding[]> {
  // A partition of today, so that the remains of an aborted probe are swept.
  const partition = newPartition(seconds(systemClock));
  const written = await store.commit(partition, [{ insert: 'doctor', values: { probe: true } }]);
  const before = systemClock.now();
  const { rows, readAt } = await store.read(partition);
  const removed = await store.commit(partition, [{ remove: 'doctor' }]);
  const isRight = written === 'committed' && removed === 'committed' && rows[0]?.values.probe === true;
  const store_: Finding = isRight
    ? { check: 'store', is: 'ok', what: 'wrote, read and removed a row' }
    : {
        check: 'store',
        is: 'wrong',
        what: 'a row was written, but could not be read back',
        todo: 'use one write region with strong consistency, and read from it',
      };
  return [store_, checkClock(before, readAt)];
}

async function lookAtClients(opened: OperatorStore): Promise<StoreCheck> {
  try {
    const known = await knownClients(opened);
    const wrong = known.flatMap((each): Finding[] =>
      'problems' in each
        ? [
            {
              check: 'clients',
              is: 'wrong',
              what: `the stored record of ${each.id} is invalid: ${each.problems.join('; ')}`,
              todo: 'fix it with clients update, replace it with clients import --replace, or remove it',
            },
          ]
        : [],
    );
    const clients = validClients(known);
    const ok: Finding = { check: 'clients', is: 'ok', what: `${clients.length} valid` };
    return { findings: [ok, ...wrong], clients };
  } catch (thrown) {
    if (thrown instanceof StoreUnavailableError) throw thrown;
    const what = messageOf(thrown).replaceAll('\n', ' ');
    return { findings: [{ check: 'clients', is: 'wrong', what, todo: 'fix the file' }], clients: [] };
  }
}
