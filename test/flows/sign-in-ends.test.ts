// Commands that end sessions and grants take effect at every instance within a minute, on one Azurite.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { sidOf } from '../../shared/browser/session.ts';
import type { Store } from '../../shared/store/store.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import {
  openToldApps,
  type ToldApps,
  toldClient,
  verified,
  type WatchedLogouts,
  watchLogouts,
} from '../shared/logout/told-app.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { runningClock, type TestClock } from '../support/clock.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { redeem, refresh } from '../support/grants.ts';
import { openPerson, type Person } from '../support/person.ts';
import { issuer, openTestService, startServer, type TestServer } from '../support/server.ts';
import { personWithSession } from '../support/session.ts';
import { appClients, authorizePath, expectCode } from '../support/sign-in.ts';
import { addTestUser } from '../support/users.ts';
import { asApp, copyOf, enter, expectNobody, right } from './instances.ts';

let azurite: Azurite;
let store: Store;
let cli: CommandLine;
beforeAll(async () => {
  azurite = await startTestAzurite();
  cli = await openCommandLine({ GRANTS_STORAGE: azurite.connectionString });
  const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  store = (await openTestService({ clients: appClients, environment })).store;
});
afterAll(async () => {
  await cli.close();
  await azurite.close();
});

describe('within a minute, at instances that have just cached the barriers', () => {
  let clock: TestClock;
  let instances: readonly [TestServer, TestServer];
  const begin = async () => {
    clock = runningClock();
    const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
    const open = () => startServer({ clients: appClients, clock, environment });
    instances = [await open(), await open()];
  };
  const end = () => Promise.all(instances.map((server) => server.close()));

  it.each([
    ['users disable', (name: string) => ['users', 'disable', name]],
    ['users set-password', (name: string) => ['users', 'set-password', name]],
    ['users remove', (name: string) => ['users', 'remove', name]],
  ])('%s ends the session and the tokens of the user, and of no other user', async (command, argumentsFor) => {
    await begin();
    const name = command.replaceAll(/[^a-z]/g, '');
    const [jo, kim] = [await addTestUser(store, `jo-${name}`), await addTestUser(store, `kim-${name}`)];
    const [joAtBoth, kimAtBoth] = [openPerson(issuer, instances), openPerson(issuer, instances)];
    const tokens = await redeem(instances[0], expectCode(await enter(joAtBoth, right(jo))), asApp);
    expectCode(await enter(kimAtBoth, right(kim)));
    await cli.json(argumentsFor(jo.username));
    clock.advance(61);
    for (const server of instances) {
      expectNobody(await copyOf(joAtBoth, server).open(authorizePath()));
      expect((await refresh(server, tokens.json.refresh_token, asApp)).json.error_codes).toEqual([50173]);
      expectCode(await copyOf(kimAtBoth, server).open(authorizePath({ prompt: 'none' })));
    }
    await end();
  });

  it('consents withdraw ends the grants of the client, and keeps the session for other clients', async () => {
    await begin();
    const lea = await addTestUser(store, 'lea');
    const person = openPerson(issuer, instances);
    const asking = authorizePath({ client_id: 'asking' });
    const code = expectCode(await person.submit(await enter(person, right(lea), asking), 'Allow'));
    const tokens = await redeem(instances[0], code, { ...asApp, client_id: 'asking' });
    await cli.json(['consents', 'withdraw', 'lea', 'asking']);
    clock.advance(61);
    for (const server of instances) {
      const refused = await refresh(server, tokens.json.refresh_token, { ...asApp, client_id: 'asking' });
      expect(refused.json.error_codes).toEqual([50173]);
      expectCode(await copyOf(person, server).open(authorizePath({ prompt: 'none' })));
      expect((await copyOf(person, server).open(asking)).status).toBe(200);
    }
    await end();
  });
});

describe('with two instances, tells the apps of the user once, within a minute', () => {
  let apps: ToldApps;
  beforeAll(async () => {
    apps = await openToldApps();
  });
  afterAll(() => apps.close());

  it.each([
    ['users disable', ({ username }: UserRecord) => ['users', 'disable', username]],
    ['users set-password', ({ username }: UserRecord) => ['users', 'set-password', username]],
    ['users remove', ({ username }: UserRecord) => ['users', 'remove', username]],
    ['grants revoke --subject', ({ subject }: UserRecord) => ['grants', 'revoke', '--subject', subject]],
  ])('%s', async (command, argumentsFor) => {
    const clock = runningClock();
    const clients = [toldClient('one', apps), toldClient('two', apps)];
    const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
    const watched = [watchLogouts(), watchLogouts()] as const;
    const open = ({ change }: WatchedLogouts) => startServer({ clients, clock, environment, change });
    const instances = [await open(watched[0]), await open(watched[1])] as const;
    const name = command.replaceAll(/[^a-z]/g, '');
    const user = await addTestUser(store, `told-${name}`);
    const other = await addTestUser(store, `untold-${name}`);
    const { person, session } = await personWithSession(user, ...instances);
    const bystander = (await personWithSession(other, ...instances)).person;
    const visit = async (visitor: Person, client_id: string) => {
      const redirect_uri = `https://${client_id}.example/callback`;
      expectCode(await visitor.open(authorizePath({ client_id, redirect_uri, prompt: 'none' })), redirect_uri);
    };
    for (const client_id of ['one', 'two', 'one', 'two']) await visit(person, client_id);
    for (const client_id of ['one', 'two']) await visit(bystander, client_id);
    expect((await cli.call(argumentsFor(user))).code).toBe(0);
    clock.advance(61);
    // Each instance reads the barriers for the next request with a session.
    await Promise.all(instances.map((server) => visit(copyOf(bystander, server), 'one')));
    for (const { service } of instances) await service.logouts.settled();
    const told = await Promise.all(apps.take().map((request) => verified(request, instances[0])));
    const expected = { subject: user.subject, sid: sidOf(session) };
    expect(told.sort((a, b) => String(a.client).localeCompare(String(b.client)))).toEqual([
      { client: 'one', ...expected },
      { client: 'two', ...expected },
    ]);
    for (const server of instances) await server.close();
  });
});
