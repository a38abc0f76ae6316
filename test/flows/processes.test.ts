// Two service processes on one Azurite: parallel callers at both, and a process that is killed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { keyed, postAssertion, signAssertion } from '../support/assertions.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { grantClients, introspect, redeem, refresh, refreshClaims, revoke, signIn } from '../support/grants.ts';
import { proofKeyPair, proofMaker } from '../support/proofs.ts';
import { expectIntrospection, expectRefusal, expectRevoked, postAsJob } from '../support/request.ts';
import { startServer, type TestServer, temporaryFile } from '../support/server.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';
import { openStorageLine, type StorageLine } from '../support/storage-line.ts';
import { claimUpkeep } from '../support/upkeep.ts';

const parallel = 50;

let azurite: Azurite;
let clientsFile: string;
let line: StorageLine;
/** Shares the keys, and issues the codes that the processes redeem. */
let signer: TestServer;
let one: ServiceProcess;
let other: ServiceProcess;

/** A process that reaches Azurite over the line, which can fail. */
function startOnLine(): Promise<ServiceProcess> {
  return startServiceProcess({ STORE: 'table', GRANTS_STORAGE: line.connectionString, CLIENTS_FILE: clientsFile });
}

beforeAll(async () => {
  azurite = await startTestAzurite();
  await claimUpkeep(await openTestStore(azurite));
  line = await openStorageLine(azurite.connectionString);
  clientsFile = await temporaryFile([...grantClients, keyed]);
  const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString, CLIENTS_FILE: clientsFile };
  [signer, one, other] = await Promise.all([
    startServer({ clients: grantClients, clock: systemClock, environment }),
    startOnLine(),
    startServiceProcess(environment),
  ]);
});
afterAll(async () => {
  await Promise.all([one.end('SIGINT'), other.end('SIGINT'), signer.close()]);
  await line.close();
  await azurite.close();
});

const both = () => Array.from({ length: parallel }, (_, caller) => (caller % 2 === 0 ? one : other));

describe('two processes', () => {
  it('redeem a code for one of fifty callers only, whose tokens work at both', async () => {
    const code = await signer.issueCode('web');
    const answers = await Promise.all(both().map((service) => redeem(service, code)));
    const [winner, ...others] = answers.filter(({ status }) => status === 200);
    expect(others).toEqual([]);
    for (const answer of answers) if (answer !== winner) expectRefusal(answer, 'CodeAlreadyRedeemed', 'redeemed');
    const refreshed = await refresh(other, winner?.json.refresh_token);
    expect(refreshed.status, refreshed.text).toBe(200);
    expect((await refresh(one, refreshed.json.refresh_token)).status).toBe(200);
  });

  it('accept an assertion from one of fifty callers only, and refuse it from then on', async () => {
    const assertion = await signAssertion(Math.floor(Date.now() / 1000));
    const answers = await Promise.all(both().map((service) => postAssertion(service, assertion)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 200);
    for (const answer of refused) expectRefusal(answer, 'InvalidClient', 'Client authentication failed');
    for (const service of [one, other]) expect((await postAssertion(service, assertion)).status).toBe(401);
  });

  it('give fifty callers with the same refresh token the same successor', async () => {
    const { refreshToken } = await signIn(signer);
    const answers = await Promise.all(both().map((service) => refresh(service, refreshToken)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const generations = answers.map(({ json }) => refreshClaims(json.refresh_token).generation);
    expect(new Set(generations)).toEqual(new Set([1]));
  });

  it('accept a DPoP proof of one of fifty callers only', async () => {
    const proof = await proofMaker(signer, await proofKeyPair())();
    const form = { grant_type: 'client_credentials' };
    const answers = await Promise.all(both().map((service) => postAsJob(service, form, { DPoP: proof })));
    const [winner, ...others] = answers.filter(({ status }) => status === 200);
    expect(others).toEqual([]);
    expect(winner?.json.token_type).toBe('DPoP');
    for (const answer of answers) if (answer !== winner) expectRefusal(answer, 'ProofAlreadyUsed', 'used before');
  });

  it('give the successor to one of fifty callers only when the client has no grace window', async () => {
    const { refreshToken } = await signIn(signer, 'strict');
    const client_id = 'strict';
    const answers = await Promise.all(both().map((service) => refresh(service, refreshToken, { client_id })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await refresh(one, refreshToken, { client_id })).json.error_codes).toEqual([50173]);
  });
});

describe('a process that is killed between its write and its response', () => {
  /** The write reaches the store, and the process dies before it receives the response. */
  async function killDuring(request: (service: ServiceProcess) => Promise<unknown>): Promise<void> {
    const doomed = await startOnLine();
    const written = line.expect(['answer withheld']);
    const answer = request(doomed).then(
      () => 'answered',
      () => 'cut',
    );
    await written;
    await doomed.end('SIGKILL');
    expect(await answer).toBe('cut');
  }

  it('leaves a refresh token that can be used again inside the grace window', async () => {
    const { refreshToken } = await signIn(signer);
    await killDuring((service) => refresh(service, refreshToken));
    const retried = await refresh(other, refreshToken);
    expect(retried.status, retried.text).toBe(200);
    expect((await refresh(other, retried.json.refresh_token)).status).toBe(200);
  });

  it('leaves a refresh token that is refused without a grace window: the user signs in again', async () => {
    const client_id = 'strict';
    const { refreshToken } = await signIn(signer, client_id);
    await killDuring((service) => refresh(service, refreshToken, { client_id }));
    expectRefusal(await refresh(other, refreshToken, { client_id }), 'RefreshTokenReused', 'revoked');
    expect((await redeem(other, await signer.issueCode(client_id), { client_id })).status).toBe(200);
  });

  it('leaves a used code: the user signs in again', async () => {
    const code = await signer.issueCode('web');
    await killDuring((service) => redeem(service, code));
    expectRefusal(await redeem(other, code), 'CodeAlreadyRedeemed', 'redeemed');
    expect((await redeem(other, await signer.issueCode('web'))).status).toBe(200);
  });

  it('leaves a revoked grant, and the retry succeeds', async () => {
    const { refreshToken } = await signIn(signer);
    await killDuring((service) => revoke(service, refreshToken));
    expectIntrospection(await introspect(other, refreshToken), undefined);
    expectRevoked(await revoke(other, refreshToken));
  });
});
