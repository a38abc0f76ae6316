// Requests of clients, and checks of whole responses: status, headers and body together.

import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import { catalogue, type ErrorName } from '../../shared/errors/catalogue.ts';
import { job, jobSecret } from './clients.ts';
import { errorUriOf } from './error-uri.ts';
import { issuer } from './server.ts';

/** Where requests go to. */
export interface Served {
  readonly url: string;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the body
  readonly json: any;
}

export function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

export const jobBasic = basic(job.client_id, jobSecret);

type Form = string | Readonly<Record<string, string>> | readonly (readonly [string, string])[];

export async function send(server: Served, path: string, init: RequestInit = {}): Promise<TestAnswer> {
  const response = await fetch(`${server.url}${path}`, { redirect: 'manual', ...init });
  return readAnswer(response.status, response.headers, await response.text());
}

export function readAnswer(status: number, headers: Headers, text: string): TestAnswer {
  const isJson = headers.get('content-type')?.startsWith('application/json') && text !== '';
  return { status, headers, text, json: isJson ? JSON.parse(text) : undefined };
}

export type HeaderLines = Readonly<Record<string, string>>;

/** Posts a form: a string goes as it is, pairs and members are encoded. */
export function postForm(server: Served, path: string, form: Form, headers: HeaderLines = {}): Promise<TestAnswer> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form as Record<string, string>).toString();
  return send(server, path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
}

export function postToken(server: Served, form: Form, headers: HeaderLines = {}): Promise<TestAnswer> {
  return postForm(server, '/token', form, headers);
}

/** As a job with its secret in HTTP Basic. */
export function postAsJob(server: Served, form: Form = {}, headers: HeaderLines = {}): Promise<TestAnswer> {
  const pairs = typeof form === 'string' ? form : { grant_type: 'client_credentials', ...form };
  return postToken(server, pairs, { Authorization: jobBasic, ...headers });
}

/** The exact answer, except for ids and timestamps: to compare two. */
export function withoutIds({ status, headers, text, json }: TestAnswer): unknown {
  const ids: readonly string[] = [json.trace_id, json.correlation_id, json.timestamp];
  // The challenge contains them too, in the error URL.
  const without = (value: string) =>
    ids.reduce((rest, id) => rest.replaceAll(id, '').replaceAll(`${new URLSearchParams({ id })}`.slice(3), ''), value);
  const alike = [...headers].filter(([name]) => name !== 'date' && name !== 'x-ms-request-id');
  return { status, headers: alike.map(([name, value]) => [name, without(value)]), body: without(text) };
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** RFC 6749 §5.2. */
const descriptionCharacters = /^[\x20-\x21\x23-\x5b\x5d-\x7e]{1,400}$/;
const uriCharacters = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * The whole of an error answer: the row's status, code and number, every member, and the headers that go with it.
 * @param description what it must contain, or match
 * @param from where it comes from, if not from an endpoint that scripts of other origins may call; and its challenge, with
 * `$realm` and `$error` for what every one has, if it is not that of client authentication
 */
export function expectRefusal(
  answer: TestAnswer,
  row: ErrorName,
  description: string | RegExp,
  from: { readonly isCrossOrigin: boolean; readonly challenge?: string } = { isCrossOrigin: true },
): void {
  const { error, status, number, isFault, suberror } = catalogue[row];
  const first = isFault ? 50000 : number;
  expect(answer.json, answer.text).toEqual({
    error,
    error_description:
      typeof description === 'string' ? expect.stringContaining(description) : expect.stringMatching(description),
    error_codes: isFault ? [first, number] : [first],
    timestamp: expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}Z$/),
    trace_id: expect.stringMatching(guid),
    correlation_id: expect.stringMatching(guid),
    error_uri: errorUriOf(answer.json, first, issuer),
    ...(suberror && { suberror }),
  });
  const { error_description: text, error_uri: uri, trace_id: id } = answer.json;
  expect({ status: answer.status, text, uri, id: answer.headers.get('x-ms-request-id') }).toEqual({
    status,
    text: expect.stringMatching(descriptionCharacters),
    uri: expect.stringMatching(uriCharacters),
    id,
  });
  expect(text).toMatch(new RegExp(`^AADSTS${first}: `));
  const told = `error="${error}", error_description="${answer.json.error_description}", error_uri="${answer.json.error_uri}"`;
  expect(answer.headers.get('www-authenticate')).toBe(
    from.challenge?.replace('$realm', `realm="${issuer}"`).replace('$error', told) ??
      (status === 401 ? `Basic realm="${issuer}", ${told}` : null),
  );
  expect(answer.headers.get('retry-after') ?? '').toMatch(status === 503 || status === 429 ? /^[1-9]\d*$/ : /^$/);
  expect(answer.headers.has('allow')).toBe(status === 405);
  expectAnswerHeaders(answer, from);
}

/** RFC 6749 §5.1 and CORS: what every answer of /token has, success and error. */
export function expectTokenHeaders(answer: TestAnswer): void {
  expectAnswerHeaders(answer, { isCrossOrigin: true });
}

function expectAnswerHeaders({ headers }: TestAnswer, { isCrossOrigin }: { readonly isCrossOrigin: boolean }): void {
  // At once, since each call of `expect` takes longer than to compare a header.
  expect(valuesOf(headers, [...Object.keys(fixedHeaders), 'x-ms-request-id', ...corsHeaders])).toEqual({
    ...fixedHeaders,
    'x-ms-request-id': expect.stringMatching(guid),
    ...corsOf(isCrossOrigin),
  });
}

/** The CORS headers of a response. Credentials are never allowed. */
export function expectCors(headers: Headers, isCrossOrigin: boolean): void {
  expect(valuesOf(headers, corsHeaders)).toEqual(corsOf(isCrossOrigin));
}

const corsHeaders = [
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-allow-credentials',
] as const;

function corsOf(isCrossOrigin: boolean): Readonly<Record<(typeof corsHeaders)[number], string | null>> {
  return {
    'access-control-allow-origin': isCrossOrigin ? '*' : null,
    'access-control-expose-headers': isCrossOrigin
      ? 'WWW-Authenticate, Retry-After, DPoP-Nonce, x-ms-request-id, client-request-id'
      : null,
    'access-control-allow-credentials': null,
  };
}

/** Null for one that is absent. */
const fixedHeaders = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'x-content-type-options': 'nosniff',
  'set-cookie': null,
  location: null,
};

function valuesOf(headers: Headers, names: readonly string[]): Readonly<Record<string, string | null>> {
  return Object.fromEntries(names.map((name) => [name, headers.get(name)]));
}

/** Checks a whole success response of /revoke. */
export function expectRevoked(answer: TestAnswer): void {
  expect([answer.status, answer.text]).toEqual([200, '{}']);
  expectAnswerHeaders(answer, { isCrossOrigin: true });
}

const notCrossOrigin = { isCrossOrigin: false };

/** Checks a whole response of /introspect. @param members of an active token; undefined for an inactive one */
export function expectIntrospection(answer: TestAnswer, members: object | undefined): void {
  expect(answer.json, answer.text).toEqual(members ? { active: true, ...members } : { active: false });
  expect(answer.status).toBe(200);
  expect(answer.headers.has('www-authenticate')).toBe(false);
  expectAnswerHeaders(answer, notCrossOrigin);
}

/** RFC 6749 appendix A: VSCHAR, without spaces. */
const token = /^[\x21-\x7e]+$/;

/** Checks a whole success response. @param scope granted */
export function expectTokens(
  answer: TestAnswer,
  scope: string,
  has: {
    readonly refreshToken?: boolean;
    readonly idToken?: boolean;
    readonly expiresIn?: number;
    readonly isBound?: boolean;
  } = {},
): void {
  const expiresIn = has.expiresIn ?? 3600;
  expect(answer.json, answer.text).toEqual({
    access_token: expect.stringMatching(token),
    token_type: has.isBound ? 'DPoP' : 'Bearer',
    expires_in: expiresIn,
    scope,
    ...(has.refreshToken && { refresh_token: expect.stringMatching(token) }),
    ...(has.idToken && { id_token: expect.stringMatching(token) }),
  });
  expect(answer.status).toBe(200);
  // The response matches the claims of the token.
  const { iat = Number.NaN, exp = Number.NaN, scope: inside } = decodeJwt(answer.json.access_token);
  expect({ expiresIn: exp - iat, scope: inside }).toEqual({ expiresIn, scope });
  expect(answer.headers.has('www-authenticate')).toBe(false);
  expectTokenHeaders(answer);
}
