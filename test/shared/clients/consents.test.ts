import { describe, expect, it } from 'vitest';
import { findConsent, listConsents, rememberConsent, withdrawConsent } from '../../../shared/clients/consents.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { namedPartition } from '../../../shared/store/partition.ts';
import type { Store } from '../../../shared/store/store.ts';
import { testClock } from '../../support/clock.ts';
import { countingStore } from '../../support/counting-store.ts';
import { type FaultyStore, faultyStore } from '../../support/faulty-store.ts';
import { remoteStore } from '../store/remote-store.ts';

const ada = 'u_ada';
const now = testClock().now() / 1000;

const of = (id: string, registration = 'first') => ({ id, registration });
const at = (...scope: string[]) => [{ resource: 'https://reports.example', scope }];
const record = { client_id: 'web', registration: 'first', access: at('a'), agreed_at: 1 };

describe('what a user has agreed to', () => {
  it('is stored for that user and that client, and can grow', async () => {
    const clock = testClock();
    const store = memoryStore(clock);
    expect(await findConsent(ada, of('web'), store)).toEqual([]);
    await rememberConsent(ada, of('web'), at('openid', 'reports.read'), store);
    clock.advance(10);
    await rememberConsent(ada, of('web'), at('reports.write', 'openid'), store);
    expect(await findConsent(ada, of('web'), store)).toEqual(at('openid', 'reports.read', 'reports.write'));
    expect([await findConsent('u_eve', of('web'), store), await findConsent(ada, of('other'), store)]).toEqual([
      [],
      [],
    ]);
    expect(await listConsents(ada, store)).toEqual([
      {
        clientId: 'web',
        registration: 'first',
        access: at('openid', 'reports.read', 'reports.write'),
        agreedAt: now + 10,
      },
    ]);
  });

  it('is for scopes of each resource separately', async () => {
    const store = memoryStore(testClock());
    const files = (...scope: string[]) => [{ resource: 'https://files.example', scope }];
    await rememberConsent(ada, of('web'), at('a'), store);
    await rememberConsent(ada, of('web'), files('b'), store);
    await rememberConsent(ada, of('web'), [...files('c'), ...at()], store);
    expect(await findConsent(ada, of('web'), store)).toEqual([...at('a'), ...files('b', 'c')]);
  });

  it('belongs to one registration of the client, and is dropped for another', async () => {
    const store = memoryStore(testClock());
    await rememberConsent(ada, of('web', 'first'), at('a', 'b'), store);
    expect(await findConsent(ada, of('web', 'second'), store)).toEqual([]);
    await rememberConsent(ada, of('web', 'second'), at('a'), store);
    expect(await findConsent(ada, of('web', 'second'), store)).toEqual(at('a'));
    expect(await findConsent(ada, of('web', 'first'), store)).toEqual([]);
    expect(await listConsents(ada, store)).toMatchObject([{ clientId: 'web', registration: 'second' }]);
  });

  it('is only the latest when all of it is too large to store, and unchanged when that is too large as well', async () => {
    const store = memoryStore(testClock());
    const long = (letter: string) => at(letter.repeat(20_000));
    await rememberConsent(ada, of('web'), long('a'), store);
    await rememberConsent(ada, of('web'), long('b'), store);
    expect(await findConsent(ada, of('web'), store)).toEqual(long('b'));
    await rememberConsent(ada, of('web'), at('c'.repeat(40_000)), store);
    expect(await findConsent(ada, of('web'), store)).toEqual(long('b'));
  });

  it('takes one store call to read, and one to agree to again', async () => {
    const store = countingStore(memoryStore(testClock()));
    await rememberConsent(ada, of('web'), at('reports.read'), store);
    store.takeCalls();
    await findConsent(ada, of('web'), store);
    expect(store.takeCalls()).toEqual(['read']);
    await rememberConsent(ada, of('web'), at('reports.read'), store);
    expect(store.takeCalls()).toEqual(['read']);
  });

  it('is listed by client, whatever characters the client id contains', async () => {
    const store = memoryStore(testClock());
    const ids = ['web', 'a/b#c?d\\e', '__proto__', 'z'.repeat(200)];
    for (const id of ids) await rememberConsent(ada, of(id), at('a'), store);
    expect((await listConsents(ada, store)).map(({ clientId }) => clientId)).toEqual([...ids].sort());
    for (const id of ids) expect(await withdrawConsent(ada, id, store)).toBe('withdrawn');
    expect(await listConsents(ada, store)).toEqual([]);
  });

  it('is gone once it is withdrawn, and does not come back', async () => {
    const store = memoryStore(testClock());
    await rememberConsent(ada, of('web'), at('reports.read'), store);
    await rememberConsent(ada, of('other'), at('a'), store);
    expect(await withdrawConsent(ada, 'web', store)).toBe('withdrawn');
    expect(await withdrawConsent(ada, 'web', store)).toBe('unknown');
    expect(await findConsent(ada, of('web'), store)).toEqual([]);
    await rememberConsent(ada, of('web'), at('reports.write'), store);
    expect(await findConsent(ada, of('web'), store)).toEqual(at('reports.write'));
    expect(await findConsent(ada, of('other'), store)).toEqual(at('a'));
  });

  it('of concurrent calls is not lost', async () => {
    const store = remoteStore(memoryStore(testClock()));
    const scopes = ['a', 'b', 'c', 'd'];
    await Promise.all(scopes.map((scope) => rememberConsent(ada, of('web'), at(scope), store)));
    const [agreed] = await findConsent(ada, of('web'), store);
    expect([...(agreed?.scope ?? [])].sort()).toEqual(scopes);
    expect(await listConsents(ada, store)).toHaveLength(1);
  });

  it('that is withdrawn during a new agreement is not restored by it', async () => {
    const memory = memoryStore(testClock());
    await rememberConsent(ada, of('web'), at('secret.read'), memory);
    let isFirst = true;
    const store: Store = {
      ...memory,
      async commit(partition, changes) {
        if (isFirst) {
          isFirst = false;
          await withdrawConsent(ada, 'web', memory);
          await rememberConsent(ada, of('web'), at('other'), memory);
        }
        return memory.commit(partition, changes);
      },
    };
    await rememberConsent(ada, of('web'), at('more'), store);
    expect(await findConsent(ada, of('web'), memory)).toEqual(at('other', 'more'));
  });

  it('is stored and withdrawn once when the calls are committed twice', async () => {
    const store: FaultyStore = faultyStore(memoryStore(testClock()));
    store.expect(['none', 'repeated']);
    await rememberConsent(ada, of('web'), at('a'), store);
    store.expect(['none', 'repeated']);
    await rememberConsent(ada, of('web'), at('b'), store);
    expect(await findConsent(ada, of('web'), store)).toEqual(at('a', 'b'));
    store.expect(['none', 'repeated']);
    expect(await withdrawConsent(ada, 'web', store)).toBe('withdrawn');
    expect(await findConsent(ada, of('web'), store)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['no JSON', undefined],
    ['another member', { ...record, all: true }],
    ['no list', { ...record, access: 'a' }],
    ['an empty list', { ...record, access: [] }],
    ['a resource without its scopes', { ...record, access: [{ resource: 'https://reports.example' }] }],
    ['another client', { ...record, client_id: 'other' }],
    ['another registration', { ...record, registration: 'second' }],
    ['no registration', { ...record, registration: undefined }],
    ['scopes without their resources, as before there were any', { client_id: 'web', scope: ['a'], agreed_at: 1 }],
  ])('counts for nothing when the stored row has %s, and can be agreed to again', async (_, stored) => {
    const store = memoryStore(testClock());
    await rememberConsent(ada, of('web'), at('a'), store);
    const partition = namedPartition('consent', ada);
    const { rows } = await store.read(partition);
    const row = rows.find(({ name }) => name.startsWith('record.'))?.name ?? '';
    const json = stored === undefined ? '{' : JSON.stringify(stored);
    await store.commit(partition, [{ remove: row }]);
    await store.commit(partition, [{ insert: row, values: { json } }]);
    expect(await findConsent(ada, of('web'), store)).toEqual([]);
    await rememberConsent(ada, of('web'), at('b'), store);
    expect(await findConsent(ada, of('web'), store)).toEqual(at('b'));
  });
});
