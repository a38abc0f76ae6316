// Sign-in at two processes on one Azurite, with no sticky sessions: each request of a browser goes to the other process than
// the one before, and the command line works on the same store.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import type { Store } from '../../shared/store/store.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { redeem, refresh } from '../support/grants.ts';
import { textOf } from '../support/page.ts';
import { openPerson } from '../support/person.ts';
import { send } from '../support/request.ts';
import { issuer, openTestService, temporaryFile } from '../support/server.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';
import { appClients, authorizePath, expectCode } from '../support/sign-in.ts';
import { addTestUser } from '../support/users.ts';
import { eventually } from './eventually.ts';
import { asApp, copyOf, enter, expectNobody, right } from './instances.ts';

let azurite: Azurite;
let store: Store;
let cli: CommandLine;
let one: ServiceProcess;
let other: ServiceProcess;

async function start(): Promise<ServiceProcess> {
  return startServiceProcess({
    STORE: 'table',
    GRANTS_STORAGE: azurite.connectionString,
    CLIENTS_FILE: await temporaryFile(appClients),
  });
}

interface Account {
  readonly username: string;
  readonly password: string;
  readonly subject: string;
}

/** A user added with the command line. */
function added(username: string): Promise<Account> {
  return cli.json(['users', 'add', username, '--name', `The ${username}`]);
}

beforeAll(async () => {
  azurite = await startTestAzurite();
  cli = await openCommandLine({ GRANTS_STORAGE: azurite.connectionString });
  const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  store = (await openTestService({ clients: appClients, environment })).store;
  [one, other] = await Promise.all([start(), start()]);
});
afterAll(async () => {
  await Promise.all([one.end('SIGINT'), other.end('SIGINT')]);
  await cli.close();
  await azurite.close();
});

/** A browser whose requests alternate between the processes. */
const atBoth = () => openPerson(issuer, [one, other]);

describe('a browser whose requests alternate between two instances', () => {
  it('gets the page from one, posts the form to the other, and receives a code that either redeems', async () => {
    const ada = await added('ada');
    const person = atBoth();
    for (const service of [one, other]) {
      const code = expectCode(await enter(person, ada, authorizePath({ prompt: 'login' })));
      const { status, json } = await redeem(service, code, asApp);
      expect(status).toBe(200);
      const [near, far] = service === one ? [one, other] : [other, one];
      const bearer = { headers: { Authorization: `Bearer ${json.access_token}` } };
      for (const server of [near, far]) expect((await send(server, '/userinfo', bearer)).json.sub).toBe(ada.subject);
      expect((await refresh(far, json.refresh_token, asApp)).status).toBe(200);
    }
    // The session is valid at both, and a code of one can be redeemed once at the other.
    const code = expectCode(await person.open(authorizePath({ prompt: 'none' })));
    const answers = await Promise.all([one, other, one, other].map((service) => redeem(service, code, asApp)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
  });

  it('is asked for consent once, and again after the operator withdraws it', async () => {
    const person = atBoth();
    const asking = authorizePath({ client_id: 'asking' });
    const bea = await added('bea');
    const place = await enter(person, bea, asking);
    expect(place.url.pathname).toBe('/consent');
    expectCode(await person.submit(place, 'Allow'));
    for (const service of [one, other]) expectCode(await copyOf(person, service).open(asking));

    expect(await cli.json(['consents', 'list', 'bea'])).toEqual([expect.objectContaining({ client_id: 'asking' })]);
    await cli.json(['consents', 'withdraw', 'bea', 'asking']);
    // The barrier ends the client's grants within a minute; a new request asks for consent at once.
    for (const service of [one, other]) {
      const again = await copyOf(person, service).open(asking);
      expect(['/consent', '/authorize']).toContain(again.url.pathname);
      expect(again.status).toBe(200);
    }
  });

  it('signs out, and a copy of its cookie is refused at both at once', async () => {
    const cleo = await added('cleo');
    const person = atBoth();
    expectCode(await enter(person, cleo));
    const copies = [copyOf(person, one), copyOf(person, other)];
    for (const copy of copies) expectCode(await copy.open(authorizePath({ prompt: 'none' })));
    const out = await person.submit(await person.open('/sign-out'), 'Sign out');
    expect(textOf(out.text)).toContain('You are signed out in this browser.');
    for (const copy of copies) expectNobody(await copy.open(authorizePath()));
  });

  it('is offered "Continue as" by one, and continues at the other', async () => {
    const dora = await added('dora');
    const person = atBoth();
    const path = authorizePath({ client_id: 'desktop', redirect_uri: 'http://127.0.0.1:50123/callback' });
    expectCode(await enter(person, dora, path), 'http://127.0.0.1:50123/callback');
    const place = await person.open(path);
    expectCode(await person.submit(place, /^Continue as The dora/), 'http://127.0.0.1:50123/callback');
  });
});

describe('the command line', () => {
  it('disables a user, who then cannot sign in at either, and enables them again', async () => {
    const eve = await added('eve');
    const person = atBoth();
    expectCode(await enter(person, eve));
    await cli.json(['users', 'disable', 'eve']);
    for (const service of [one, other]) {
      const place = await enter(openPerson(issuer, [service]), eve);
      expect([place.status, textOf(place.text).includes('is wrong')]).toEqual([400, true]);
    }
    // Both learn of the end within a minute; an instance that starts now knows it at once.
    const third = await start();
    expectNobody(await copyOf(person, third).open(authorizePath()));
    await third.end('SIGINT');
    await cli.json(['users', 'enable', 'eve']);
    expectCode(await enter(atBoth(), eve));
  });

  it('sets a password that both accept at once', async () => {
    const finn = await added('finn');
    const { password } = await cli.json(['users', 'set-password', 'finn']);
    for (const service of [one, other]) {
      expect((await enter(openPerson(issuer, [service]), finn)).status).toBe(400);
      expectCode(await enter(openPerson(issuer, [service]), { ...finn, password }));
    }
  });

  it('removes a user, whose tokens stop working, and a new user of the same name gets a new subject', async () => {
    const gus = await added('gus');
    const { json } = await redeem(one, expectCode(await enter(atBoth(), gus)), asApp);
    await cli.json(['users', 'remove', 'gus']);
    const bearer = { headers: { Authorization: `Bearer ${json.access_token}` } };
    for (const service of [one, other]) expect((await send(service, '/userinfo', bearer)).status).toBe(401);
    const next = await added('gus');
    expect(next.subject).not.toBe(gus.subject);
    expectCode(await enter(atBoth(), next));
    for (const service of [one, other]) expect((await send(service, '/userinfo', bearer)).status).toBe(401);
  });
});

describe('wrong passwords', () => {
  it('of one address are limited to ten at each instance, and do not lock out a browser where the user signed in before', async () => {
    const hope = await addTestUser(store, 'hope');
    const own = atBoth();
    expectCode(await enter(own, right(hope)));
    const statuses: number[] = [];
    const stranger = atBoth();
    for (let tries = 0; tries < 30 && statuses.filter((status) => status === 429).length < 2; tries += 1) {
      // Each attempt takes three requests, so that the form goes to the other process each time.
      statuses.push((await enter(stranger, { username: 'hope', password: 'not-her-password' })).status);
    }
    // A shared count would reveal whether a user exists.
    expect(statuses.filter((status) => status === 400).length).toBe(20);
    for (const service of [one, other]) {
      const blocked = await eventually(async () => {
        const place = await enter(openPerson(issuer, [service]), right(hope));
        expect(place.status).toBe(429);
        return place;
      });
      expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
      expectCode(await enter(copyOf(own, service), right(hope), authorizePath({ prompt: 'login' })));
    }
  });

  it('of a browser where the user signed in before are counted over both, apart from those of new browsers', async () => {
    const ines = await addTestUser(store, 'ines');
    const own = atBoth();
    expectCode(await enter(own, right(ines)));
    const again = authorizePath({ prompt: 'login' });
    let wrong = 0;
    for (; wrong < 24; wrong += 1) {
      if ((await enter(own, { username: 'ines', password: 'not-her-password' }, again)).status === 429) break;
    }
    expect(wrong).toBeGreaterThanOrEqual(10);
    expect(wrong).toBeLessThan(20);
    for (const service of [one, other]) expectCode(await enter(openPerson(issuer, [service]), right(ines)));
  });
});

it('neither instance logs a password, a cookie or a code', () => {
  for (const service of [one, other]) {
    expect(service.output()).not.toMatch(/tessera-session=|not-her-password|"code":|code=ey/);
  }
});
