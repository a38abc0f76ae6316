// A service with sign-in under test: its clients, its users, and the requests of apps.
import { expect } from 'vitest';
import { openPerson, type Person, type Place } from './person.ts';
import { challenge, issuer, type ServerOptions, startServer, type TestServer } from './server.ts';
import { adaPassword, addTestUser } from './users.ts';

export const appSecret = 'a-secret-of-the-app-on-the-web-000';

/** Confidential, with PKCE. */
export const app = {
  client_id: 'app',
  client_name: 'Reports for you',
  client_secret: appSecret,
  token_endpoint_auth_method: 'client_secret',
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['https://app.example/callback'],
  scope: 'openid profile email reports.read reports.write',
  default_scope: 'reports.read',
  resource: ['https://reports.example', 'https://files.example'],
};

/** Asks users for consent. */
export const asking = {
  ...app,
  client_id: 'asking',
  client_name: 'A curious app',
  consent: true,
  scope_descriptions: { 'reports.read': 'read your reports', 'reports.read#lv': 'lasīt jūsu pārskatus' },
};

/** Public, on the user's own machine. */
export const desktop = {
  client_id: 'desktop',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['http://127.0.0.1/callback', 'com.example.desktop:/callback'],
  scope: 'openid reports.read',
  default_scope: 'reports.read',
  resource: ['https://reports.example'],
};

/** Public, in a browser. */
const spa = {
  ...desktop,
  client_id: 'spa',
  redirect_uris: ['https://spa.example/callback'],
};

/** Signs users in, calls no API, and wants its id tokens by another algorithm. */
export const site = {
  ...app,
  client_id: 'site',
  redirect_uris: ['https://site.example/callback'],
  scope: 'openid profile email',
  default_scope: 'openid',
  resource: [],
  id_token_signed_response_alg: 'ES256',
};

/** Without PKCE. */
export const classic = {
  ...app,
  client_id: 'classic',
  redirect_uris: [...app.redirect_uris, 'http://127.0.0.1:7080/callback'],
  require_pkce: false,
};

const machine = {
  client_id: 'machine',
  client_secret: 'a-secret-of-a-machine-that-is-long',
  grant_types: ['client_credentials'],
  redirect_uris: ['https://machine.example/callback'],
  resource: ['https://reports.example'],
};

export const appClients = [app, asking, desktop, spa, classic, machine];

export async function startSignIn(options: ServerOptions = {}): Promise<TestServer> {
  const server = await startServer({ clients: appClients, ...options });
  await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace', email: 'ada@app.example' });
  return server;
}

type Query = Readonly<Record<string, string | undefined>>;

/** Authorization request of the app; undefined members are omitted. */
export function authorizePath(changes: Query = {}): string {
  const query: Query = {
    response_type: 'code',
    client_id: 'app',
    redirect_uri: 'https://app.example/callback',
    scope: 'openid reports.read',
    state: 'the-state-of-the-app',
    nonce: 'the-nonce',
    code_challenge: challenge.value,
    code_challenge_method: challenge.method,
    ...changes,
  };
  const sent = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `/authorize?${new URLSearchParams(sent)}`;
}

export function personAt(...servers: readonly TestServer[]): Person {
  return openPerson(issuer, servers);
}

export async function signIn(
  person: Person,
  path = authorizePath(),
  username = 'ada',
  password = adaPassword,
): Promise<Place> {
  const page = await person.open(path);
  return person.submit(page, 'Sign in', { username, password });
}

/** Checks the whole redirect to the app. */
export function expectCode(
  place: Place,
  at = 'https://app.example/callback',
  state = 'the-state-of-the-app',
  iss = issuer,
): string {
  expect(place.status, place.text).toBe(303);
  const { searchParams } = place.url;
  const code = searchParams.get('code') ?? '';
  expect(code).toMatch(/^[\w-]+(?:\.[\w-]*){4}$/);
  expect(place.url.href).toBe(`${at}?${new URLSearchParams({ code, state, iss })}`);
  expectRedirectHeaders(place);
  return code;
}

export function expectRedirectHeaders({ headers, text }: Place): void {
  expect(text).toBe('');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('access-control-allow-origin')).toBeNull();
}
