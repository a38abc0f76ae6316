import { beforeEach, describe, expect, it } from 'vitest';
import { listConsents, withdrawConsent } from '../../shared/clients/consents.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { openBarriers, raiseBarrier } from '../../shared/grants/barriers.ts';
import type { UserRecord } from '../../shared/users/user.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { expectFrame, textOf } from '../support/page.ts';
import type { Person, Place } from '../support/person.ts';
import { issuer, startServer } from '../support/server.ts';
import { appClients, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServerForEachTest } from '../support/use-server.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

let clock: TestClock;
let person: Person;
let ada: UserRecord;
const server = useServerForEachTest(() => {
  clock = testClock();
  return { clients: appClients, clock };
});
beforeEach(async () => {
  person = personAt(server);
  ada = await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' });
});

const asking = (changes: Parameters<typeof authorizePath>[0] = {}) =>
  authorizePath({ client_id: 'asking', ...changes });

function expectAsked(place: Place): void {
  expect([place.status, place.url.pathname]).toEqual([200, '/consent']);
  expect(textOf(place.text)).toContain('A curious app asks for access to your account.');
}

describe('a client that is registered with consent', () => {
  it('asks the user in words, and gets its code when the user allows it', async () => {
    const place = await signIn(person, asking({ scope: 'openid email reports.read reports.write' }));
    expectAsked(place);
    expectFrame(place, 'en', { formAction: 'any' });
    const text = textOf(place.text);
    for (const words of [
      'See your e-mail address',
      'read your reports',
      'Use this permission: reports.write',
      'Ada Lovelace ada',
    ])
      expect(text).toContain(words);
    expectCode(await person.submit(place, 'Allow'));
    expect(await listConsents(ada.subject, server.service.store)).toMatchObject([
      {
        clientId: 'asking',
        access: [
          { resource: `${issuer}/userinfo`, scope: ['openid', 'email'] },
          { resource: 'https://reports.example', scope: ['reports.read', 'reports.write'] },
          { resource: 'https://files.example', scope: ['reports.read', 'reports.write'] },
        ],
      },
    ]);
  });

  it('has the descriptions in the language of the page', async () => {
    const place = await signIn(person, asking({ ui_locales: 'en' }));
    const link = /hreflang="lv" href="([^"]+)"/.exec(place.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const latvian = await person.open(link);
    expect(latvian.text).toContain('<html lang="lv">');
    expect(textOf(latvian.text)).toContain('lasīt jūsu pārskatus');
    expectCode(await person.submit(latvian, /./));
  });

  it('gets access_denied when the user denies it, and asks again the next time', async () => {
    const denied = await person.submit(await signIn(person, asking()), 'Deny');
    expect(Object.fromEntries(denied.url.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'the-state-of-the-app',
      iss: issuer,
    });
    expect(server.log.at(-1)).toMatchObject({
      error_codes: [catalogue.AccessDenied.number],
      subject: ada.subject,
      client_id: 'asking',
      step: 'consent',
    });
    expect(await listConsents(ada.subject, server.service.store)).toEqual([]);
    expectAsked(await person.open(asking()));
  });

  it('asks after a sign-in that the app requires, and does not ask for the password twice', async () => {
    await signIn(person);
    for (const changes of [{ prompt: 'login' }, { prompt: 'login consent' }, { max_age: '0' }]) {
      const place = await signIn(person, asking(changes));
      expectAsked(place);
      expectCode(await person.submit(place, 'Allow'));
      await withdrawConsent(ada.subject, 'asking', server.service.store);
    }
  });

  it('asks once for the same access, and again for more, per user and client', async () => {
    await person.submit(await signIn(person, asking()), 'Allow');
    expectCode(await person.open(asking()));
    expectCode(await person.open(asking({ prompt: 'none' })));
    expectAsked(await person.open(asking({ scope: 'openid reports.read reports.write' })));
    expectAsked(await person.open(asking({ prompt: 'consent' })));
    await addTestUser(server.service.store, 'grace');
    expectAsked(await signIn(personAt(server), asking(), 'grace'));
  });

  it('asks again after the consent was withdrawn, and after a new sign-in', async () => {
    await person.submit(await signIn(person, asking()), 'Allow');
    expect(await withdrawConsent(ada.subject, 'asking', server.service.store)).toBe('withdrawn');
    expectAsked(await person.open(asking()));
  });
});

describe('the page that asks', () => {
  it('can be answered again after the back button', async () => {
    const place = await signIn(person, asking());
    expectCode(await person.submit(place, 'Allow'));
    const again = await person.open(place.url.href);
    expectAsked(again);
    expectCode(await person.submit(again, 'Allow'));
  });

  it('cannot be answered by another user of the browser, who is asked again', async () => {
    const place = await signIn(person, asking());
    await addTestUser(server.service.store, 'grace');
    await signIn(person, authorizePath({ prompt: 'login' }), 'grace');
    expectAsked(await person.submit(place, 'Allow'));
    expect(await listConsents(ada.subject, server.service.store)).toEqual([]);
  });

  it('starts again when the client would now get more than the page showed', async () => {
    let isWider = false;
    const wider = { default_scope: 'reports.read reports.write' };
    const records = new Map(appClients.map((record) => [record.client_id, record]));
    const changing = await startServer({
      clients: appClients,
      clock,
      change: (service) => ({
        ...service,
        clients: {
          ...service.clients,
          async findClient(id) {
            const client = readClient({ ...records.get(id), ...(isWider && wider) });
            return 'problems' in client ? undefined : client;
          },
        },
      }),
    });
    const { subject } = await addTestUser(changing.service.store, 'ada');
    const visitor = personAt(changing);
    const place = await signIn(visitor, asking({ scope: undefined }));
    expect(textOf(place.text)).not.toContain('reports.write');
    isWider = true;
    const again = await visitor.submit(place, 'Allow');
    expectAsked(again);
    expect(textOf(again.text)).toContain('Use this permission: reports.write');
    expect(await listConsents(subject, changing.service.store)).toEqual([]);
    expectCode(await visitor.submit(again, 'Allow'));
    await changing.close();
  });

  it('starts again when it was open for too long, or the session is over', async () => {
    const place = await signIn(person, asking());
    clock.advance(1800);
    expectAsked(await person.submit(place, 'Allow'));
    clock.advance(28_800);
    const signInPage = await person.submit(place, 'Allow');
    expect([signInPage.status, signInPage.url.pathname]).toEqual([200, '/authorize']);
    expect(await listConsents(ada.subject, server.service.store)).toEqual([]);
  });

  it('is not shown to a user who is no longer signed in', async () => {
    const place = await signIn(person, asking());
    await person.submit(await person.open('/sign-out'), 'Sign out');
    const later = await person.open(place.url.href);
    expect([later.status, later.url.pathname]).toEqual([200, '/consent']);
    expectFrame(later, 'en', { formAction: 'any' });
    // The sign-in page continues the app's request.
    const signedIn = await person.submit(later, 'Sign in', { username: 'ada', password: adaPassword });
    expectAsked(signedIn);
    expectCode(await person.submit(signedIn, 'Allow'));
  });

  it('does not sign in a user who opens it later', async () => {
    const place = await signIn(person, asking({ prompt: 'login' }));
    await addTestUser(server.service.store, 'grace');
    await signIn(person, authorizePath({ prompt: 'login' }), 'grace');
    // The app requires a new sign-in, and grace typed her password for another request.
    const later = await person.open(place.url.href);
    expect([later.status, later.url.pathname]).toEqual([200, '/consent']);
    expect(textOf(later.text)).toContain('Password');
    expectAsked(await person.submit(later, 'Sign in', { username: 'grace', password: adaPassword }));
  });

  it('leads to the sign-in page when the sign-in has become older than max_age meanwhile', async () => {
    await signIn(person);
    clock.advance(50);
    const place = await person.open(asking({ max_age: '60' }));
    expectAsked(place);
    clock.advance(11);
    const late = await person.submit(place, 'Allow');
    expect([late.status, late.url.searchParams.has('code')]).toEqual([200, false]);
    expect(textOf(late.text)).toContain('Password');
    expectCode(await person.submit(late, 'Sign in', { username: 'ada', password: adaPassword }));
  });

  it('has a URL that every host accepts, with the longest values that an app can send', async () => {
    await signIn(person);
    const place = await person.open(
      asking({
        scope: Array.from({ length: 115 }, () => 'reports.read').join(' '),
        // The redirect with the code has 1,500 characters.
        state: 's'.repeat(550),
        login_hint: 'ada'.padEnd(256, '\u{1d504}'),
        ui_locales: '"'.repeat(256),
        prompt: 'consent',
      }),
    );
    const confirmed = await person.submit(place, /^Continue as/);
    expectAsked(confirmed);
    expect(confirmed.url.href.length).toBeLessThan(7000);
  });

  it('causes no redirect loop between an instance that knows a barrier and one that does not yet', async () => {
    await signIn(person, asking());
    const { store, clients } = server.service;
    clock.advance(1);
    await raiseBarrier({ subject: ada.subject }, store);
    const told = await startServer({
      clock,
      change: (service) => ({ ...service, store, clients, barriers: openBarriers({ store, clock }) }),
    });
    const between = personAt(server, told);
    for (const [name, value] of person.cookies) between.cookies.set(name, value);
    const place = await between.open(asking());
    expect([place.status, place.url.pathname, place.trail.length]).toEqual([200, '/consent', 2]);
    expect(textOf(place.text)).toContain('Password');
    await told.close();
  });

  it('treats any other decision as a denial', async () => {
    const place = await signIn(person, asking());
    for (const decision of ['ALLOW', '', 'deny', 'yes']) {
      const { url } = await person.submit(place, 'Allow', { decision });
      expect(url.searchParams.get('error'), decision).toBe('access_denied');
    }
  });
});
