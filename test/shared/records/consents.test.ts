import { describe, expect, it } from 'vitest';
import { findConsent, listConsents, rememberConsent, withdrawConsent } from '../../../shared/records/consents.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { namedPartition } from '../../../shared/store/partition.ts';
import type { Store } from '../../../shared/store/store.ts';
import { testClock } from '../../support/clock.ts';
import { countingStore } from '../../support/counting-store.ts';
import { type FaultyStore, faultyStore } from '../../support/faulty-store.ts';
import { remoteStore } from '../../support/remote-store.ts';

const ada = 'u_ada';
const now = testClock().now() / 1000;

describe('what a user has agreed to', () => {
  it('is remembered for that user and that client, and grows', async () => {
    const clock = testClock();
    const store = memoryStore(clock);
    expect(await findConsent(ada, 'web', store)).toBeUndefined();
    await rememberConsent(ada, 'web', ['openid', 'reports.read'], store);
    clock.advance(10);
    await rememberConsent(ada, 'web', ['reports.write', 'openid'], store);
    expect(await findConsent(ada, 'web', store)).toEqual(['openid', 'reports.read', 'reports.write']);
    expect([await findConsent('u_eve', 'web', store), await findConsent(ada, 'other', store)]).toEqual([
      undefined,
      undefined,
    ]);
    expect(await listConsents(ada, store)).toEqual([
      { clientId: 'web', scope: ['openid', 'reports.read', 'reports.write'], agreedAt: now + 10 },
    ]);
  });

  it('costs one call to look at, and one to agree to again', async () => {
    const store = countingStore(memoryStore(testClock()));
    await rememberConsent(ada, 'web', ['reports.read'], store);
    store.takeCalls();
    await findConsent(ada, 'web', store);
    expect(store.takeCalls()).toEqual(['read']);
    await rememberConsent(ada, 'web', ['reports.read'], store);
    expect(store.takeCalls()).toEqual(['read']);
  });

  it('is listed by client, whatever characters its id has', async () => {
    const store = memoryStore(testClock());
    const ids = ['web', 'a/b#c?d\\e', '__proto__', 'z'.repeat(200)];
    for (const id of ids) await rememberConsent(ada, id, ['a'], store);
    expect((await listConsents(ada, store)).map(({ clientId }) => clientId)).toEqual([...ids].sort());
    for (const id of ids) expect(await withdrawConsent(ada, id, store)).toBe('withdrawn');
    expect(await listConsents(ada, store)).toEqual([]);
  });

  it('is gone when it is withdrawn, and nothing of it comes back', async () => {
    const store = memoryStore(testClock());
    await rememberConsent(ada, 'web', ['reports.read'], store);
    await rememberConsent(ada, 'other', ['a'], store);
    expect(await withdrawConsent(ada, 'web', store)).toBe('withdrawn');
    expect(await withdrawConsent(ada, 'web', store)).toBe('unknown');
    expect(await findConsent(ada, 'web', store)).toBeUndefined();
    await rememberConsent(ada, 'web', ['reports.write'], store);
    expect(await findConsent(ada, 'web', store)).toEqual(['reports.write']);
    expect(await findConsent(ada, 'other', store)).toEqual(['a']);
  });

  it('of several at once loses nothing', async () => {
    const store = remoteStore(memoryStore(testClock()));
    const scopes = ['a', 'b', 'c', 'd'];
    await Promise.all(scopes.map((scope) => rememberConsent(ada, 'web', [scope], store)));
    expect([...((await findConsent(ada, 'web', store)) ?? [])].sort()).toEqual(scopes);
    expect(await listConsents(ada, store)).toHaveLength(1);
  });

  it('that is withdrawn while something is agreed to is not brought back by what was read before', async () => {
    const memory = memoryStore(testClock());
    await rememberConsent(ada, 'web', ['secret.read'], memory);
    let isFirst = true;
    const store: Store = {
      ...memory,
      async commit(partition, changes) {
        if (isFirst) {
          isFirst = false;
          await withdrawConsent(ada, 'web', memory);
          await rememberConsent(ada, 'web', ['other'], memory);
        }
        return memory.commit(partition, changes);
      },
    };
    await rememberConsent(ada, 'web', ['more'], store);
    expect(await findConsent(ada, 'web', memory)).toEqual(['other', 'more']);
  });

  it('is remembered and withdrawn once when the store was asked twice', async () => {
    const store: FaultyStore = faultyStore(memoryStore(testClock()));
    store.expect(['none', 'repeated']);
    await rememberConsent(ada, 'web', ['a'], store);
    store.expect(['none', 'repeated']);
    await rememberConsent(ada, 'web', ['b'], store);
    expect(await findConsent(ada, 'web', store)).toEqual(['a', 'b']);
    store.expect(['none', 'repeated']);
    expect(await withdrawConsent(ada, 'web', store)).toBe('withdrawn');
    expect(await findConsent(ada, 'web', store)).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['no JSON', undefined],
    ['another member', { client_id: 'web', scope: ['a'], agreed_at: 1, all: true }],
    ['no list', { client_id: 'web', scope: 'a', agreed_at: 1 }],
    ['an empty list', { client_id: 'web', scope: [], agreed_at: 1 }],
    ['another client', { client_id: 'other', scope: ['a'], agreed_at: 1 }],
  ])('counts for nothing when the stored row has %s, and can be agreed to again', async (_, record) => {
    const store = memoryStore(testClock());
    await rememberConsent(ada, 'web', ['a'], store);
    const partition = namedPartition('consent', ada);
    const { rows } = await store.read(partition);
    const row = rows.find(({ name }) => name.startsWith('record.'))?.name ?? '';
    const json = record === undefined ? '{' : JSON.stringify(record);
    await store.commit(partition, [{ remove: row }]);
    await store.commit(partition, [{ insert: row, values: { json } }]);
    expect(await findConsent(ada, 'web', store)).toBeUndefined();
    await rememberConsent(ada, 'web', ['b'], store);
    expect(await findConsent(ada, 'web', store)).toEqual(['b']);
  });
});
