// A proxy between the service and its table service: it forwards requests, and fails on demand.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

/** The outcome of one HTTP request. */
export type LineFault =
  | 'none'
  /** The connection is cut, and the request never arrives. */
  | 'cut'
  /** It is delayed in both directions, but answered within the deadline of the store. */
  | 'slow'
  /** It is carried out, and the connection is cut before the answer. */
  | 'answer lost'
  /** It is carried out, and the answer never arrives. */
  | 'answer withheld'
  /** It is carried out after the sender has given up. */
  | 'late'
  /** It is carried out, and the answer is a failure. */
  | 'failed after'
  /** It is not carried out; the answer has that status. */
  | 429
  | 500
  | 503;

/** What a request is about. An instance reads barriers and clients now and then, whatever it is asked, and may do upkeep. */
export type Matter = 'operations' | 'barriers' | 'clients' | 'upkeep';

export interface StorageLine {
  /** Of the service at the other end. */
  readonly connectionString: string;
  /** What becomes of the next requests of that matter, one by one; all others are carried out. Resolves when it has. */
  expect(faults: readonly LineFault[], of?: Matter): Promise<void>;
  /** Mends the line: forgets the faults that have not happened. Resolves when no request is under way. */
  settle(): Promise<void>;
  /** The number of requests of that matter since the last call. */
  takeCount(of?: Matter): number;
  /** What is done when it keeps an answer back: with 'answer withheld' after the request is carried out, with 'late' before. */
  onSilence(then: () => void): void;
  /** The traceparent of each request that had one, since the last call. */
  takeTraceparents(): readonly string[];
  close(): Promise<void>;
}

interface Coming {
  readonly fault: LineFault;
  happened(): void;
}

interface Traffic {
  coming: Coming[];
  count: number;
}

function matterOf(url: string, body: Buffer): Matter {
  // The claims, the ranges of a sweep, and the reading of the store's clock.
  if (/-upkeep-|PartitionKey%20ge|-19700101-/.test(url) || body.includes('-upkeep-')) return 'upkeep';
  if (url.includes('-barriers-')) return 'barriers';
  return url.includes('-client-') ? 'clients' : 'operations';
}

/** Milliseconds, each way. */
const slowness = 100;

const endpoint = /http:\/\/127\.0\.0\.1:(\d+)/;

export async function openStorageLine(connectionString: string): Promise<StorageLine> {
  const port = Number(endpoint.exec(connectionString)?.[1]);
  const traffic: Readonly<Record<Matter, Traffic>> = {
    operations: { coming: [], count: 0 },
    barriers: { coming: [], count: 0 },
    clients: { coming: [], count: 0 },
    upkeep: { coming: [], count: 0 },
  };
  const mend = () => {
    for (const each of Object.values(traffic)) each.coming = [];
  };
  const underWay = new Set<Promise<void>>();
  const traceparents: string[] = [];
  let onSilence = () => {};
  const server = createServer((request, response) => {
    traceparents.push(...(request.headersDistinct.traceparent ?? []));
    const gone = new Promise<void>((resolve) => response.once('close', resolve));
    const carried = buffer(request)
      .then((body) => {
        const own = traffic[matterOf(request.url ?? '', body)];
        own.count += 1;
        const { fault, happened } = own.coming.shift() ?? { fault: 'none', happened() {} };
        return carry({ request, body, response, gone, port, fault, happened, fallSilent: () => onSilence() });
      })
      .catch(() => void request.socket.destroy())
      .finally(() => underWay.delete(carried));
    underWay.add(carried);
  });
  // Idle connections stay open, so that only requested faults happen.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const own = typeof address === 'object' && address ? address.port : 0;
  return {
    connectionString: connectionString.replace(endpoint, `http://127.0.0.1:${own}`),
    async expect(faults, of = 'operations') {
      const { coming } = traffic[of];
      await Promise.all(faults.map((fault) => new Promise<void>((happened) => coming.push({ fault, happened }))));
    },
    async settle() {
      mend();
      await Promise.all(underWay);
    },
    takeCount(of = 'operations') {
      const taken = traffic[of].count;
      traffic[of].count = 0;
      return taken;
    },
    onSilence(then) {
      onSilence = then;
    },
    takeTraceparents: () => traceparents.splice(0),
    async close() {
      mend();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Carried {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly response: ServerResponse;
  /** Resolves when the sender has given up, or has its answer. */
  readonly gone: Promise<void>;
  readonly port: number;
  readonly fault: LineFault;
  happened(): void;
  fallSilent(): void;
}

async function carry({ request, body, response, gone, port, fault, happened, fallSilent }: Carried): Promise<void> {
  if (typeof fault === 'number') {
    happened();
    response.writeHead(fault, { 'Content-Type': 'application/json', 'Retry-After': '30' });
    response.end('{"odata.error":{"code":"ServerBusy","message":{"value":"The server is busy."}}}');
    return;
  }
  if (fault === 'cut') {
    happened();
    request.socket.destroy();
    return;
  }
  if (fault === 'late') {
    fallSilent();
    await gone;
  }
  if (fault === 'slow') await setTimeout(slowness);
  const answer = await forward(request, body, port);
  happened();
  if (fault === 'answer withheld') fallSilent();
  if (fault === 'answer lost') request.socket.destroy();
  if (fault === 'failed after') response.writeHead(500).end();
  if (fault === 'slow') await setTimeout(slowness);
  if (fault === 'none' || fault === 'slow') response.writeHead(answer.status, answer.headers).end(answer.body);
}

async function forward(
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  port: number,
): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  const { 'transfer-encoding': _chunked, ...others } = headers;
  const outgoing = send({
    host: '127.0.0.1',
    port,
    agent: false,
    method,
    path: url,
    headers: { ...others, 'content-length': body.length },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
  outgoing.end(body);
  const incoming = await answered;
  const { connection: _hop, 'keep-alive': _time, 'transfer-encoding': _coding, ...kept } = incoming.headers;
  return { status: incoming.statusCode ?? 0, headers: kept, body: await buffer(incoming) };
}
