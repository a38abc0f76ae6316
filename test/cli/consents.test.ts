import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import type { Client } from '../../shared/clients/client.ts';
import { findConsent, rememberConsent } from '../../shared/clients/consents.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { runningClock, type TestClock } from '../support/clock.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';
import { grantClients, refresh, signIn } from '../support/grants.ts';
import { expectRefusal } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { addTestUser } from '../support/users.ts';
import { ageBarriers } from './age-barriers.ts';

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

/** A client of CLIENTS_FILE counts as the same client while its name and its redirect URIs are the same. */
const at = (...scope: string[]) => [{ resource: 'https://reports.example', scope }];

async function registered(clientId: string): Promise<Client> {
  const client = await server.service.clients.findClient(clientId);
  if (!client) throw new Error(`there is no client ${clientId}`);
  return client;
}

const agree = async (clientId: string, ...scope: string[]) =>
  rememberConsent(subject, await registered(clientId), at(...scope), server.service.store);

const agreed = async (clientId: string) => findConsent(subject, await registered(clientId), server.service.store);

const listed = (clientId: string, scope: string, counts: boolean | null) => ({
  client_id: clientId,
  access: [{ resource: 'https://reports.example', scope }],
  agreed_at: expect.any(Number),
  counts,
});

describe('consents list', () => {
  it('shows what a user has agreed to, by client', async () => {
    expect(await cli.run(['consents', 'list', 'Ada'])).toEqual({
      code: 0,
      stderr: `${store}There are no consents.\n`,
      stdout: '',
    });
    await agree('web', 'openid', 'reports.read');
    await agree('brief', 'openid');
    const { code, stdout, stderr } = await cli.call(['consents', 'list', 'Ada']);
    expect([code, stderr]).toEqual([0, store]);
    expect(stdout).toMatch(
      /^client_id {2}resource {17}scope {16}agreed {16}counts\nbrief {6}https:\/\/reports\.example {2}openid {15}[\d-]+ [\d:]+Z {2}unknown\nweb {8}https:\/\/reports\.example {2}openid reports\.read {2}[\d-]+ [\d:]+Z {2}unknown\n$/,
    );
    expect(await cli.json(['consents', 'list', 'ada'])).toEqual([
      listed('brief', 'openid', null),
      listed('web', 'openid reports.read', null),
    ]);
  });
});

describe('a consent', () => {
  const addArguments = ['--redirect-uris', 'https://good.example/cb', '--scope', 'reports.read'];
  const add = () =>
    cli.call([
      'clients',
      'add',
      'reused',
      ...addArguments,
      '--resource',
      'https://reports.example',
      '--consent',
      'true',
    ]);
  const counts = async () =>
    (await cli.json(['consents', 'list', 'ada']))
      .filter(({ client_id }: { client_id: string }) => client_id === 'reused')
      .map((consent: { counts: boolean | null }) => consent.counts);

  it('stays valid when a stored client changes, and does not apply to a new client of the same id', async () => {
    expect((await add()).code).toBe(0);
    await agree('reused', 'reports.read');
    expect(await counts()).toEqual([true]);
    expect((await cli.call(['clients', 'update', 'reused', '--client-name', 'Other'])).code).toBe(0);
    expect((await cli.call(['clients', 'rotate-secret', 'reused'])).code).toBe(0);
    const { stdout: backup } = await cli.call(['clients', 'export']);
    expect((await cli.call(['clients', 'import', '-', '--replace'], { stdin: backup })).code).toBe(0);
    expect(await counts()).toEqual([true]);
    expect((await cli.call(['clients', 'remove', 'reused'])).code).toBe(0);
    expect(await counts()).toEqual([false]);
    await ageBarriers('reused', server.service.store);
    expect((await add()).code).toBe(0);
    expect(await counts()).toEqual([false]);
    expect((await cli.call(['clients', 'remove', 'reused'])).code).toBe(0);
    await ageBarriers('reused', server.service.store);
    // Not even with a copy of the earlier record, which may have been changed.
    expect((await cli.call(['clients', 'import', '-'], { stdin: backup })).code).toBe(0);
    expect(await counts()).toEqual([false]);
    expect((await cli.call(['consents', 'withdraw', 'ada', 'reused'])).code).toBe(0);
    expect(await counts()).toEqual([]);
  });
});

describe('consents withdraw', () => {
  it('withdraws one consent, and ends the grants of that client for that user', async () => {
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
        'The consent of the user ada to the client web has been withdrawn, and the grants have been revoked. All instances pick this up within a minute; an API that verifies access tokens itself accepts them until they expire.\n',
    });
    expect(await agreed('web')).toEqual([]);
    expect(await agreed('brief')).toEqual(at('openid'));
    clock.advance(61);
    expectRefusal(await refresh(server, withdrawn.refreshToken), 'GrantRevoked', 'The grant has been revoked.');
    expect((await refresh(server, kept.refreshToken, { client_id: 'keeping' })).status).toBe(200);
    expect((await refresh(server, other.refreshToken)).status).toBe(200);
  });

  it('says that there is nothing to withdraw, and ends nothing', async () => {
    clock.advance((Date.now() - clock.now()) / 1000);
    const { refreshToken } = await signIn(server, 'keeping', { subject });
    const ran = await cli.call(['consents', 'withdraw', 'ada', 'keeping']);
    expect(ran).toEqual({
      code: 1,
      stdout: '',
      stderr: `${store}The user ada has given no consent to the client keeping. To revoke the grants anyway: npm run tessera -- grants revoke --client keeping --subject ${subject}\n`,
    });
    clock.advance(61);
    expect((await refresh(server, refreshToken, { client_id: 'keeping' })).status).toBe(200);
    const nobody = await cli.call(['consents', 'withdraw', 'nobody', 'web']);
    expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('There is no user nobody.')]);
  });
});
