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

/** The URL that the caller asked for; always a valid one. The port is that on which the request arrived. */
export function requestUrl({ url = '/', headers }: IncomingMessage, port: number): URL {
  // Only a name and a port: a Host with credentials or a path would change the URL.
  const isHost = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i.test(headers.host ?? '');
  const origin =
    isHost && URL.canParse(`http://${headers.host}`) ? `http://${headers.host}` : `http://127.0.0.1:${port}`;
  // The absolute form of RFC 9112 §3.2.2 names an origin; the host uses the Host header instead.
  const target = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  return new URL(origin + (target.startsWith('/') ? target : `/${target}`));
}

export function toRpcRequest(message: IncomingMessage, url: URL, params: RouteParams, body: Buffer): RpcRequest {
  const { method = 'GET', rawHeaders, socket } = message;
  // The library drops such a body with a warning.
  const hasBody = body.length > 0 && method !== 'GET' && method !== 'HEAD';
  return {
    method,
    url: url.href,
    nullableHeaders: joined([...pairs(rawHeaders), ['x-forwarded-for', addressOf(socket)]], ', '),
    nullableQuery: joined(url.searchParams, ','),
    nullableParams: joined(Object.entries(params), ','),
    ...(hasBody && { body: { bytes: body } }),
  };
}

/** As Azure's front end appends it: always, or the app would trust an entry that the caller wrote. */
function addressOf({ remoteAddress = 'unknown', remotePort }: Socket): string {
  const host = remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress;
  return remotePort === undefined ? host : `${host}:${remotePort}`;
}

// Not `headersDistinct`: before Node 20.20.2 a header named __proto__ makes it throw.
function pairs(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? '']] : [],
  );
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
  response.statusCode = Number(rpc.statusCode ?? 200);
  for (const [name, value] of Object.entries(rpc.headers ?? {})) {
    if (!framing.has(name.toLowerCase())) response.setHeader(name, value);
  }
  for (const cookie of rpc.cookies ?? []) response.appendHeader('Set-Cookie', setCookie(cookie));
  if (response.statusCode !== 204 && response.statusCode !== 304) response.setHeader('Content-Length', body.byteLength);
  response.end(body);
}

/** Removes the headers of an answer that could not be written. */
export function writeEmpty(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(status, { ...headers, 'Content-Length': 0 }).end();
}
