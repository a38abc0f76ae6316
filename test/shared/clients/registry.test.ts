// Lookups of clients in the store, over HTTP.
import { describe, expect, it } from 'vitest';
import { type ClientRecord, hashSecret } from '../../../shared/clients/client-record.ts';
import { readClient } from '../../../shared/clients/read-client.ts';
import {
  changeRegistration,
  findRegistration,
  register,
  removeRegistration,
} from '../../../shared/clients/registered-clients.ts';
import { clientRegistry } from '../../../shared/clients/registry.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { namedPartition } from '../../../shared/store/partition.ts';
import type { Store } from '../../../shared/store/store.ts';
import { job, jobSecret, web } from '../../support/clients.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type CountingStore, countingStore } from '../../support/counting-store.ts';
import { type FaultyStore, faultyStore } from '../../support/faulty-store.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';
import { basic, expectRefusal, expectTokens, postAsJob, postToken } from '../../support/request.ts';
import { startServer } from '../../support/server.ts';
import { useServerForEachTest } from '../../support/use-server.ts';

const unknownOrWrong = 'the client is unknown, its credentials are wrong, or it is registered for another method';

const { clientLookupTimeoutMs } = patientDeadlines;

let clock: TestClock;
let faulty: FaultyStore;
let store: CountingStore;
let isHanging: boolean;
const server = useServerForEachTest(() => {
  clock = testClock();
  isHanging = false;
  faulty = faultyStore(memoryStore(clock));
  const read: Store['read'] = (partition) => (isHanging ? new Promise(() => {}) : faulty.read(partition));
  store = countingStore({ ...faulty, read });
  return {
    clients: [web],
    clock,
    change: (service) => ({ ...service, store, clients: clientRegistry([], { store, clock, clientLookupTimeoutMs }) }),
  };
});

async function change(record: ClientRecord): Promise<void> {
  const { revision = '' } = (await findRegistration(record.client_id, store)) ?? {};
  expect(await changeRegistration(hashSecret(record), revision, store)).toBe('changed');
}

async function remove(id: string): Promise<void> {
  const { revision = '' } = (await findRegistration(id, store)) ?? {};
  expect(await removeRegistration(id, revision, store)).toBe('removed');
}

const down = () => faulty.expect(Array.from({ length: 50 }, () => 'unreached' as const));
const up = () => faulty.expect([]);

describe('a client of the store', () => {
  it('gets a token, and is read from the store once a minute', async () => {
    await register(hashSecret(job), store);
    store.takeCalls();
    for (let times = 0; times < 3; times += 1) expectTokens(await postAsJob(server), 'reports.read');
    expect(store.takeCalls()).toEqual(['read']);
    clock.advance(59);
    await postAsJob(server);
    expect(store.takeCalls()).toEqual([]);
    clock.advance(1);
    await postAsJob(server);
    expect(store.takeCalls()).toEqual(['read']);
  });

  it('is read once for many concurrent requests', async () => {
    await register(hashSecret(job), store);
    store.takeCalls();
    const answers = await Promise.all(Array.from({ length: 20 }, () => postAsJob(server)));
    for (const answer of answers) expectTokens(answer, 'reports.read');
    expect(store.takeCalls()).toEqual(['read']);
  });

  it('is found within a minute of its registration, even if it was looked up before', async () => {
    expectRefusal(await postAsJob(server), 'InvalidClient', unknownOrWrong);
    await register(hashSecret(job), store);
    store.takeCalls();
    expectRefusal(await postAsJob(server), 'InvalidClient', unknownOrWrong);
    expect(store.takeCalls()).toEqual([]);
    clock.advance(60);
    expectTokens(await postAsJob(server), 'reports.read');
  });

  it('is updated within a minute of a change, and gone within a minute of its removal', async () => {
    await register(hashSecret(job), store);
    expectTokens(await postAsJob(server), 'reports.read');
    await change({ ...job, default_scope: 'reports.write' });
    clock.advance(60);
    expectTokens(await postAsJob(server), 'reports.write');
    await remove(job.client_id);
    clock.advance(60);
    expectRefusal(await postAsJob(server), 'InvalidClient', unknownOrWrong);
  });

  it('is read again after the clock was set back', async () => {
    await register(hashSecret(job), store);
    await postAsJob(server);
    await remove(job.client_id);
    clock.advance(-3_600);
    expectRefusal(await postAsJob(server), 'InvalidClient', unknownOrWrong);
  });

  it('stays known for fifteen minutes while the store is down, and no longer', async () => {
    await register(hashSecret(job), store);
    await postAsJob(server);
    down();
    clock.advance(899);
    store.takeCalls();
    expectTokens(await postAsJob(server), 'reports.read');
    // Not every request reads the store, since each would wait for it.
    expectTokens(await postAsJob(server), 'reports.read');
    expect(store.takeCalls()).toEqual(['read']);
    clock.advance(2);
    expectRefusal(await postAsJob(server), 'StoreUnavailable', 'Send the same request again');
    up();
    expectTokens(await postAsJob(server), 'reports.read');
  });

  it('cannot be distinguished from an unknown client while the store is down, when it was not looked up before', async () => {
    await register(hashSecret(job), store);
    down();
    expectRefusal(await postAsJob(server), 'StoreUnavailable', 'Send the same request again');
    const stranger = { Authorization: basic('stranger', jobSecret) };
    const answer = await postToken(server, { grant_type: 'client_credentials' }, stranger);
    expectRefusal(answer, 'StoreUnavailable', 'Send the same request again');
  });

  it('is served from the cache while the store hangs, which is read once', async () => {
    const clients = clientRegistry([], { store, clock, clientLookupTimeoutMs: 1 });
    const hasty = await startServer({ clock, change: (service) => ({ ...service, store, clients }) });
    await register(hashSecret(job), store);
    await postAsJob(hasty);
    clock.advance(60);
    isHanging = true;
    for (let times = 0; times < 6; times += 1) expectTokens(await postAsJob(hasty), 'reports.read');
    expect(store.takeCalls().filter((call) => call === 'read')).toHaveLength(2);
    await hasty.close();
  });

  it('is forgotten when it is removed, and does not come back when the store goes down', async () => {
    await register(hashSecret(job), store);
    await postAsJob(server);
    await remove(job.client_id);
    clock.advance(60);
    expectRefusal(await postAsJob(server), 'InvalidClient', unknownOrWrong);
    clock.advance(60);
    down();
    expectRefusal(await postAsJob(server), 'StoreUnavailable', 'Send the same request again');
  });

  it('is found by one reading of its id when the lookup of another fails', async () => {
    const known = readClient({ ...job, client_id: 'a%62' });
    if ('problems' in known) throw new Error('the record is wrong');
    const clients = clientRegistry([known], { store, clock, clientLookupTimeoutMs });
    const other = await startServer({ clock, change: (service) => ({ ...service, store, clients }) });
    down();
    const headers = { Authorization: basic('a%62', jobSecret) };
    expectTokens(await postToken(other, { grant_type: 'client_credentials' }, headers), 'reports.read');
    await other.close();
  });

  it.each(['', 'plus percent', 'u_ada', 'x'.repeat(201), 'x'.repeat(60_000), 'Ünal'])(
    'is not looked for under an id that no record may have: %s',
    async (id) => {
      expect(await server.service.clients.findClient(id)).toBeUndefined();
      expect(store.takeCalls()).toEqual([]);
    },
  );

  it('is not evicted by unknown ids', async () => {
    await register(hashSecret(job), store);
    await server.service.clients.findClient(job.client_id);
    for (let number = 0; number < 10_500; number += 1) await server.service.clients.findClient(`stranger-${number}`);
    store.takeCalls();
    await server.service.clients.findClient(job.client_id);
    await server.service.clients.findClient('stranger-10499');
    expect(store.takeCalls()).toEqual([]);
    await server.service.clients.findClient('stranger-0');
    expect(store.takeCalls()).toEqual(['read']);
  });

  it('may have any valid client id', async () => {
    for (const client_id of ["it's/a#client?", '%27', 'A', 'a']) {
      await register(hashSecret({ ...job, client_id, client_name: client_id }), store);
    }
    for (const id of ["it's/a#client?", '%27', 'A', 'a']) {
      expect((await server.service.clients.findClient(id))?.name).toBe(id);
    }
  });
});

describe('an invalid stored record', () => {
  async function keep(id: string, json: string): Promise<void> {
    const values = { json };
    const changes = [
      { insert: 'client', values: {} },
      { insert: 'record.x', values },
    ];
    expect(await store.commit(namedPartition('client', id), changes)).toBe('committed');
  }

  it.each([
    ['no JSON', '{'],
    ['no record', '[]'],
    ['a record that the schema refuses', JSON.stringify({ ...job, scope: ' ' })],
    ['the record of another client', JSON.stringify(hashSecret(web))],
  ])('is a fault, and no token is issued: %s', async (_, json) => {
    await keep(job.client_id, json);
    expectRefusal(await postAsJob(server), 'UnexpectedFault', 'Its log has the cause');
    const [{ cause } = {}] = server.log.slice(-1);
    expect(cause).toContain('the stored record of the client nightly-report is ');
    expect(cause).not.toContain(jobSecret);
  });

  it('is an unknown client if the row that makes the record current is missing', async () => {
    const values = { json: JSON.stringify(hashSecret(job)) };
    await store.commit(namedPartition('client', job.client_id), [{ insert: 'record.x', values }]);
    expectRefusal(await postAsJob(server), 'InvalidClient', unknownOrWrong);
  });
});

describe('a client of CLIENTS_FILE', () => {
  it('is never looked up in the store, and takes precedence over one with the same id there', async () => {
    const fromFile = readClient(job);
    if ('problems' in fromFile) throw new Error('the record is wrong');
    const clients = clientRegistry([fromFile], { store, clock, clientLookupTimeoutMs });
    const both = await startServer({ clock, change: (service) => ({ ...service, store, clients }) });
    await register(hashSecret({ ...job, default_scope: 'reports.write' }), store);
    store.takeCalls();
    expectTokens(await postAsJob(both), 'reports.read');
    expect(store.takeCalls()).toEqual([]);
    await both.close();
  });

  it.each([
    ['a resource of one of the file', { client_id: 'https://files.example' }, job.client_id, ['https://files.example']],
    [
      'a resource of one of the file in another form',
      { client_id: 'HTTPS://files.example:443' },
      job.client_id,
      ['https://files.example/'],
    ],
    ['a client of the file that its own resource names', {}, 'https://reports.example', []],
  ])('shares no name with a resource: one of the store is %s', async (_, changes, id, resources) => {
    const fromFile = readClient({ ...job, client_id: id, resource: ['https://other.example', ...resources] });
    if ('problems' in fromFile) throw new Error('the record is wrong');
    const clients = clientRegistry([fromFile], { store, clock, clientLookupTimeoutMs });
    const both = await startServer({ clock, change: (service) => ({ ...service, store, clients }) });
    const record = { ...job, client_id: 'stored', ...changes };
    await register(hashSecret(record), store);
    const authorization = { Authorization: basic(encodeURIComponent(record.client_id), jobSecret) };
    expectRefusal(
      await postToken(both, { grant_type: 'client_credentials' }, authorization),
      'UnexpectedFault',
      'Its log has the cause',
    );
    expect(both.log.at(-1)?.cause).toMatch(/^Error: the (client|resource) https:\/\/\S+ of the /i);
    // Once it is fixed, the client works.
    const mended = clientRegistry([], { store, clock, clientLookupTimeoutMs });
    const one = await startServer({ clock, change: (service) => ({ ...service, store, clients: mended }) });
    expectTokens(await postToken(one, { grant_type: 'client_credentials' }, authorization), 'reports.read');
    await Promise.all([both, one].map((each) => each.close()));
  });
});
