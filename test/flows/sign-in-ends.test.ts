// Commands that end sessions and grants take effect at every instance within a minute, on one Azurite.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import type { Store } from '../../shared/store/store.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { runningClock, type TestClock } from '../support/clock.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { redeem, refresh } from '../support/grants.ts';
import { openPerson } from '../support/person.ts';
import { issuer, openTestService, startServer, type TestServer } from '../support/server.ts';
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
