// Requests that fetch refuses to send: header lines repeated or left out, any bytes in them, a body with GET.
import { type Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { readAnswer, type TestAnswer } from './request.ts';
import type { TestServer } from './server.ts';

export interface Exchange {
  readonly method?: string;
  readonly path?: string;
  /** Header lines in order, as they are; what frames the body is added, and `Host` where it is not among them. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
  /** Sent in chunks, without a Content-Length. */
  readonly isChunked?: boolean;
  /** Without one, the connection ends with the answer. */
  readonly agent?: Agent;
}

export interface Exchanged extends TestAnswer {
  /** The client's end of the connection: the same number means the same connection. */
  readonly clientPort: number | undefined;
}

/** Sends exactly this request, by default as POST to /token. */
export async function exchange(
  server: TestServer,
  { method = 'POST', path = '/token', headers = [], body = '', isChunked = false, agent }: Exchange,
): Promise<Exchanged> {
  const url = new URL(server.url);
  const host = headers.some(([name]) => name.toLowerCase() === 'host') ? [] : [['Host', url.host]];
  const length = isChunked ? [] : [['Content-Length', String(Buffer.byteLength(body))]];
  const outgoing = request({
    host: url.hostname,
    port: url.port,
    method,
    path,
    headers: [...host, ...length, ...headers].flat(),
    agent: agent ?? false,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
  outgoing.end(body);
  const incoming = await answered;
  const clientPort = incoming.socket.localPort;
  return { ...readAnswer(incoming.statusCode ?? 0, headersOf(incoming), await text(incoming)), clientPort };
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  return headers;
}
