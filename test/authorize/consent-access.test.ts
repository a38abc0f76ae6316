// A consent covers scopes at resources (RFC 8707 §2), and only the registration of the client that the user agreed to.
import { beforeEach, describe, expect, it } from 'vitest';
import { type ClientRecord, hashSecret } from '../../shared/clients/client-record.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { findRegistration, register, removeRegistration } from '../../shared/clients/registered-clients.ts';
import { clientRegistry } from '../../shared/clients/registry.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { patientDeadlines } from '../support/held-deadlines.js';
import { textOf } from '../support/page.ts';
import type { Person, Place } from '../support/person.ts';
import { startServer } from '../support/server.ts';
import { appClients, asking, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServerForEachTest } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

const reports = 'https://reports.example';
const files = 'https://files.example';

let clock: TestClock;
let person: Person;
const server = useServerForEachTest(() => {
  clock = testClock();
  // The clients are in the store; every change is known a minute later.
  return {
    clients: appClients,
    clock,
    change: (service) => ({
      ...service,
      clients: clientRegistry(
        appClients.filter((client) => client !== asking).map((record) => read(record)),
        { ...service, ...patientDeadlines },
      ),
    }),
  };
});
beforeEach(async () => {
  await add(asking);
  person = personAt(server);
  await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' });
});

function read(record: object) {
  const client = readClient(record);
  if ('problems' in client) throw new Error(client.problems.join());
  return client;
}

const add = (record: object) => register(hashSecret(record as ClientRecord), server.service.store);

async function remove(): Promise<void> {
  const { revision = '' } = (await findRegistration('asking', server.service.store)) ?? {};
  expect(await removeRegistration('asking', revision, server.service.store)).toBe('removed');
}

function path(changes: Record<string, string | undefined>, ...resources: readonly string[]): string {
  const more = resources.map((resource) => `&resource=${encodeURIComponent(resource)}`).join('');
  return `${authorizePath({ client_id: 'asking', ...changes })}${more}`;
}

function expectAsked(place: Place): string {
  expect([place.status, place.url.pathname]).toEqual([200, '/consent']);
  return textOf(place.text).replaceAll(/\s+/g, ' ');
}

const refusedWithoutPage = async (address: string) => (await person.open(address)).url.searchParams.get('error');

describe('a consent to a scope at one resource', () => {
  it('does not cover the same scope at another resource, so the user is asked', async () => {
    const page = await signIn(person, path({ scope: 'reports.read' }, reports));
    expect(expectAsked(page)).toContain(`If you allow it, the app may: At ${reports}: read your reports`);
    expect(expectAsked(page)).not.toContain(files);
    expectCode(await person.submit(page, 'Allow'));
    expectCode(await person.open(path({ scope: 'reports.read', prompt: 'none' }, reports)));
    expect(await refusedWithoutPage(path({ scope: 'reports.read', prompt: 'none' }, files))).toBe('consent_required');
    expect(await refusedWithoutPage(path({ scope: 'reports.read', prompt: 'none' }))).toBe('consent_required');
    expect(await refusedWithoutPage(path({ scope: 'reports.read', prompt: 'none' }, reports, files))).toBe(
      'consent_required',
    );
    const more = await person.open(path({ scope: 'reports.read' }, files));
    expect(expectAsked(more)).toContain(`the app may: At ${files}: read your reports This access`);
    expectCode(await person.submit(more, 'Allow'));
    expectCode(await person.open(path({ scope: 'reports.read', prompt: 'none' }, files, reports)));
  });

  it('does not cover another scope at that resource', async () => {
    for (const [scope, resource] of [
      ['reports.read', reports],
      ['reports.write', files],
    ] as const) {
      await person.submit(await (resource === reports ? signIn : open)(person, path({ scope }, resource)), 'Allow');
    }
    // The user agreed to each scope and each resource, but to neither of these pairs.
    expect(await refusedWithoutPage(path({ scope: 'reports.write', prompt: 'none' }, reports))).toBe(
      'consent_required',
    );
    expect(await refusedWithoutPage(path({ scope: 'reports.read', prompt: 'none' }, files))).toBe('consent_required');
    expectCode(await person.open(path({ scope: 'reports.write', prompt: 'none' }, files)));
  });

  it('does not cover a token without a scope there, because the token identifies the user', async () => {
    const page = await signIn(person, path({ scope: 'openid' }, reports));
    expect(expectAsked(page)).toContain(
      `Know who you are At ${reports}: See who you are This access lasts for up to 90 days.`,
    );
    expectCode(await person.submit(page, 'Allow'));
    expectCode(await person.open(path({ scope: 'openid', prompt: 'none' }, reports)));
    expect(await refusedWithoutPage(path({ scope: 'openid', prompt: 'none' }, files))).toBe('consent_required');
  });

  it('shows a scope that belongs to one resource only there', async () => {
    await remove();
    const resource = [reports, { uri: files, scope: 'files.read' }];
    await add({ ...asking, resource, default_scope: 'reports.read files.read', grant_types: ['authorization_code'] });
    clock.advance(61);
    const text = expectAsked(await signIn(person, path({ scope: undefined })));
    expect(text).toContain(
      `the app may: At ${reports}: read your reports At ${files}: Use this permission: files.read This access lasts for up to 1 hour.`,
    );
  });

  it('covers /userinfo with openid only', async () => {
    const userinfo = 'https://issuer.example/userinfo';
    const page = await signIn(person, path({ scope: 'openid' }, userinfo));
    expect(expectAsked(page)).toContain('the app may: Know who you are This access');
    expectCode(await person.submit(page, 'Allow'));
    expectCode(await person.open(path({ scope: 'openid', prompt: 'none' }, userinfo)));
    expect(await refusedWithoutPage(path({ scope: 'openid email', prompt: 'none' }, userinfo))).toBe(
      'consent_required',
    );
  });
});

function open(visitor: Person, address: string): Promise<Place> {
  return visitor.open(address);
}

describe('the page that asks', () => {
  it('says to which host, or to which app of the device, the user is sent', async () => {
    expect(expectAsked(await signIn(person, path({})))).toContain('You will then be sent to app.example.');
    await remove();
    const uris = [
      'https://xn--bcher-kva.example:8443/cb?a=b',
      'http://127.0.0.1:7000/cb',
      'http://localhost/cb',
      'com.example.app:/callback',
    ];
    await add({ ...asking, redirect_uris: uris });
    clock.advance(61);
    const told: string[] = [];
    for (const redirect_uri of uris) {
      const place = await person.open(path({ redirect_uri }));
      told.push(/You will then be sent to ([^.]|\.\S)*\./.exec(expectAsked(place))?.[0] ?? '');
    }
    expect(told).toEqual([
      'You will then be sent to xn--bcher-kva.example:8443.',
      'You will then be sent to a program on this device, at 127.0.0.1:7000.',
      'You will then be sent to a program on this device, at localhost.',
      'You will then be sent to an app on this device that opens com.example.app links.',
    ]);
  });

  it('cannot be answered for a client that was registered again under the same id meanwhile', async () => {
    const place = await signIn(person, path({}));
    await remove();
    await add({ ...asking, client_name: 'Another app' });
    clock.advance(61);
    const again = await person.submit(place, 'Allow');
    expect(expectAsked(again)).toContain('Another app asks for access');
    expectCode(await person.submit(again, 'Allow'));
  });
});

describe('the next owner of a client id', () => {
  const next = { ...asking, client_name: 'Another app', redirect_uris: ['https://other-owner.example/cb'] };
  const theirs = (changes = {}) => path({ redirect_uri: 'https://other-owner.example/cb', ...changes });

  it.each(['in the very second', 'a year later'])('inherits no consent when registered %s', async (when) => {
    expectCode(await person.submit(await signIn(person, path({})), 'Allow'));
    await remove();
    if (when === 'a year later') clock.advance(400 * 86_400);
    await add(next);
    clock.advance(61);
    if (when === 'a year later') await signIn(person, authorizePath());
    expect(await refusedWithoutPage(theirs({ prompt: 'none' }))).toBe('consent_required');
    const page = await person.open(theirs());
    expect(expectAsked(page)).toContain('Another app asks for access');
    expectCode(await person.submit(page, 'Allow'), 'https://other-owner.example/cb');
    expectCode(await person.open(theirs({ prompt: 'none' })), 'https://other-owner.example/cb');
  });

  it.each<[string, object]>([
    ['redirect URI', { redirect_uris: ['https://other-owner.example/cb'] }],
    ['name', { client_name: 'Another app' }],
  ])('of CLIENTS_FILE inherits none either, with another %s', async (_, changes) => {
    const { store } = server.service;
    expectCode(await person.submit(await signIn(person, path({})), 'Allow'));
    const restarted = (record: object) =>
      startServer({ clients: [record], clock, change: (service) => ({ ...service, store }) });
    const redirectUri = 'redirect_uris' in changes ? 'https://other-owner.example/cb' : 'https://app.example/callback';
    const before = await restarted(asking);
    const after = await restarted({ ...asking, ...changes, default_scope: 'openid' });
    const same = await restarted({ ...asking, default_scope: 'openid', access_token_lifetime: 600 });
    const visitors = [before, same, after].map((each) => {
      const visitor = personAt(each);
      for (const [name, value] of person.cookies) visitor.cookies.set(name, value);
      return visitor;
    });
    const [first, second, third] = visitors;
    // A consent for a client in the store does not cover a client in a file.
    const page = await first?.open(path({}));
    expectAsked(page as Place);
    expectCode((await first?.submit(page as Place, 'Allow')) as Place);
    expectCode((await second?.open(path({ prompt: 'none' }))) as Place);
    const refused = await third?.open(path({ prompt: 'none', redirect_uri: redirectUri }));
    expect(refused?.url.searchParams.get('error')).toBe('consent_required');
    await Promise.all([before, after, same].map((each) => each.close()));
  });
});
