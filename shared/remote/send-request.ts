// Sends one request to another server: one connection, to the checked address, without redirects, proxies or compression.
import type { LookupAddress } from 'node:dns';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Deadlines } from '../base/deadlines.ts';
import { type AddressRules, checkedAddress, documentUrl, literalOf } from './document-address.ts';
import { RemoteDocumentError } from './remote-document-error.ts';
import { isGlobalAddress } from './special-addresses.ts';

export interface RemoteRequest {
  readonly method?: 'GET' | 'POST';
  /** By lower-case name. `Accept-Encoding`, `User-Agent` and the length of the body are set here. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the body of an answer with this status is wanted. Default: every body is read. */
  readonly wantsBody?: (status: number) => boolean;
}

export interface RemoteAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Empty if it was not wanted. */
  readonly body: Buffer;
}

/** What a test replaces, because it has neither public addresses nor certificates that everyone trusts. */
interface Network extends Pick<AddressRules, 'resolve' | 'isGlobal'> {
  readonly ca?: string;
}

export interface FetchParts extends Pick<AddressRules, 'allowsLoopback'> {
  readonly deadlines: Pick<Deadlines, 'remoteDocumentTimeoutMs' | 'startTimer'>;
  readonly network?: Network;
}

/** Most services ask no other server: Node's modules for that are loaded with the first request. */
const internet: Network = {
  resolve: async (host) => (await import('node:dns/promises')).lookup(host, { all: true, verbatim: true }),
  isGlobal: isGlobalAddress,
};

const maxBodyBytes = 100_000;

/** Each request has an agent: no connection or TLS session is used again, no second address tried, no proxy of the environment used. */
const agentOptions = { keepAlive: false, maxCachedSessions: 0, autoSelectFamily: false };

const ownHeaders = { 'accept-encoding': 'identity', 'user-agent': 'Tessera' };

/**
 * One deadline for name, connection, headers and body. Any status is an answer, a redirect too, which is not followed.
 * @throws RemoteDocumentError and nothing else
 */
export async function sendRequest(
  text: string,
  request: RemoteRequest,
  { allowsLoopback, deadlines, network = internet }: FetchParts,
): Promise<RemoteAnswer> {
  const url = documentUrl(text, { allowsLoopback });
  const signal = deadlines.startTimer(deadlines.remoteDocumentTimeoutMs);
  try {
    const address = await untilAborted(checkedAddress(url, { allowsLoopback, ...network }), signal);
    const trust = network.ca === undefined ? {} : { ca: network.ca };
    return await untilAborted(exchange(url, address, request, { signal, ...trust }), signal);
  } catch (thrown) {
    if (thrown instanceof RemoteDocumentError) throw thrown;
    const reason = signal.aborted ? 'did not answer in time' : reasonOf(thrown);
    throw new RemoteDocumentError(url.href, reason, 'unreachable');
  }
}

async function exchange(
  url: URL,
  { address, family }: LookupAddress,
  { method = 'GET', headers = {}, body, wantsBody = () => true }: RemoteRequest,
  options: Pick<RequestOptions, 'signal' | 'ca'>,
): Promise<RemoteAnswer> {
  const isSecure = url.protocol === 'https:';
  const host = literalOf(url);
  const toCheckedAddress: LookupFunction = (_host, { all }, callback) =>
    all ? callback(null, [{ address, family }]) : callback(null, address, family);
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const { Agent, request } = await (isSecure ? import('node:https') : import('node:http'));
  const sent = request(url, {
    ...options,
    method,
    headers: { ...headers, ...ownHeaders, ...length },
    lookup: toCheckedAddress,
    family,
    agent: new Agent(agentOptions),
    ...(isSecure && { rejectUnauthorized: true, minVersion: 'TLSv1.2', servername: isIP(host) === 0 ? host : '' }),
  });
  try {
    const response = await responseOf(sent, body);
    const { statusCode: status = 0, headers: received } = response;
    if (!wantsBody(status)) return { status, headers: received, body: Buffer.alloc(0) };
    checkHeaders(url, received);
    return { status, headers: received, body: await bodyOf(url, response) };
  } finally {
    sent.destroy();
  }
}

function responseOf(sent: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.on('response', resolve);
    // Also after the response was read, or refused: an error without a listener would end the process.
    sent.on('error', reject);
    // An answer that changes the protocol closes the request without an error.
    sent.on('close', () => reject(new Error('closed')));
    sent.end(body);
  });
}

function checkHeaders(url: URL, headers: IncomingHttpHeaders): void {
  const { 'content-encoding': encoding = 'identity', 'content-length': length = '0' } = headers;
  if (encoding.toLowerCase() !== 'identity') throw new RemoteDocumentError(url.href, 'is compressed');
  if (Number(length) > maxBodyBytes) throw tooLong(url);
}

async function bodyOf(url: URL, response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyBytes) throw tooLong(url);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLong(url: URL): RemoteDocumentError {
  return new RemoteDocumentError(url.href, `is longer than ${maxBodyBytes} bytes`);
}

/** A resolver cannot be cancelled: its late answer is not waited for. */
function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    result.then(resolve, reject);
  });
}

/** The code of an error of Node, such as ECONNREFUSED or CERT_HAS_EXPIRED; never its message, which quotes the answer. */
function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return /^[A-Z\d_]{1,60}$/.test(code) ? `cannot be fetched (${code})` : 'cannot be fetched';
}
