// Sign-in at a provider with two instances on one store and no sticky sessions: the answer of the provider comes to the
// instance that did not send the browser there.
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { redeem } from '../support/grants.ts';
import { openPerson, type Person, type Place } from '../support/person.ts';
import { startServer, type TestServer, testKeyRing } from '../support/server.ts';
import { appClients, authorizePath, expectCode } from '../support/sign-in.ts';
import { openUpstreamProvider, type UpstreamProvider, upstreamClient } from '../support/upstream-provider.ts';
import { asApp } from './instances.ts';

let azurite: Azurite;
let cli: CommandLine;
let one: TestServer;
let other: TestServer;
let corp: UpstreamProvider;

beforeAll(async () => {
  azurite = await startTestAzurite();
  const storage = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  const options = { clients: appClients, clock: systemClock };
  one = await startServer({ ...options, environment: storage, isIssuerUrl: true });
  other = await startServer({ ...options, environment: { ...storage, ISSUER: one.url } });
  corp = await openUpstreamProvider([`${one.url}/callback/corp`]);
  cli = await openCommandLine({ ...storage, ISSUER: one.url, KEYS: JSON.stringify(await testKeyRing()) });
  const added = await cli.call(
    [
      'providers',
      'add',
      'corp',
      '--issuer',
      corp.issuer,
      '--client-id',
      upstreamClient.client_id,
      '--client-secret-stdin',
    ],
    { stdin: upstreamClient.client_secret },
  );
  expect(added.code, added.stderr).toBe(0);
});
afterAll(async () => {
  await Promise.all([one.close(), other.close(), corp.close(), cli.close()]);
  await azurite.close();
});

let count = 0;
let person: Person;
beforeEach(() => {
  count += 1;
  corp.signOut();
  corp.user = { sub: `grace-${count}`, name: 'Grace Hopper', preferred_username: 'grace' };
  person = openPerson(one.url, [one, other]);
});

/** Each request of the browser goes to the other instance than the one before. */
async function signIn(by = person): Promise<Place> {
  const place = await by.open(authorizePath({ idp: 'corp' }));
  expect(place.url.origin, place.text).toBe(corp.issuer);
  return by.open((await corp.visit(place.url)).href);
}

const codeOf = (place: Place) => expectCode(place, 'https://app.example/callback', 'the-state-of-the-app', one.url);

async function subjectOf(place: Place, at: TestServer): Promise<unknown> {
  const { status, json, text } = await redeem(at, codeOf(place), asApp);
  expect(status, text).toBe(200);
  return decodeJwt(String(json.id_token)).sub;
}

describe('two instances', () => {
  it('take turns in a sign-in, and redeem its code at either, for one user', async () => {
    const first = await subjectOf(await signIn(), other);
    person = openPerson(one.url, [other, one]);
    expect(await subjectOf(await signIn(), one)).toBe(first);
    // The session is known to both.
    codeOf(await person.open(authorizePath({ prompt: 'none' })));
    codeOf(await person.open(authorizePath({ prompt: 'none' })));
  });

  it('make one user of two first sign-ins at once', async () => {
    const browsers = [openPerson(one.url, [one]), openPerson(one.url, [other])];
    const begun = await Promise.all(browsers.map((browser) => browser.open(authorizePath({ idp: 'corp' }))));
    const answers: URL[] = [];
    for (const { url } of begun) {
      // Each browser has a session of its own there.
      corp.signOut();
      answers.push(await corp.visit(url));
    }
    const places = await Promise.all(browsers.map((browser, index) => browser.open(answers[index]?.href ?? '')));
    const subjects = await Promise.all(places.map((place) => subjectOf(place, one)));
    expect(subjects).toEqual([expect.stringMatching(/^u_[\w-]{22}$/), subjects[0]]);
  });

  it('take the answer of the provider once, whichever gets it first', async () => {
    const place = await person.open(authorizePath({ idp: 'corp' }));
    const answer = await corp.visit(place.url);
    codeOf(await person.open(answer.href));
    const again = await person.open(`${answer.pathname}${answer.search}`);
    expect([again.status, again.url.pathname]).toEqual([400, '/sign-in']);
  });

  it('find the account that the operator has linked, and no longer once it is unlinked', async () => {
    const { subject } = await cli.json(['users', 'add', `grace-${count}`]);
    const account = ['--provider', 'corp', '--subject', `grace-${count}`];
    expect(await cli.call(['users', 'link', `grace-${count}`, ...account])).toMatchObject({ code: 0 });
    expect(await subjectOf(await signIn(), other)).toBe(subject);
    expect(await cli.call(['users', 'unlink', `grace-${count}`, '--provider', 'corp'])).toMatchObject({ code: 0 });
    corp.signOut();
    expect(await subjectOf(await signIn(openPerson(one.url, [other])), one)).not.toBe(subject);
  });
});
