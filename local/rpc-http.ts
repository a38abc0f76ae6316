// HTTP messages in the form in which the Functions host and its Node worker exchange them (RpcHttpData).
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { RouteParams } from './route-template.ts';
import { type RpcCookie, setCookie } from './set-cookie.ts';

interface NullableString {
  readonly value: string;
}

/** With the capabilities that the worker announces: RawHttpBodyBytes and UseNullableValueDictionaryForHttp. */
export interface RpcRequest {
  readonly method: string;
  readonly url: string;
  readonly nullableHeaders: Readonly<Record<string, NullableString>>;
  readonly nullableQuery: Readonly<Record<string, NullableString>>;
  readonly nullableParams: Readonly<Record<string, NullableString>>;
  readonly body?: { readonly bytes: Uint8Array };
}

export interface RpcResponse {
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly RpcCookie[];
  readonly body?: { readonly bytes?: Uint8Array } | null;
}

/** The URL that the caller asked for; always a valid one. */
export function requestUrl({ url = '/', headers, socket }: IncomingMessage): URL {
  // The absolute form of RFC 9112 §3.2.2 names an origin; the host uses the Host header instead.
  const target = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  const path = target.startsWith('/') ? target : `/${target}`;
  const host = headers.host ?? '';
  return new URL(isHost(host) ? `http://${host}${path}` : `http://127.0.0.1:${socket.localPort ?? 0}${path}`);
}

/** Most requests name the same one. */
let lastHost = '';

/** Only a name and a port: a Host with credentials or a path would change the URL. */
function isHost(host: string): boolean {
  if (host === lastHost) return host !== '';
  const isValid = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i.test(host) && URL.canParse(`http://${host}`);
  if (isValid) lastHost = host;
  return isValid;
}

export function toRpcRequest(message: IncomingMessage, url: URL, params: RouteParams, body: Buffer): RpcRequest {
  const { method = 'GET' } = message;
  // The library drops such a body with a warning.
  const hasBody = body.length > 0 && method !== 'GET' && method !== 'HEAD';
  return {
    method,
    url: url.href,
    nullableHeaders: headersOf(message),
    nullableQuery: url.search === '' ? {} : joined(url.searchParams, ','),
    nullableParams: joined(Object.entries(params), ','),
    ...(hasBody && { body: { bytes: body } }),
  };
}

/** As Azure's front end appends it: always, or the app would trust an entry that the caller wrote. */
function addressOf({ remoteAddress = 'unknown', remotePort }: Socket): string {
  const host = remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress;
  return remotePort === undefined ? host : `${host}:${remotePort}`;
}

/** Repeated ones joined. Not `headersDistinct`: before Node 20.20.2 a header named __proto__ makes it throw. */
function headersOf({ rawHeaders, socket }: IncomingMessage): Record<string, NullableString> {
  const headers: Record<string, { value: string }> = Object.create(null);
  function add(name: string, value: string): void {
    const known = headers[name];
    if (known) known.value += `, ${value}`;
    else headers[name] = { value };
  }
  for (let at = 0; at < rawHeaders.length; at += 2) add(rawHeaders[at]?.toLowerCase() ?? '', rawHeaders[at + 1] ?? '');
  add('x-forwarded-for', addressOf(socket));
  return headers;
}

/** As in ASP.NET's dictionaries, names are case-insensitive and keep the case of the first. */
function joined(entries: Iterable<[string, string]>, separator: string): Record<string, NullableString> {
  const values = new Map<string, { readonly name: string; value: string }>();
  for (const [name, value] of entries) {
    const known = values.get(name.toLowerCase());
    if (known) known.value += separator + value;
    else values.set(name.toLowerCase(), { name, value });
  }
  return Object.fromEntries([...values.values()].map(({ name, value }) => [name, { value }]));
}

/** Set by the server itself. */
const framing = new Set(['content-length', 'transfer-encoding']);

/** @throws Error when a header or a cookie is invalid, before anything is sent */
export function writeResponse(response: ServerResponse, rpc: RpcResponse): void {
  const body = rpc.body?.bytes ?? new Uint8Array();
  const status = Number(rpc.statusCode ?? 200);
  const headers: string[] = [];
  for (const [name, value] of Object.entries(rpc.headers ?? {})) {
    if (!framing.has(name.toLowerCase())) headers.push(name, value);
  }
  for (const cookie of rpc.cookies ?? []) headers.push('Set-Cookie', setCookie(cookie));
  if (status !== 204 && status !== 304) headers.push('Content-Length', String(body.byteLength));
  // Every byte as a character: Node.js sends the head and a string in one piece.
  response
    .writeHead(status, headers)
    .end(Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1'), 'latin1');
}

/** In place of an answer that could not be written. */
export function writeEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Length': 0 }).end();
}
