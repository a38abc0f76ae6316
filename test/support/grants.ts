// Requests of clients with a user's grant: redemption, refresh, revocation, introspection.
import { decodeJwt } from 'jose';
import type { Agreement } from '../../shared/tokens/authorization-code.ts';
import { api, apiSecret, clients, web, webSecret } from './clients.ts';
import { basic, type HeaderLines, postForm, type Served, type TestAnswer } from './request.ts';
import { type TestServer, verifier } from './server.ts';

/** A client without a grace window: an exchanged refresh token counts as reuse at once. */
const strict = { ...web, client_id: 'strict', refresh_token_grace: 0 };

/** A client without rotation of its refresh token. */
export const keeping = { ...web, client_id: 'keeping', refresh_token_rotation: false };

/** A client without the refresh_token grant. */
export const brief = { ...web, client_id: 'brief', grant_types: ['authorization_code'] };

export const grantClients = [...clients, api, strict, keeping, brief];

/** A sign-in without PKCE: takes the challenge out of what `issueCode` agrees to otherwise. */
export const noChallenge = { challenge: undefined } as Partial<object> as Partial<Agreement>;

/** Parameters that replace the valid ones; undefined omits one. */
type Changes = Readonly<Record<string, string | undefined>>;

/** Redeems a code as `web` or a similar client, with a valid request except for the changes. */
export function redeem(
  server: Served,
  code: string,
  changes: Changes = {},
  headers: HeaderLines = {},
): Promise<TestAnswer> {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: web.redirect_uris[0],
    code_verifier: verifier,
    client_id: web.client_id,
    client_secret: webSecret,
    ...changes,
  };
  return post(server, form, '/token', headers);
}

/** Refreshes as `web` or a similar client, with a valid request except for the changes. */
export function refresh(
  server: Served,
  token: string,
  changes: Changes = {},
  headers: HeaderLines = {},
): Promise<TestAnswer> {
  const form = {
    grant_type: 'refresh_token',
    refresh_token: token,
    client_id: web.client_id,
    client_secret: webSecret,
    ...changes,
  };
  return post(server, form, '/token', headers);
}

/** Revokes as `web` or a similar client, with a valid request except for the changes. */
export function revoke(server: Served, token: string, changes: Changes = {}): Promise<TestAnswer> {
  return post(server, { token, client_id: web.client_id, client_secret: webSecret, ...changes }, '/revoke');
}

/** Introspects as `web` or a similar client, with a valid request except for the changes. */
export function introspect(server: Served, token: string, changes: Changes = {}): Promise<TestAnswer> {
  return post(server, { token, client_id: web.client_id, client_secret: webSecret, ...changes }, '/introspect');
}

/** Introspects as the resource server of https://reports.example. */
export function introspectAsApi(server: Served, token: string): Promise<TestAnswer> {
  return postForm(server, '/introspect', { token }, { Authorization: basic(api.client_id, apiSecret) });
}

function post(server: Served, form: Changes, path = '/token', headers: HeaderLines = {}): Promise<TestAnswer> {
  return postForm(
    server,
    path,
    Object.entries(form).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    headers,
  );
}

/** The first tokens of a new grant. */
export async function signIn(
  server: TestServer,
  clientId: string = web.client_id,
  agreement: Partial<Agreement> = {},
): Promise<{ code: string; accessToken: string; refreshToken: string }> {
  const code = await server.issueCode(clientId, agreement);
  const { json } = await redeem(server, code, { client_id: clientId });
  return { code, accessToken: json.access_token, refreshToken: json.refresh_token };
}

/** The claims of a refresh token, which tests may read and clients may not. */
export function refreshClaims(token: string): RefreshClaims {
  return decodeJwt<RefreshClaims>(token);
}

interface RefreshClaims {
  readonly generation: number;
  readonly exp: number;
  readonly grant_id: string;
  readonly scope: string;
}
