// Sign-in at other providers: two of oidc-provider at once, and the server under test as their client.
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../shared/errors/catalogue.ts';
import type { ProviderRecord } from '../../shared/providers/provider-record.ts';
import { addProvider, changeProvider, findStoredProvider } from '../../shared/providers/provider-store.ts';
import { findUserBySubject } from '../../shared/users/directory.ts';
import { changeUser, findUserOfSubject } from '../../shared/users/user-store.ts';
import { runningClock } from '../support/clock.ts';
import { redeem, refresh } from '../support/grants.ts';
import { decoded } from '../support/page-source.ts';
import { openPerson, type Person, type Place } from '../support/person.ts';
import type { TestServer } from '../support/server.ts';
import { app, appClients, authorizePath, expectCode, startSignIn } from '../support/sign-in.ts';
import { openUpstreamProvider, type UpstreamProvider, upstreamClient } from '../support/upstream-provider.ts';

/** The provider and its library go by the clock of the machine. */
const clock = runningClock();
let server: TestServer;
let corp: UpstreamProvider;
let club: UpstreamProvider;
let person: Person;

const grace = {
  sub: 'grace-1',
  name: 'Grace Hopper',
  preferred_username: 'grace',
  email: 'grace@corp.example',
  email_verified: true,
};

beforeAll(async () => {
  server = await startSignIn({ clients: appClients, clock, isIssuerUrl: true });
  corp = await openUpstreamProvider([`${server.url}/callback/corp`]);
  club = await openUpstreamProvider([`${server.url}/callback/club`]);
  await addProvider(record({ id: 'corp', issuer: corp.issuer, label: 'Corp & Co', order: 1 }), server.service);
  await addProvider(record({ id: 'club', issuer: club.issuer, login_domains: ['club.example'] }), server.service);
});
afterAll(async () => {
  await Promise.all([server.close(), corp.close(), club.close()]);
});
beforeEach(() => {
  person = openPerson(server.url, [server]);
  for (const each of [corp, club]) {
    each.signOut();
    each.user = grace;
    each.asked.splice(0);
  }
});

function record(members: Partial<ProviderRecord>): ProviderRecord {
  return { id: 'corp', ...upstreamClient, ...members };
}

const gotCode = (place: Place, at = 'https://app.example/callback') =>
  expectCode(place, at, 'the-state-of-the-app', server.url);

/** To the provider, and back with its answer. */
async function signInAt(provider: UpstreamProvider, place: Place, by = person): Promise<Place> {
  expect(place.url.origin, place.text).toBe(provider.issuer);
  return by.open((await provider.visit(place.url)).href);
}

const begin = (changes: Readonly<Record<string, string | undefined>> = {}) =>
  person.open(authorizePath({ idp: 'corp', ...changes }));

const idTokenOf = async (place: Place) => {
  const { json } = await redeem(server, gotCode(place), {
    client_id: app.client_id,
    client_secret: app.client_secret,
    redirect_uri: app.redirect_uris[0],
  });
  return decodeJwt(String(json.id_token));
};

/** The text of the page, and the links to the providers, by their names. */
function shown({ text }: Place): { readonly problem: string; readonly links: ReadonlyMap<string, string> } {
  const plain = (html = '') => decoded(html.replace(/<[^>]*>/g, ''));
  const links = [...text.matchAll(/<a class="button other" href="([^"]+)">([\s\S]*?)<\/a>/g)];
  return {
    problem: plain(/<p class="problem"[^>]*>([\s\S]*?)<\/p>/.exec(text)?.[1]),
    links: new Map(links.map(([, href = '', name]) => [plain(name), decoded(href)])),
  };
}

async function choose(place: Place, name: string): Promise<Place> {
  return person.open(shown(place).links.get(`Continue with ${name}`) ?? 'nowhere');
}

/** The page after a failed sign-in: the other ways are still there. */
function expectFailure(place: Place, status: number, problem: RegExp, number: number): void {
  expect([place.status, shown(place).problem]).toEqual([status, expect.stringMatching(problem)]);
  expect(place.text).toContain(`error_codes: ${number}`);
  expect(place.text).toContain('type="password"');
  expect([...shown(place).links.keys()]).toEqual(['Continue with club', 'Continue with Corp & Co']);
}

async function change(members: Partial<ProviderRecord>): Promise<void> {
  const stored = await findStoredProvider('corp', server.service);
  const changed = record({ issuer: corp.issuer, label: 'Corp & Co', order: 1, ...members });
  expect(await changeProvider(changed, stored?.revision ?? '', server.service)).toBe('changed');
  // As a minute later: the service reads the records again.
  await server.service.providers.renewed();
}

describe('a user of another provider', () => {
  it('chooses it beside the password form, and is signed in', async () => {
    const page = await person.open(authorizePath());
    expect([...shown(page).links.keys()]).toEqual(['Continue with club', 'Continue with Corp & Co']);
    const place = await signInAt(corp, await choose(page, 'Corp & Co'));
    gotCode(place);
    expect(Object.fromEntries(corp.asked[0] ?? [])).toEqual({
      response_type: 'code',
      client_id: upstreamClient.client_id,
      redirect_uri: `${server.url}/callback/corp`,
      scope: 'openid profile email',
      state: expect.stringMatching(/^eyJ/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      ui_locales: 'en',
    });
    // The session of this server: no provider is asked again.
    gotCode(await person.open(authorizePath()));
    expect(corp.asked).toHaveLength(1);
  });

  it('is the same user the next time, and another one at the other provider', async () => {
    const subjects: unknown[] = [];
    for (const [idp, provider] of [
      ['corp', corp],
      ['corp', corp],
      ['club', club],
    ] as const) {
      person = openPerson(server.url, [server]);
      subjects.push((await idTokenOf(await signInAt(provider, await begin({ idp })))).sub);
    }
    expect(subjects[0]).toMatch(/^u_[\w-]{22}$/);
    expect([subjects[1], new Set(subjects).size]).toEqual([subjects[0], 2]);
    const user = await findUserBySubject(String(subjects[0]), server.service);
    expect(user).toMatchObject({ login: 'grace', name: 'Grace Hopper', email: grace.email, isEmailVerified: true });
  });

  it.each([
    ['the parameter idp', { idp: 'club' }],
    ['the domain of login_hint', { login_hint: 'grace@Club.Example' }],
  ])('goes to the provider at once by %s', async (_, changes) => {
    const place = await person.open(authorizePath(changes));
    expect(place.url.origin).toBe(club.issuer);
    expect(place.url.searchParams.get('login_hint')).toBe('login_hint' in changes ? changes.login_hint : null);
    gotCode(await signInAt(club, place));
  });

  it('is never sent there with prompt=none', async () => {
    const { url } = await begin({ prompt: 'none' });
    expect([url.origin, url.searchParams.get('error')]).toEqual(['https://app.example', 'login_required']);
  });

  it('is told to the app that names an unknown provider', async () => {
    const { url } = await begin({ idp: 'nobody' });
    expect(url.searchParams.get('error_description')).toContain(`AADSTS${catalogue.UnknownProvider.number}`);
  });

  it('signs in again if the app asks for it, and the provider proves it', async () => {
    gotCode(await signInAt(corp, await begin()));
    const again = await begin({ prompt: 'login', ui_locales: 'lv' });
    expect(again.url.searchParams.get('prompt')).toBe('login');
    expect(again.url.searchParams.get('max_age')).toBe('0');
    gotCode(await signInAt(corp, again));
    // The provider takes its own session for a sign-in: it says when that was, which is too long ago for this app.
    const place = await begin({ max_age: '0' });
    const { searchParams } = place.url;
    expect(searchParams.get('max_age')).toBe('0');
    gotCode(await signInAt(corp, place));
  });

  it('stays out of what a barrier has ended, and gets grants that work after it', async () => {
    const client = { client_id: app.client_id, client_secret: app.client_secret };
    const tokens = async (place: Place) =>
      (await redeem(server, gotCode(place), { ...client, redirect_uri: app.redirect_uris[0] })).json;
    const before = await tokens(await signInAt(corp, await begin()));
    const { sub } = decodeJwt(String(before.id_token));
    await server.service.barriers.raise({ subject: String(sub) }, server.service.store);
    clock.advance(2);
    const ended = await refresh(server, before.refresh_token, client);
    expect(ended.json.error_codes).toEqual([catalogue.GrantRevoked.number]);
    const after = await tokens(await signInAt(corp, await begin()));
    expect(decodeJwt(String(after.id_token)).sub).toBe(sub);
    expect((await refresh(server, after.refresh_token, client)).status).toBe(200);
  });

  it('is refused while disabled, with the way open to use another account', async () => {
    const { sub } = await idTokenOf(await signInAt(corp, await begin()));
    const found = await findUserOfSubject(String(sub), server.service.store);
    if (!found) throw new Error('the user was just made');
    await changeUser({ ...found.record, disabled: true }, found.revision, server.service.store);
    person = openPerson(server.url, [server]);
    expectFailure(
      await signInAt(corp, await begin()),
      400,
      /^Your account at Corp & Co may not sign in here/,
      catalogue.UserNotAdmitted.number,
    );
    const now = await findUserOfSubject(String(sub), server.service.store);
    await changeUser(found.record, now?.revision ?? '', server.service.store);
  });

  it('is asked to show that they are there, for an app that another program could pose as', async () => {
    const native = {
      client_id: 'desktop',
      redirect_uri: 'com.example.desktop:/callback',
      idp: 'corp',
    };
    const place = await signInAt(corp, await person.open(authorizePath(native)));
    expect([place.url.pathname, place.text]).toEqual(['/sign-in', expect.stringContaining('Continue as')]);
    expect(place.text).toContain('Grace Hopper');
    expect(place.text).not.toMatch(/corp:[0-9a-f]{32}/);
    gotCode(await person.submit(place, /^Continue as/), 'com.example.desktop:/callback');
  });

  it('gives consent as any other', async () => {
    const place = await signInAt(corp, await begin({ client_id: 'asking' }));
    expect(place.url.pathname).toBe('/consent');
    gotCode(await person.submit(place, 'Allow'));
  });
});

describe('signing out', () => {
  it('offers to sign out at the provider too, if it has a page for that', async () => {
    gotCode(await signInAt(corp, await begin()));
    const signOut = async () => person.submit(await person.open('/sign-out'), 'Sign out');
    const { text } = await signOut();
    const [, href = ''] = /<a class="button other" href="([^"]+)">Sign out of <bdi>Corp &amp; Co/.exec(text) ?? [];
    const query = new URLSearchParams({
      client_id: upstreamClient.client_id,
      post_logout_redirect_uri: `${server.url}/sign-out`,
    });
    expect(decoded(href)).toBe(`${corp.issuer}/session/end?${query}`);
    await change({ logout: false });
    gotCode(await signInAt(corp, await begin()));
    expect((await signOut()).text).not.toContain('Sign out of');
    await change({});
  });
});

describe('an answer of a provider', () => {
  it('that the user went back leads to the choice of ways, with what the provider says', async () => {
    corp.user = undefined;
    const place = await signInAt(corp, await begin());
    expectFailure(place, 400, /^The sign-in at Corp & Co was cancelled\./, catalogue.ProviderCancelled.number);
    expect(place.text).toContain('provider_error: access_denied');
    expect(place.text).toContain('The user went back.');
    corp.user = grace;
    gotCode(await signInAt(corp, await choose(place, 'Corp & Co')));
  });

  it('works once, in the browser that was sent there, and for that provider', async () => {
    const answer = await corp.visit((await begin()).url);
    const victim = openPerson(server.url, [server]);
    // Login CSRF: a browser without a cookie of this server, and one that has begun another sign-in.
    expect((await victim.open(answer.href)).text).toContain('AADSTS990010');
    await victim.open(authorizePath());
    const foreign = await victim.open(answer.href);
    expect(shown(foreign).problem).toContain('Sign-in was also started in another tab');
    expect([...victim.cookies.keys()].filter((name) => name.includes('session'))).toEqual([]);
    // Mix-up: at the redirect URI of the other provider.
    const mixed = await person.open(answer.href.replace('/callback/corp', '/callback/club'));
    expect([mixed.status, mixed.text]).toEqual([400, expect.stringContaining('another provider')]);
    gotCode(await person.open(answer.href));
    // A code that comes again.
    expectFailure(
      await person.open(answer.href),
      400,
      /^Corp & Co could not sign you in/,
      catalogue.ProviderRefused.number,
    );
  });

  it.each([
    ['another state', { state: 'eyJ' }],
    ['no state', { state: undefined }],
  ])('with %s starts nothing', async (_, changes) => {
    const answer = await corp.visit((await begin()).url);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) answer.searchParams.delete(name);
      else answer.searchParams.set(name, value);
    }
    const place = await person.open(answer.href);
    expect([place.status, place.text]).toEqual([400, expect.stringContaining('AADSTS990010')]);
  });

  it('with the iss of another server is refused', async () => {
    const answer = await corp.visit((await begin()).url);
    for (const iss of [club.issuer, undefined]) {
      if (iss === undefined) answer.searchParams.delete('iss');
      else answer.searchParams.set('iss', iss);
      expectFailure(
        await person.open(answer.href),
        400,
        /^Corp & Co could not sign you in/,
        catalogue.ProviderAnswerInvalid.number,
      );
    }
  });

  it('with the code of another sign-in is refused by the provider', async () => {
    const other = openPerson(server.url, [server]);
    const stolen = await corp.visit((await other.open(authorizePath({ idp: 'corp' }))).url);
    const answer = await corp.visit((await begin()).url);
    answer.searchParams.set('code', stolen.searchParams.get('code') ?? '');
    // PKCE: the verifier in the state is another one.
    expectFailure(
      await person.open(answer.href),
      400,
      /^Corp & Co could not sign you in/,
      catalogue.ProviderRefused.number,
    );
  });

  it('leaves no code, state or token in the log', async () => {
    server.log.splice(0);
    const answer = await corp.visit((await begin()).url);
    await person.open(answer.href);
    await person.open(answer.href);
    const log = JSON.stringify(server.log);
    for (const [name, value] of answer.searchParams) if (name !== 'iss') expect(log).not.toContain(value);
    expect(server.log.filter(({ endpoint }) => endpoint === 'callback')).toMatchObject([
      { outcome: 'success', provider: 'corp' },
      {
        outcome: 'refused',
        provider: 'corp',
        error_codes: [catalogue.ProviderRefused.number],
        upstream_error: 'invalid_grant',
        step: 'provider',
      },
    ]);
  });
});

describe('the rules of a provider', () => {
  it('decide who may enter', async () => {
    await change({ allowed_domains: ['corp.example'] });
    gotCode(await signInAt(corp, await begin()));
    person = openPerson(server.url, [server]);
    corp.user = { ...grace, sub: 'unverified', email_verified: false };
    corp.signOut();
    server.log.splice(0);
    expectFailure(await signInAt(corp, await begin()), 400, /may not sign in here/, catalogue.UserNotAdmitted.number);
    expect(server.log.find(({ endpoint }) => endpoint === 'callback')).toMatchObject({
      outcome: 'refused',
      error_codes: [catalogue.UserNotAdmitted.number],
      admission: 'email',
      step: 'admission',
    });
    await change({});
  });

  it('take effect while it is down, too: the other ways stay', async () => {
    await change({ issuer: 'http://127.0.0.1:9' });
    expectFailure(await begin(), 503, /^Corp & Co does not answer right now/, catalogue.ProviderUnavailable.number);
    gotCode(await signInAt(club, await person.open(authorizePath({ idp: 'club' }))));
    expect((await person.open('/health/ready')).status).toBe(200);
    await change({});
  });
});
