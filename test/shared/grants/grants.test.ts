import { beforeEach, describe, expect, it } from 'vitest';
import { type GrantKey, redeemCode, revokeGrant } from '../../../shared/grants/grants.ts';
import { exchangeGeneration, requireLiveGeneration } from '../../../shared/grants/refresh-generations.ts';
import type { Service } from '../../../shared/serving/service.ts';
import { newPartition } from '../../../shared/store/partition.ts';
import { StoreUnavailableError } from '../../../shared/store/store.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type CountingStore, countingStore } from '../../support/counting-store.ts';
import { type FaultyStore, faultyStore } from '../../support/faulty-store.ts';
import { openTestService } from '../../support/server.ts';

let clock: TestClock;
let faulty: FaultyStore;
let store: CountingStore;
let service: Service;
beforeEach(async () => {
  clock = testClock();
  service = await openTestService({
    clock,
    change(opened) {
      faulty = faultyStore(opened.store);
      store = countingStore(faulty);
      return { ...opened, store };
    },
  });
});

/** A new grant, whose code is redeemed by default. */
async function grant(isRedeemed = true): Promise<{ id: string; clientId: string; subject: string }> {
  const key = { id: newPartition(clock.now() / 1000 + 86_400), clientId: 'web', subject: 'u_ada' };
  if (isRedeemed) await redeemCode(key, true, service);
  store.takeCalls();
  return key;
}

async function rowsOf({ id }: { id: string }): Promise<readonly string[]> {
  return (await store.read(id)).rows.map((row) => row.name).sort();
}

/** The members of the log line. */
const whose = ({ id, clientId, subject }: GrantKey) => ({ client_id: clientId, subject, grant_id: id });

describe('redeeming a code', () => {
  it('writes three rows: the redeemed code, the owner of the grant, and the first generation', async () => {
    const key = await grant();
    const { rows } = await store.read(key.id);
    const by = expect.stringMatching(/^[\w-]{16}$/);
    const insertedAt = clock.now();
    expect(rows).toEqual([
      { name: 'code', values: { by }, insertedAt },
      { name: 'active', values: { by, client: 'web', subject: 'u_ada' }, insertedAt },
      { name: 'gen.0', values: { by }, insertedAt },
    ]);
    expect(new Set(rows.map(({ values }) => values.by)).size).toBe(1);
  });

  it('succeeds when the store was asked twice and the second answer is refused', async () => {
    const key = await grant(false);
    faulty.expect(['repeated']);
    await redeemCode(key, true, service);
    expect(store.takeCalls()).toEqual(['commit', 'read']);
    expect(await rowsOf(key)).toEqual(['active', 'code', 'gen.0']);
  });

  it.each([
    ['never arrived', 'unreached', []],
    ['was carried out', 'answer lost', ['active', 'code', 'gen.0']],
  ] as const)('leaves the outcome of a commit that %s unknown, and revokes nothing', async (_what, fault, rows) => {
    const key = await grant(false);
    faulty.expect([fault]);
    await expect(redeemCode(key, true, service)).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await rowsOf(key)).toEqual(rows);
  });

  it('leaves the outcome unknown and revokes nothing when the rows cannot be read', async () => {
    const key = await grant();
    faulty.expect(['none', 'unreached']);
    await expect(redeemCode(key, false, service)).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await rowsOf(key)).toContain('active');
  });

  it('reports a replay only after the grant is revoked', async () => {
    const key = await grant();
    faulty.expect(['none', 'none', 'unreached']);
    await expect(redeemCode(key, false, service)).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(redeemCode(key, false, service)).rejects.toMatchObject({ event: 'code_replayed' });
    expect(await rowsOf(key)).toEqual(['code', 'gen.0']);
  });
});

describe('exchanging a generation', () => {
  it('succeeds when the store was asked twice and the second answer is refused', async () => {
    const key = await grant();
    faulty.expect(['repeated']);
    expect(await exchangeGeneration(key, 0, 0, service)).toEqual({});
    expect(store.takeCalls()).toEqual(['commit', 'read']);
    expect(await rowsOf(key)).toEqual(['active', 'code', 'gen.1']);
  });

  it('honours a token that is newer than the store, once', async () => {
    const key = await grant();
    expect(await exchangeGeneration(key, 3, 30, service)).toEqual({ event: 'store_behind', ...whose(key) });
    expect(store.takeCalls()).toEqual(['commit', 'read', 'commit']);
    expect(await rowsOf(key)).toEqual(['active', 'code', 'gen.4']);
    clock.advance(30);
    await expect(exchangeGeneration(key, 3, 30, service)).rejects.toMatchObject({ code: 'RefreshTokenReused' });
  });

  it('does not honour a newer token of a grant that was revoked', async () => {
    const key = await grant();
    await revokeGrant(key.id, service);
    await expect(exchangeGeneration(key, 3, 30, service)).rejects.toMatchObject({ code: 'GrantRevoked' });
  });

  it('leaves the outcome unknown when the store is behind and its answer is lost', async () => {
    const key = await grant();
    faulty.expect(['none', 'none', 'repeated']);
    await expect(exchangeGeneration(key, 3, 30, service)).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await exchangeGeneration(key, 3, 30, service)).toEqual({ event: 'refresh_token_repeated', ...whose(key) });
    expect(await rowsOf(key)).toEqual(['active', 'code', 'gen.4']);
  });

  it.each([0, 1] as const)(
    'leaves the outcome unknown and revokes nothing when call %d to the store fails',
    async (call) => {
      const key = await grant();
      await exchangeGeneration(key, 0, 30, service);
      clock.advance(30);
      faulty.expect([...Array(call).fill('none'), 'unreached']);
      await expect(exchangeGeneration(key, 0, 30, service)).rejects.toBeInstanceOf(StoreUnavailableError);
      expect(await rowsOf(key)).toEqual(['active', 'code', 'gen.1']);
    },
  );
});

describe('a store that goes back between a refused commit and the reading of its rows', () => {
  /** A service whose store runs some other change before its next read. */
  function goingBack(before: () => Promise<unknown>): Service {
    return { ...service, store: { ...store, read: async (id) => before().then(() => store.read(id)) } };
  }

  it('leaves the outcome of an exchange unknown when the token is the live one again', async () => {
    const key = await grant();
    await exchangeGeneration(key, 0, 0, service);
    const back = goingBack(() => store.commit(key.id, [{ remove: 'gen.1' }, { insert: 'gen.0', values: {} }]));
    await expect(exchangeGeneration(key, 0, 0, back)).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await rowsOf(key)).toEqual(['active', 'code', 'gen.0']);
  });

  it('leaves the outcome of an exchange unknown when no generation is live', async () => {
    const key = await grant();
    await exchangeGeneration(key, 0, 0, service);
    const back = goingBack(() => store.commit(key.id, [{ remove: 'gen.1' }]));
    await expect(exchangeGeneration(key, 0, 0, back)).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await rowsOf(key)).toEqual(['active', 'code']);
  });

  it('leaves the outcome of a redemption unknown when the code is no longer redeemed', async () => {
    const key = await grant();
    const rows = ['code', 'active', 'gen.0'];
    const back = goingBack(() =>
      store.commit(
        key.id,
        rows.map((remove) => ({ remove })),
      ),
    );
    await expect(redeemCode(key, false, back)).rejects.toBeInstanceOf(StoreUnavailableError);
    await redeemCode(key, false, service);
  });
});

describe('looking for the live generation', () => {
  it('writes nothing', async () => {
    const key = await grant();
    expect(await requireLiveGeneration(key, 0, 30, service)).toEqual({ live: 0, log: {} });
    expect(store.takeCalls()).toEqual(['read']);
  });

  it('honours a token that is newer than the store', async () => {
    expect(await requireLiveGeneration(await grant(), 3, 30, service)).toEqual({ live: 3, log: {} });
  });

  it('returns the successor within the grace window, and revokes the grant after it', async () => {
    const key = await grant();
    await exchangeGeneration(key, 0, 30, service);
    expect(await requireLiveGeneration(key, 0, 30, service)).toEqual({
      live: 1,
      log: { event: 'refresh_token_repeated', ...whose(key) },
    });
    clock.advance(30);
    await expect(requireLiveGeneration(key, 0, 30, service)).rejects.toMatchObject({
      code: 'RefreshTokenReused',
      log: whose(key),
    });
    await expect(requireLiveGeneration(key, 1, 30, service)).rejects.toMatchObject({ code: 'GrantRevoked' });
  });
});

describe('revoking a grant', () => {
  it('is one commit', async () => {
    const key = await grant();
    await revokeGrant(key.id, service);
    expect(store.takeCalls()).toEqual(['commit']);
    expect(await rowsOf(key)).toEqual(['code', 'gen.0']);
  });

  it('revokes a grant whose code was not redeemed yet', async () => {
    const key = await grant(false);
    await revokeGrant(key.id, service);
    await expect(redeemCode(key, true, service)).rejects.toMatchObject({ code: 'CodeAlreadyRedeemed' });
    expect(await rowsOf(key)).toEqual(['code']);
  });

  it('revokes a grant whose code is redeemed between its two commits', async () => {
    const key = await grant(false);
    const racing = {
      ...store,
      async commit(...[partition, changes]: Parameters<typeof store.commit>) {
        const outcome = await store.commit(partition, changes);
        if (outcome === 'refused' && (await rowsOf(key)).length === 0) await redeemCode(key, true, service);
        return outcome;
      },
    };
    await revokeGrant(key.id, { store: racing });
    expect(await rowsOf(key)).toEqual(['code', 'gen.0']);
  });

  it('succeeds a second time', async () => {
    const key = await grant();
    await revokeGrant(key.id, service);
    store.takeCalls();
    await revokeGrant(key.id, service);
    expect(store.takeCalls().length).toBeLessThanOrEqual(3);
    expect(await rowsOf(key)).toEqual(['code', 'gen.0']);
  });

  it('leaves the outcome of a commit unknown when its answer was lost', async () => {
    const key = await grant();
    faulty.expect(['answer lost']);
    await expect(revokeGrant(key.id, service)).rejects.toBeInstanceOf(StoreUnavailableError);
  });
});
