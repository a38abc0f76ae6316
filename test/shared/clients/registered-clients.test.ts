import { describe, expect, it } from 'vitest';
import { hashSecret } from '../../../shared/clients/client-record.ts';
import {
  changeRegistration,
  findRegistration,
  listRegistrations,
  register,
  removeRegistration,
} from '../../../shared/clients/registered-clients.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { namedPartition } from '../../../shared/store/partition.ts';
import { maxRecordCharacters, type RevisedRecord } from '../../../shared/store/revised-record.ts';
import type { Store } from '../../../shared/store/store.ts';
import { job, web } from '../../support/clients.ts';
import { testClock } from '../../support/clock.ts';
import { faultyStore } from '../../support/faulty-store.ts';
import { remoteStore } from '../store/remote-store.ts';

const record = hashSecret(job);
const renamed = { ...record, client_name: 'Nightly report' };

async function requireRegistration(store: Store, id = record.client_id): Promise<RevisedRecord> {
  const found = await findRegistration(id, store);
  if (!found) throw new Error(`${id} is not registered`);
  return found;
}

async function listed(store: Store): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const each of listRegistrations(store)) found.push(each.record);
  return found;
}

describe('a register of clients', () => {
  it('contains the clients that were registered, and no others', async () => {
    const store = memoryStore(testClock());
    expect(await register(record, store)).toBe('registered');
    expect((await requireRegistration(store)).record).toEqual(record);
    expect(await findRegistration('web', store)).toBeUndefined();
    expect(await listed(store)).toEqual([record]);
  });

  it('accepts an id once, even after a change', async () => {
    const store = memoryStore(testClock());
    await register(record, store);
    await changeRegistration(renamed, (await requireRegistration(store)).revision, store);
    expect(await register(record, store)).toBe('exists');
    expect(await listed(store)).toEqual([renamed]);
  });

  it('replaces the record only if it has the named revision', async () => {
    const store = memoryStore(testClock());
    await register(record, store);
    const { revision } = await requireRegistration(store);
    expect(await changeRegistration(renamed, revision, store)).toBe('changed');
    expect(await changeRegistration({ ...record, client_name: 'Late' }, revision, store)).toBe('outdated');
    expect(await removeRegistration(record.client_id, revision, store)).toBe('outdated');
    expect(await listed(store)).toEqual([renamed]);
  });

  it('removes a client, which can then be registered again', async () => {
    const store = memoryStore(testClock());
    await register(record, store);
    const { revision } = await requireRegistration(store);
    expect(await removeRegistration(record.client_id, revision, store)).toBe('removed');
    expect(await findRegistration(record.client_id, store)).toBeUndefined();
    expect(await changeRegistration(renamed, revision, store)).toBe('outdated');
    expect(await listed(store)).toEqual([]);
    expect(await register(renamed, store)).toBe('registered');
    expect(await removeRegistration(record.client_id, revision, store)).toBe('outdated');
    expect(await listed(store)).toEqual([renamed]);
  });

  it('lets one of many concurrent calls register an id, and one change or remove it', async () => {
    const store = remoteStore(memoryStore(testClock()));
    const crowd = Array.from({ length: 20 }, (_, number) => ({ ...record, client_name: `number ${number}` }));
    const registered = await Promise.all(crowd.map((each) => register(each, store)));
    expect(registered.filter((outcome) => outcome === 'registered')).toHaveLength(1);

    const { revision } = await requireRegistration(store);
    const outcomes = await Promise.all(
      crowd.map((each, index) =>
        index % 2 === 0
          ? changeRegistration(each, revision, store)
          : removeRegistration(each.client_id, revision, store),
      ),
    );
    const changed = outcomes.filter((outcome) => outcome === 'changed');
    expect(changed.length).toBeLessThanOrEqual(1);
    // One call wins; all calls that remove the client then report that it is removed.
    expect(new Set(outcomes.filter((outcome) => outcome !== 'outdated')).size).toBe(1);
    expect(await listed(store)).toHaveLength(changed.length);
  });

  it('recognises its own commit when it is committed twice', async () => {
    const store = faultyStore(memoryStore(testClock()));
    store.expect(['repeated']);
    expect(await register(record, store)).toBe('registered');
    const { revision } = await requireRegistration(store);
    store.expect(['repeated']);
    expect(await changeRegistration(renamed, revision, store)).toBe('changed');
    store.expect(['none', 'repeated']);
    const next = await requireRegistration(store);
    expect(await removeRegistration(record.client_id, next.revision, store)).toBe('removed');
  });

  it('accepts a record of the largest size, and no larger one', async () => {
    const store = memoryStore(testClock());
    const room = maxRecordCharacters - JSON.stringify({ ...record, client_name: '' }).length;
    await expect(register({ ...record, client_name: 'x'.repeat(room + 1) }, store)).rejects.toThrow(RangeError);
    expect(await register({ ...record, client_name: 'x'.repeat(room) }, store)).toBe('registered');
  });

  it('returns undefined for a row that is not JSON, for the reader to refuse', async () => {
    const store = memoryStore(testClock());
    const partition = namedPartition('client', 'odd');
    await store.commit(partition, [
      { insert: 'client', values: {} },
      { insert: 'record.x', values: { json: '{' } },
    ]);
    expect(await findRegistration('odd', store)).toEqual({
      record: undefined,
      revision: 'x',
      identity: expect.any(String),
    });
  });

  it('never keeps a secret in plain text', () => {
    expect(JSON.stringify([record, hashSecret(web)])).not.toContain('a-secret-of-');
    expect(hashSecret(record)).toEqual(record);
    const [hashed] = hashSecret({ ...record, client_secret: web.client_secret }).client_secrets ?? [];
    expect(hashed).toEqual(hashSecret(web).client_secrets?.[0]);
  });
});
