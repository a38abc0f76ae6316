// Signing out with the libraries that apps use, against a running server, without a mock.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { auth } from 'express-openid-connect';
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { newSession, type SignedInUser, sessionCookie } from '../../shared/browser/session.ts';
import { openPerson, type Person } from '../support/person.ts';
import { app, appSecret } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';
import { begin, discover } from './relying-party.ts';

const goodbye = 'https://app.example/goodbye';

/** The app with express-openid-connect. */
interface ExpressApp {
  readonly url: string;
  serve(issuer: string): void;
  close(): void;
}

/** Where the app notes what has ended, as an express-session store does. */
function logoutStore() {
  const ended = new Map<string, unknown>();
  return {
    get: (id: string, done: (error: unknown, found: unknown) => void) => done(null, ended.get(id)),
    set: (id: string, value: unknown, done: () => void) => {
      ended.set(id, value);
      done();
    },
    destroy: (id: string, done: () => void) => {
      ended.delete(id);
      done();
    },
  };
}

async function listen(): Promise<ExpressApp> {
  let handler: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => handler(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    serve(issuer) {
      const pages = express();
      pages.use(
        auth({
          issuerBaseURL: issuer,
          baseURL: url,
          clientID: 'express',
          clientSecret: appSecret,
          secret: 'what-the-app-encrypts-its-cookie-with',
          authRequired: false,
          // Milliseconds, for a machine that is busy.
          httpTimeout: 60_000,
          idpLogout: true,
          backchannelLogout: { store: logoutStore() },
          authorizationParams: { response_type: 'code', response_mode: 'query', scope: 'openid' },
        }),
      );
      pages.get('/me', ({ oidc }, response) => void response.json({ sub: oidc.user?.sub ?? null }));
      handler = pages;
    },
    close: () => server.close(),
  };
}

let expressApp: ExpressApp;
const users = new Map<string, SignedInUser>();
const server = useServer(async () => {
  expressApp = await listen();
  const clients = [
    { ...app, post_logout_redirect_uris: [goodbye] },
    {
      ...app,
      client_id: 'express',
      redirect_uris: [`${expressApp.url}/callback`],
      post_logout_redirect_uris: [expressApp.url],
      backchannel_logout_uri: `${expressApp.url}/backchannel-logout`,
    },
  ];
  // The libraries use the real time, and compare the issuer with the URL that they were given.
  return { clients, clock: systemClock, isIssuerUrl: true, upkeep: 'as deployed' };
});
beforeAll(async () => {
  expressApp.serve(server.url);
  for (const username of ['ada', 'grace']) users.set(username, await addTestUser(server.service.store, username));
});
afterAll(() => expressApp.close());

/** A browser with a session here, and a jar for the cookies of the app. */
async function signedIn(username: string) {
  const { service } = server;
  const user = users.get(username);
  if (!user) throw new Error(`the tests have no user ${username}`);
  const person = openPerson(server.url, [server]);
  const now = Math.floor(service.clock.now() / 1000);
  const { name, value } = await sessionCookie(
    newSession(user, { authTime: now, startedAt: now }, {}, service.settings),
    service,
  );
  person.cookies.set(name, value);
  return { person, jar: new Map<string, string>(), subject: user.subject };
}

type Browser = Awaited<ReturnType<typeof signedIn>>;

/** A request of the browser to the app; redirects are not followed. */
async function request({ jar }: Browser, address: string): Promise<Response> {
  const response = await fetch(new URL(address, expressApp.url), {
    headers: { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    redirect: 'manual',
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === '') jar.delete(name);
    else jar.set(name, value);
  }
  return response;
}

async function signInToApp(browser: Browser): Promise<void> {
  const { status, headers } = await request(browser, '/login');
  expect(status).toBe(302);
  const back = await browser.person.open(headers.get('location') ?? '');
  expect((await request(browser, back.url.href)).status).toBe(302);
}

async function userOf(browser: Browser): Promise<unknown> {
  return (await request(browser, '/me')).json();
}

async function signOutHere(person: Person): Promise<void> {
  await person.submit(await person.open('/sign-out'), 'Sign out');
  await server.service.logouts.settled();
}

describe('express-openid-connect', () => {
  it('with backchannelLogout verifies the logout token, and signs the user out of the app', async () => {
    const [ada, grace] = [await signedIn('ada'), await signedIn('grace')];
    for (const browser of [ada, grace]) {
      await signInToApp(browser);
      expect(await userOf(browser)).toEqual({ sub: browser.subject });
    }
    await signOutHere(ada.person);
    expect(await userOf(ada)).toEqual({ sub: null });
    expect(await userOf(grace)).toEqual({ sub: grace.subject });
  });

  it('with idpLogout signs the user out here without a question, and gets the browser back', async () => {
    const browser = await signedIn('grace');
    await signInToApp(browser);
    const { status, headers } = await request(browser, '/logout');
    expect(status).toBe(302);
    const place = await browser.person.open(headers.get('location') ?? '');
    expect([place.status, place.url.href]).toEqual([303, `${expressApp.url}/`]);
    expect(await userOf(browser)).toEqual({ sub: null });
    expect((await browser.person.open('/sign-out')).text).not.toContain('<form');
  });
});

it('openid-client: buildEndSessionUrl', async () => {
  const { person } = await signedIn('ada');
  const relyingParty = await discover(server, 'app');
  const { url, checks } = await begin(relyingParty);
  const { configuration } = relyingParty;
  const callback = (await person.open(url.href)).url;
  const tokens = await openid.authorizationCodeGrant(configuration, callback, checks);
  const out = openid.buildEndSessionUrl(configuration, {
    post_logout_redirect_uri: goodbye,
    id_token_hint: tokens.id_token ?? '',
    state: 'the-state',
  });
  expect((await person.open(out.href)).url.href).toBe(`${goodbye}?state=the-state`);
});

it('oidc-client-ts: signoutRedirect, with and without a user', async () => {
  const browser = await signedIn('ada');
  const client = new OidcClient({
    authority: server.url,
    client_id: 'app',
    redirect_uri: 'https://app.example/callback',
    post_logout_redirect_uri: goodbye,
    stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  });
  const asking = await client.createSignoutRequest({ state: { page: 7 } });
  const page = await browser.person.open(asking.url);
  const asked = await browser.person.submit(page, 'Sign out');
  expect((await client.processSignoutResponse(asked.url.href)).userState).toEqual({ page: 7 });
  const again = await client.createSignoutRequest({ state: { page: 8 } });
  const place = await browser.person.open(again.url);
  expect((await client.processSignoutResponse(place.url.href)).userState).toEqual({ page: 8 });
});
