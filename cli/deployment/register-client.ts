// A new client may get the id of one that was removed. What instances issued for the old one must not come to life with it.
import type { ClientRecord } from '../../shared/clients/client-record.ts';
import { findRegistration, register } from '../../shared/clients/registered-clients.ts';
import { cacheTtlMs } from '../../shared/clients/registry.ts';
import { type BarrierAgeOf, readBarrierAges } from '../../shared/grants/barrier-age.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import type { Store } from '../../shared/store/store.ts';
import { toleranceMs } from '../../shared/store/store-clock.ts';
import { CommandError } from '../terminal/exit-codes.ts';

/** How long an instance may issue tokens from its cache, by a clock that is ahead, and ten seconds for requests in flight. */
const reservedSeconds = (cacheTtlMs + toleranceMs) / 1000 + 10;

/**
 * Where a client of that id was removed, revokes its grants once more: those too that an instance gave before it knew.
 * @param ageOf of a reading at most ten seconds ago
 * @throws CommandError while that may still happen; StoreUnavailableError: whether it is registered is not known
 */
export async function registerClient(
  record: ClientRecord,
  store: Store,
  ageOf?: BarrierAgeOf,
): Promise<'registered' | 'exists'> {
  const { client_id: id } = record;
  const age = await (ageOf ?? (await readBarrierAges(store)))({ clientId: id });
  if (age === undefined) return register(record, store);
  if (await findRegistration(id, store)) return 'exists';
  if (age < reservedSeconds) throw new CommandError(`${reservedFor(id, reservedSeconds - age)}.`);
  await raiseBarrier({ clientId: id }, store);
  return register(record, store);
}

/** @returns why the id cannot be registered yet; undefined when it can */
export async function findReservation(id: string, ageOf: BarrierAgeOf): Promise<string | undefined> {
  const age = await ageOf({ clientId: id });
  return age !== undefined && age < reservedSeconds ? reservedFor(id, reservedSeconds - age) : undefined;
}

function reservedFor(id: string, seconds: number): string {
  return `A client ${id} was removed a moment ago. Instances may still issue tokens for it, and a new registration would make them valid. Run the command again in ${Math.ceil(seconds)} seconds`;
}
