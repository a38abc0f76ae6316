// An exchanged token ends with every token that it came from, and ends none of them.
import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashSecret } from '../../shared/clients/client-record.ts';
import { findRegistration, register, removeRegistration } from '../../shared/clients/registered-clients.ts';
import type { BarrierTarget } from '../../shared/grants/barriers.ts';
import { apiSecret, job, jobSecret, web } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type CountingStore, countingStore } from '../support/counting-store.ts';
import { billingApi, exchangeClients, exchangeToken, ledgerApi, reportsApi } from '../support/exchanges.ts';
import { refresh, revoke, signIn } from '../support/grants.ts';
import { basic, expectRefusal, expectRevoked, postAsJob, postForm } from '../support/request.ts';
import { startServer } from '../support/server.ts';
import { useServerForEachTest } from '../support/use-server.ts';

let clock: TestClock;
let counted: CountingStore;
const server = useServerForEachTest(() => {
  clock = testClock();
  return {
    clients: [ledgerApi],
    clock,
    change(service) {
      counted = countingStore(service.store);
      return { ...service, store: counted };
    },
  };
});

beforeEach(async () => {
  const { store } = server.service;
  for (const record of exchangeClients.filter(({ client_id }) => client_id !== ledgerApi.client_id)) {
    await register(hashSecret(record as Parameters<typeof hashSecret>[0]), store);
  }
});

interface Chain {
  /** Of the caller of the first API. */
  readonly root: string;
  readonly billing: string;
  readonly ledger: string;
  readonly refreshToken?: string;
}

async function chainFrom(root: string): Promise<Chain> {
  const { json: first } = await exchangeToken(server, root, { resource: 'https://billing.example' });
  const { json: second } = await exchangeToken(server, first.access_token, {}, billingApi.client_id);
  return { root, billing: first.access_token, ledger: second.access_token };
}

async function chainOfUser(): Promise<Chain> {
  const { accessToken, refreshToken } = await signIn(server);
  return { ...(await chainFrom(accessToken)), refreshToken };
}

async function chainOfJob(): Promise<Chain> {
  return chainFrom((await postAsJob(server, { scope: 'reports.read' })).json.access_token);
}

/** Which tokens are active, as their APIs are told, and which can be exchanged. */
async function livingOf({ root, billing, ledger }: Chain): Promise<object> {
  const isActive = async (token: string, api: string) => {
    const headers = { Authorization: basic(api, apiSecret) };
    return (await postForm(server, '/introspect', { token }, headers)).json.active;
  };
  return {
    root: await isActive(root, reportsApi.client_id),
    billing: await isActive(billing, ledgerApi.client_id),
    ledger: await isActive(ledger, ledgerApi.client_id),
  };
}

const all = { root: true, billing: true, ledger: true };
const none = { root: false, billing: false, ledger: false };
const onlyRoot = { root: true, billing: false, ledger: false };
const notLedger = { root: true, billing: true, ledger: false };

function revokeAs(id: string, secret: string, token: string) {
  return postForm(server, '/revoke', { token }, { Authorization: basic(id, secret) });
}

describe('a chain of exchanged tokens', () => {
  it('is active to its last token, and another chain of the user stays so', async () => {
    const [chain, other] = [await chainOfUser(), await chainOfUser()];
    expectRevoked(await revoke(server, chain.root));
    expect([await livingOf(chain), await livingOf(other)]).toEqual([none, all]);
  });

  it.each(['access token', 'refresh token'])('ends with the grant of its user, revoked by %s', async (by) => {
    const chain = await chainOfUser();
    expectRevoked(await revoke(server, by === 'access token' ? chain.root : (chain.refreshToken ?? '')));
    expect(await livingOf(chain)).toEqual(none);
    expectRefusal(
      await exchangeToken(server, chain.billing, {}, billingApi.client_id),
      'SubjectTokenExpired',
      'The subject_token is revoked.',
    );
  });

  it.each<[string, BarrierTarget, object]>([
    ['the user', { subject: 'u_ada' }, none],
    ['the app', { clientId: web.client_id }, none],
    ['the user at the app', { clientId: web.client_id, subject: 'u_ada' }, none],
    ['the first API', { clientId: reportsApi.client_id }, onlyRoot],
    ['the user at the first API', { clientId: reportsApi.client_id, subject: 'u_ada' }, onlyRoot],
    ['the second API', { clientId: billingApi.client_id }, notLedger],
    ['another user', { subject: 'u_bob' }, all],
  ])('ends as far as it came through %s when all of that is revoked', async (_, target, expected) => {
    const chain = await chainOfUser();
    const { barriers, store } = server.service;
    clock.advance(1);
    await barriers.raise(target, store);
    expect(await livingOf(chain)).toEqual(expected);
  });

  it('of an API whose grants were revoked before works, whenever the user signed in', async () => {
    const { accessToken } = await signIn(server);
    clock.advance(60);
    await server.service.barriers.raise({ clientId: reportsApi.client_id }, server.service.store);
    clock.advance(60);
    expect(await livingOf(await chainFrom(accessToken))).toEqual(all);
  });

  it.each([
    ['the app', web.client_id, none],
    ['the first API', reportsApi.client_id, { root: undefined, billing: false, ledger: false }],
    ['the second API', billingApi.client_id, notLedger],
  ])('ends as far as it came through %s when that is removed', async (_, clientId, expected) => {
    const chain = await chainOfUser();
    const { store } = server.service;
    const found = await findRegistration(clientId, store);
    expect(await removeRegistration(clientId, found?.revision ?? '', store)).toBe('removed');
    clock.advance(61);
    expect(await livingOf(chain)).toEqual(expected);
  });

  it('ends from the token on that an API revokes, and the grant of the user goes on', async () => {
    const chain = await chainOfUser();
    expectRevoked(await revokeAs(billingApi.client_id, apiSecret, chain.ledger));
    expect(await livingOf(chain)).toEqual(notLedger);
    expectRevoked(await revokeAs(reportsApi.client_id, apiSecret, chain.billing));
    expect(await livingOf(chain)).toEqual(onlyRoot);
    expect((await refresh(server, chain.refreshToken ?? '')).status).toBe(200);
    expectRefusal(
      await exchangeToken(server, chain.billing, {}, billingApi.client_id),
      'SubjectTokenExpired',
      'The subject_token is revoked.',
    );
  });

  it('ends with the token of a client that acts for itself, and not with its other tokens', async () => {
    const [chain, other] = [await chainOfJob(), await chainOfJob()];
    expect(await livingOf(chain)).toEqual(all);
    expectRevoked(await revokeAs(job.client_id, jobSecret, chain.root));
    expect([await livingOf(chain), await livingOf(other)]).toEqual([none, all]);
  });

  it('is revoked by the client of each token alone', async () => {
    const chain = await chainOfUser();
    for (const token of [chain.root, chain.ledger]) {
      expectRefusal(
        await revokeAs(reportsApi.client_id, apiSecret, token),
        'TokenOfAnotherClient',
        'The token was issued to another client.',
      );
    }
    expect(await livingOf(chain)).toEqual(all);
  });

  it('ends with the tokens that it came from, to the second', async () => {
    const { accessToken } = await signIn(server);
    clock.advance(3000);
    const chain = await chainFrom(accessToken);
    const ends = [chain.root, chain.billing, chain.ledger].map((token) => decodeJwt(token).exp);
    expect(new Set(ends).size).toBe(1);
    clock.advance(599);
    expect(await livingOf(chain)).toEqual(all);
    clock.advance(1);
    expect(await livingOf(chain)).toEqual(none);
  });
});

describe('another instance on the same store', () => {
  it('ends the chain at once, and exchanges none of its tokens', async () => {
    const chain = await chainOfUser();
    const other = await startServer({
      clients: exchangeClients,
      clock,
      change: (service) => ({ ...service, store: counted }),
    });
    const { json } = await exchangeToken(other, chain.billing, {}, billingApi.client_id);
    expect(await livingOf({ ...chain, ledger: json.access_token })).toEqual(all);
    expectRevoked(await revoke(other, chain.refreshToken ?? ''));
    expect(await livingOf({ ...chain, ledger: json.access_token })).toEqual(none);
    expectRefusal(
      await exchangeToken(server, chain.billing, {}, billingApi.client_id),
      'SubjectTokenExpired',
      'The subject_token is revoked.',
    );
    await other.close();
  });
});

describe('the store', () => {
  it('is read once for a token that was not exchanged, and once more for each exchange', async () => {
    const chain = await chainOfUser();
    await livingOf(chain);
    const reads = async (token: string, api: string) => {
      counted.takeCalls();
      await postForm(server, '/introspect', { token }, { Authorization: basic(api, apiSecret) });
      return counted.takeCalls();
    };
    expect([
      await reads(chain.root, reportsApi.client_id),
      await reads(chain.billing, ledgerApi.client_id),
      await reads(chain.ledger, ledgerApi.client_id),
    ]).toEqual([['read'], ['read', 'read'], ['read', 'read', 'read']]);
  });
});
