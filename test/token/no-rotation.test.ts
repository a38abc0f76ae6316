import { describe, expect, it } from 'vitest';
import type { Client } from '../../shared/clients/client.ts';
import { revokeGrant } from '../../shared/grants/grants.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type FaultyStore, faultyStore } from '../support/faulty-store.ts';
import { grantClients, keeping, refresh, refreshClaims, signIn } from '../support/grants.ts';
import { expectRefusal, expectTokens, type TestAnswer } from '../support/request.ts';
import { useServer } from '../support/use-server.ts';

const scope = 'reports.read reports.write';
const { client_id } = keeping;
const day = 86_400;

let clock: TestClock;
let store: FaultyStore;
/** The changes that an operator has since made to the record. */
let changed: Partial<Client> = {};
const server = useServer(async () => {
  clock = testClock();
  return {
    clients: grantClients,
    clock,
    change(service) {
      store = faultyStore(service.store);
      const clients = {
        async findClient(id: string) {
          const client = await service.clients.findClient(id);
          return client && { ...client, ...changed };
        },
      };
      return { ...service, store, clients };
    },
  };
});

/** A new grant of the client that keeps its refresh token. */
async function kept(): Promise<string> {
  changed = {};
  return (await signIn(server, client_id)).refreshToken;
}

function expectRefreshed(answer: TestAnswer, generation: number): string {
  expectTokens(answer, scope, { refreshToken: true });
  expect(refreshClaims(answer.json.refresh_token).generation).toBe(generation);
  return answer.json.refresh_token;
}

describe('a client without rotation', () => {
  it('uses its refresh token again and again, with everything of the grant unchanged', async () => {
    const refreshToken = await kept();
    const { grant_id } = refreshClaims(refreshToken);
    const before = await server.service.store.read(grant_id);
    for (let times = 0; times < 3; times += 1) {
      clock.advance(3600);
      expectRefreshed(await refresh(server, refreshToken, { client_id }), 0);
    }
    expect((await server.service.store.read(grant_id)).rows).toEqual(before.rows);
  });

  it('gets a refresh token with a later expiry, while the former one stays valid until its own expiry', async () => {
    const first = await kept();
    clock.advance(10 * day);
    const second = expectRefreshed(await refresh(server, first, { client_id }), 0);
    expect(refreshClaims(second).exp).toBe(clock.now() / 1000 + 14 * day);
    clock.advance(4 * day - 1);
    expectRefreshed(await refresh(server, first, { client_id }), 0);
    clock.advance(1);
    expectRefusal(await refresh(server, first, { client_id }), 'GrantExpired', 'has expired');
    expectRefreshed(await refresh(server, second, { client_id }), 0);
  });

  it('is refused once the grant is revoked', async () => {
    const refreshToken = await kept();
    await revokeGrant(refreshClaims(refreshToken).grant_id, server.service);
    expectRefusal(await refresh(server, refreshToken, { client_id }), 'GrantRevoked', 'has been revoked');
    clock.advance(14 * day);
    expectRefusal(await refresh(server, refreshToken, { client_id }), 'GrantRevoked', 'has been revoked');
  });

  it('gets a 503 while the store is down, and loses nothing', async () => {
    const refreshToken = await kept();
    store.expect(['unreached']);
    const answer = await refresh(server, refreshToken, { client_id });
    expectRefusal(answer, 'StoreUnavailable', 'Send the same request again');
    expectRefreshed(await refresh(server, refreshToken, { client_id }), 0);
  });

  it('gets the successor of a token that was exchanged just before rotation was switched off', async () => {
    const first = await kept();
    changed = { hasRotation: true };
    const second = expectRefreshed(await refresh(server, first, { client_id }), 1);
    changed = { hasRotation: false };
    expectRefreshed(await refresh(server, first, { client_id }), 1);
    expectRefreshed(await refresh(server, second, { client_id }), 1);
  });

  it('is refused with a token that was exchanged before the window, and the grant ends', async () => {
    const first = await kept();
    changed = { hasRotation: true };
    const second = expectRefreshed(await refresh(server, first, { client_id }), 1);
    changed = { hasRotation: false };
    clock.advance(30);
    expectRefusal(await refresh(server, first, { client_id }), 'RefreshTokenReused', 'Its grant is now revoked');
    expectRefusal(await refresh(server, second, { client_id }), 'GrantRevoked', 'has been revoked');
  });
});
