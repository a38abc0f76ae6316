// Fetches one JSON document from another server: one connection, to the checked address, without redirects or proxies.
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Deadlines } from '../base/deadlines.ts';
import { type AddressRules, checkedAddress, documentUrl, literalOf } from './document-address.ts';
import { freshMsOf } from './freshness.ts';
import { RemoteDocumentError } from './remote-document-error.ts';
import { isGlobalAddress } from './special-addresses.ts';

export interface RemoteDocument {
  readonly json: Readonly<Record<string, unknown>>;
  /** How long it is fresh by its headers, within bounds; milliseconds. */
  readonly freshMs: number;
}

/** What a test replaces, because it has neither public addresses nor certificates that everyone trusts. */
interface Network extends Pick<AddressRules, 'resolve' | 'isGlobal'> {
  readonly ca?: string;
}

export interface FetchParts extends Pick<AddressRules, 'allowsLoopback'> {
  readonly deadlines: Pick<Deadlines, 'remoteDocumentTimeoutMs' | 'startTimer'>;
  readonly network?: Network;
}

const internet: Network = {
  resolve: (host) => lookup(host, { all: true, verbatim: true }),
  isGlobal: isGlobalAddress,
};

const maxDocumentBytes = 100_000;

/** Each request has an agent: no connection or TLS session is used again, no second address tried, no proxy of the environment used. */
const agentOptions = { keepAlive: false, maxCachedSessions: 0, autoSelectFamily: false };

const headers = { Accept: 'application/json', 'Accept-Encoding': 'identity', 'User-Agent': 'Tessera' };

/** One deadline for name, connection, headers and body. @throws RemoteDocumentError and nothing else */
export async function fetchDocument(
  text: string,
  { allowsLoopback, deadlines, network = internet }: FetchParts,
): Promise<RemoteDocument> {
  const url = documentUrl(text, { allowsLoopback });
  const signal = deadlines.startTimer(deadlines.remoteDocumentTimeoutMs);
  try {
    const address = await untilAborted(checkedAddress(url, { allowsLoopback, ...network }), signal);
    const trust = network.ca === undefined ? {} : { ca: network.ca };
    const { response, body } = await untilAborted(request(url, address, { signal, ...trust }), signal);
    return { json: parse(url, body), freshMs: freshMsOf(response.headers) };
  } catch (thrown) {
    if (thrown instanceof RemoteDocumentError) throw thrown;
    const reason = signal.aborted ? 'did not answer in time' : reasonOf(thrown);
    throw new RemoteDocumentError(url.href, reason, 'unreachable');
  }
}

async function request(
  url: URL,
  { address, family }: LookupAddress,
  options: Pick<RequestOptions, 'signal' | 'ca'>,
): Promise<{ readonly response: IncomingMessage; readonly body: Buffer }> {
  const isSecure = url.protocol === 'https:';
  const host = literalOf(url);
  const toCheckedAddress: LookupFunction = (_host, { all }, callback) =>
    all ? callback(null, [{ address, family }]) : callback(null, address, family);
  const sent = (isSecure ? httpsRequest : httpRequest)(url, {
    ...options,
    headers,
    lookup: toCheckedAddress,
    family,
    agent: isSecure ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions),
    ...(isSecure && { rejectUnauthorized: true, minVersion: 'TLSv1.2', servername: isIP(host) === 0 ? host : '' }),
  });
  try {
    const response = await responseOf(sent);
    checkHeaders(url, response);
    return { response, body: await bodyOf(url, response) };
  } finally {
    sent.destroy();
  }
}

function responseOf(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.on('response', resolve);
    // Also after the response was read, or refused: an error without a listener would end the process.
    sent.on('error', reject);
    // An answer that changes the protocol closes the request without an error.
    sent.on('close', () => reject(new Error('closed')));
    sent.end();
  });
}

function checkHeaders(url: URL, { statusCode, headers }: IncomingMessage): void {
  if (statusCode !== 200)
    throw new RemoteDocumentError(url.href, `answers ${statusCode}`, statusCode === 404 ? 'missing' : 'answer');
  const { 'content-encoding': encoding = 'identity', 'content-length': length = '0' } = headers;
  if (encoding.toLowerCase() !== 'identity') throw new RemoteDocumentError(url.href, 'is compressed');
  if (Number(length) > maxDocumentBytes) throw tooLong(url);
}

async function bodyOf(url: URL, response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxDocumentBytes) throw tooLong(url);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLong(url: URL): RemoteDocumentError {
  return new RemoteDocumentError(url.href, `is longer than ${maxDocumentBytes} bytes`);
}

function parse(url: URL, body: Buffer): RemoteDocument['json'] {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as RemoteDocument['json'];
  } catch {}
  throw new RemoteDocumentError(url.href, 'is not a JSON object in UTF-8');
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
