import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { findConsent, rememberConsent } from '../../shared/records/consents.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { runningClock, type TestClock } from '../support/clock.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';
import { grantClients, refresh, signIn } from '../support/grants.ts';
import { expectRefusal } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { addTestUser } from '../support/users.ts';

let azurite: Azurite;
let cli: CommandLine;
let server: TestServer;
let clock: TestClock;
let store: string;
let subject: string;

beforeAll(async () => {
  azurite = await startTestAzurite();
  cli = await openCommandLine({ GRANTS_STORAGE: azurite.connectionString });
  store = storeLine(azurite.connectionString);
  clock = runningClock();
  const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  server = await startServer({ clients: grantClients, clock, environment });
  ({ subject } = await addTestUser(server.service.store));
});
afterAll(async () => {
  await server.close();
  await cli.close();
  await azurite.close();
});

const agree = (clientId: string, ...scope: string[]) => rememberConsent(subject, clientId, scope, server.service.store);

describe('consents list', () => {
  it('shows what a user has agreed to, by client', async () => {
    expect(await cli.run(['consents', 'list', 'Ada'])).toEqual({
      code: 0,
      stderr: `${store}There are none.\n`,
      stdout: '',
    });
    await agree('web', 'openid', 'reports.read');
    await agree('brief', 'openid');
    const { code, stdout, stderr } = await cli.run(['consents', 'list', 'Ada']);
    expect([code, stderr]).toEqual([0, store]);
    expect(stdout).toMatch(
      /^client_id {2}scope {16}agreed\nbrief {6}openid {15}[\d-]+ [\d:]+Z\nweb {8}openid reports\.read {2}[\d-]+ [\d:]+Z\n$/,
    );
    expect(await cli.json(['consents', 'list', 'ada'])).toEqual([
      { client_id: 'brief', scope: 'openid', agreed_at: expect.any(Number) },
      { client_id: 'web', scope: 'openid reports.read', agreed_at: expect.any(Number) },
    ]);
  });
});

describe('consents withdraw', () => {
  it('takes back one consent, and ends what that client was given by that user', async () => {
    await agree('web', 'reports.read');
    await agree('brief', 'openid');
    const [withdrawn, kept, other] = [
      await signIn(server, 'web', { subject }),
      await signIn(server, 'keeping', { subject }),
      await signIn(server, 'web', { subject: 'u_eve' }),
    ];
    expect(await cli.run(['consents', 'withdraw', 'ada', 'web'])).toEqual({
      code: 0,
      stderr: store,
      stdout:
        'What the user ada agreed to for the client web is withdrawn, and what it was given is ended. Every instance goes by it within a minute; an API that checks access tokens by itself takes them until they expire.\n',
    });
    expect(await findConsent(subject, 'web', server.service.store)).toBeUndefined();
    expect(await findConsent(subject, 'brief', server.service.store)).toEqual(['openid']);
    clock.advance(61);
    expectRefusal(await refresh(server, withdrawn.refreshToken), 'GrantRevoked', 'The grant has been revoked.');
    expect((await refresh(server, kept.refreshToken, { client_id: 'keeping' })).status).toBe(200);
    expect((await refresh(server, other.refreshToken)).status).toBe(200);
  });

  it('says that there is nothing to withdraw, and ends nothing', async () => {
    clock.advance((Date.now() - clock.now()) / 1000);
    const { refreshToken } = await signIn(server, 'keeping', { subject });
    const ran = await cli.run(['consents', 'withdraw', 'ada', 'keeping']);
    expect(ran).toEqual({
      code: 1,
      stdout: '',
      stderr: `${store}The user ada has agreed to nothing for the client keeping. To end what the client was given all the same: npm run tessera -- grants revoke --client keeping --subject ${subject}\n`,
    });
    clock.advance(61);
    expect((await refresh(server, refreshToken, { client_id: 'keeping' })).status).toBe(200);
    const nobody = await cli.run(['consents', 'withdraw', 'nobody', 'web']);
    expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('There is no user nobody.')]);
  });
});
