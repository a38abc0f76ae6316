// Each operation on a grant, with each fault of the line to real Azurite: the result of the client's retry, and the rows left.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/base/clock.ts';
import type { ErrorName } from '../../shared/errors/catalogue.ts';
import { revokeGrant } from '../../shared/grants/grants.ts';
import { newPartition } from '../../shared/store/partition.ts';
import { StoreUnavailableError } from '../../shared/store/store.ts';
import { startTestAzurite } from '../support/azurite.ts';
import {
  grantClients,
  introspect,
  keeping,
  redeem,
  refresh,
  refreshClaims,
  revoke,
  signIn,
} from '../support/grants.ts';
import { heldDeadlines } from '../support/held-deadlines.js';
import {
  expectIntrospection,
  expectRefusal,
  expectRevoked,
  jobBasic,
  postAsJob,
  postForm,
  type TestAnswer,
} from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openStorageLine, type StorageLine } from '../support/storage-line.ts';
import { isMended, quickTroubles, rowOf, slowTroubles, type Trouble } from './line-troubles.ts';

interface Case extends Trouble {
  readonly row: ErrorName;
  readonly isMended: boolean;
  readonly isApplied: boolean;
}

const cases = [...quickTroubles, ...slowTroubles].map(
  (trouble): Case => ({
    ...trouble,
    row: rowOf(trouble),
    isMended: isMended(trouble),
    isApplied: trouble.is !== 'unreached',
  }),
);

let azurite: Azurite;
let line: StorageLine;
let server: TestServer;
beforeAll(async () => {
  azurite = await startTestAzurite();
  line = await openStorageLine(azurite.connectionString);
  const deadlines = heldDeadlines();
  line.onSilence(deadlines.pass);
  server = await startServer({
    clients: grantClients,
    clock: systemClock,
    deadlines,
    environment: { STORE: 'table', GRANTS_STORAGE: line.connectionString },
  });
  await signIn(server);
});
afterAll(async () => {
  await server.close();
  await line.close();
  await azurite.close();
});
beforeEach(() => {
  line.takeCount();
});

async function namesIn(grantId: string): Promise<readonly string[]> {
  return (await server.service.store.read(grantId)).rows.map(({ name }) => name).sort();
}

/** Sends a request during the faults; waits until the last of them has happened. */
async function over(
  { faults, isMended, row }: Case,
  request: () => Promise<TestAnswer>,
  from = { isCrossOrigin: true },
): Promise<TestAnswer> {
  const happened = line.expect(faults);
  const answer = await request();
  await happened;
  // A throttled request is not retried at once.
  if (!isMended) expect(line.takeCount()).toBe(faults.length);
  if (isMended) expect(answer.status, answer.text).toBe(200);
  else expectRefusal(answer, row, 'Send the same request again', from);
  return answer;
}

describe.each(cases)('with the line faults $faults', (each) => {
  const { faults, isMended, isApplied } = each;

  it('a code is redeemed once, and its grant stays active', async () => {
    const code = await server.issueCode('web');
    const answer = await over(each, () => redeem(server, code));
    const retried = isMended ? answer : await redeem(server, code);
    if (isApplied && !isMended) {
      // The answer with the tokens is lost: the user signs in again (RFC 6749 §4.1.2).
      expectRefusal(retried, 'CodeAlreadyRedeemed', 'redeemed a moment ago');
      return;
    }
    expect(retried.status, retried.text).toBe(200);
    expect(await namesIn(refreshClaims(retried.json.refresh_token).grant_id)).toEqual(['active', 'code', 'gen.0']);
    expect((await refresh(server, retried.json.refresh_token)).status).toBe(200);
  });

  it('a refresh token is exchanged for one successor, which works', async () => {
    const { refreshToken } = await signIn(server);
    line.takeCount();
    const answer = await over(each, () => refresh(server, refreshToken));
    const retried = isMended ? answer : await refresh(server, refreshToken);
    expect(retried.status, retried.text).toBe(200);
    const { grant_id, generation } = refreshClaims(retried.json.refresh_token);
    expect(generation).toBe(1);
    expect(await namesIn(grant_id)).toEqual(['active', 'code', 'gen.1']);
    expect((await refresh(server, retried.json.refresh_token)).status).toBe(200);
  });

  it('without a grace window a retry succeeds if the token was not exchanged yet, and revokes the grant otherwise', async () => {
    const { refreshToken } = await signIn(server, 'strict');
    line.takeCount();
    const answer = await over(each, () => refresh(server, refreshToken, { client_id: 'strict' }));
    if (isMended) expect((await refresh(server, answer.json.refresh_token, { client_id: 'strict' })).status).toBe(200);
    const retried = await refresh(server, refreshToken, { client_id: 'strict' });
    if (isApplied) expectRefusal(retried, 'RefreshTokenReused', 'now revoked');
    else expect(retried.status, retried.text).toBe(200);
  });

  it('a refresh token without rotation keeps working', async () => {
    const { client_id } = keeping;
    const { refreshToken } = await signIn(server, client_id);
    line.takeCount();
    await over(each, () => refresh(server, refreshToken, { client_id }));
    expect((await refresh(server, refreshToken, { client_id })).status).toBe(200);
    expect(await namesIn(refreshClaims(refreshToken).grant_id)).toEqual(['active', 'code', 'gen.0']);
  });

  it('a grant is revoked by the second attempt at the latest', async () => {
    const { refreshToken } = await signIn(server);
    const { grant_id } = refreshClaims(refreshToken);
    line.takeCount();
    await over(each, () => revoke(server, refreshToken));
    expect(await namesIn(grant_id)).toEqual(isApplied ? ['code', 'gen.0'] : ['active', 'code', 'gen.0']);
    expectRevoked(await revoke(server, refreshToken));
    expect(await namesIn(grant_id)).toEqual(['code', 'gen.0']);
    expectRefusal(await refresh(server, refreshToken), 'GrantRevoked', 'revoked');
  });

  it('a token without a grant is revoked by the second attempt at the latest', async () => {
    const token: string = (await postAsJob(server)).json.access_token;
    const asJob = (path: string) => postForm(server, path, { token }, { Authorization: jobBasic });
    line.takeCount();
    await over(each, () => asJob('/revoke'));
    expect((await asJob('/introspect')).json.active).toBe(!isApplied);
    expectRevoked(await asJob('/revoke'));
    expectIntrospection(await asJob('/introspect'), undefined);
  });

  it('a token is introspected, and stays unchanged', async () => {
    const { refreshToken } = await signIn(server);
    const job: string = (await postAsJob(server)).json.access_token;
    const asks = [
      () => introspect(server, refreshToken),
      () => postForm(server, '/introspect', { token: job }, { Authorization: jobBasic }),
    ];
    for (const ask of asks) {
      line.takeCount();
      const answer = await over(each, ask, { isCrossOrigin: false });
      const retried = isMended ? answer : await ask();
      expect([retried.status, retried.json.active]).toEqual([200, true]);
    }
    expect(await namesIn(refreshClaims(refreshToken).grant_id)).toEqual(['active', 'code', 'gen.0']);
    expect((await refresh(server, refreshToken)).status).toBe(200);
  });

  it('a code that is not redeemed yet is revoked by the second attempt at the latest', async () => {
    const grantId = newPartition(systemClock.now() / 1000 + 3_600);
    const happened = line.expect(['none', ...faults]);
    const revoking = revokeGrant(grantId, server.service);
    if (isMended) await revoking;
    else await expect(revoking).rejects.toThrow(StoreUnavailableError);
    await happened;
    expect(await namesIn(grantId)).toEqual(isApplied ? ['code'] : []);
    await revokeGrant(grantId, server.service);
    expect(await namesIn(grantId)).toEqual(['code']);
  });
});
