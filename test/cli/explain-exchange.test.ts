// What explain says about a recorded token exchange.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { apiSecret } from '../support/clients.ts';
import { runningClock } from '../support/clock.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { accessTokenType, billingApi, exchangeClients, reportsApi, tokenExchange } from '../support/exchanges.ts';
import { revoke, signIn } from '../support/grants.ts';
import { issuer, startServer, type TestServer, temporaryFile, testKeyRing } from '../support/server.ts';

let azurite: Azurite;
let cli: CommandLine;
let server: TestServer;
beforeAll(async () => {
  azurite = await startTestAzurite();
  const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  server = await startServer({ clients: exchangeClients, clock: runningClock(), environment });
  cli = await openCommandLine({
    ISSUER: issuer,
    GRANTS_STORAGE: azurite.connectionString,
    CLIENTS_FILE: await temporaryFile(exchangeClients),
    KEYS: JSON.stringify(await testKeyRing()),
  });
});
afterAll(async () => {
  await server.close();
  await cli.close();
  await azurite.close();
});

async function explain(token: string, clientId: string = reportsApi.client_id, env: Record<string, string> = {}) {
  const form = { grant_type: tokenExchange, subject_token: token, subject_token_type: accessTokenType };
  const data = Object.entries(form).map(([name, value]) => `-d '${name}=${value}'`);
  await writeFile(
    join(cli.folder, 'request.txt'),
    `curl -u ${clientId}:${apiSecret} ${data.join(' ')} ${issuer}/token`,
  );
  const ran = await cli.call(['explain', '--request', 'request.txt', '--json'], { env });
  expect([ran.code, ran.stdout.includes(token.slice(-20))]).toEqual([0, false]);
  const explained = JSON.parse(ran.stdout);
  const stepsOf = (outcome: string) =>
    explained.steps.flatMap((each: { step: string; outcome: string }) => (each.outcome === outcome ? [each.step] : []));
  return { ...explained, passed: stepsOf('passed'), refused: stepsOf('refused') };
}

describe('explain of a token exchange', () => {
  it('lists the steps of one that succeeds', async () => {
    const { accessToken } = await signIn(server);
    const explained = await explain(accessToken);
    expect(explained.passed).toEqual([
      ...['method', 'form', 'grant type', 'client authentication', 'grant allowed', 'parameters'],
      ...['subject token', 'resource', 'scope', 'actor token', 'token state', 'signing'],
    ]);
    expect(explained.answer).toMatchObject({ scope: 'billing.read billing.write' });
  });

  it('names the step that refuses', async () => {
    const { accessToken, refreshToken } = await signIn(server);
    const wrong = await explain(accessToken, billingApi.client_id);
    expect([wrong.refused, wrong.answer.error_codes]).toEqual([['subject token'], [500131]]);
    await revoke(server, refreshToken);
    const revoked = await explain(accessToken);
    expect([revoked.refused, revoked.answer.error_codes]).toEqual([['token state'], [500133]]);
  });

  it('does not judge one whose subject_token needs the keys of another issuer', async () => {
    const { accessToken } = await signIn(server);
    const explained = await explain(accessToken, reportsApi.client_id, { ISSUER: 'http://localhost:7071' });
    expect(explained.not_judged).toMatch(/^The request went to another issuer than http:\/\/localhost:7071/);
  });
});
