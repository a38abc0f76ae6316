// What stands in front of a service, and may spoil what passes.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Passing {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

export interface PassingAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Each changes its argument, or returns another. */
export interface Defect {
  readonly request?: (request: Passing) => Passing;
  readonly answer?: (answer: PassingAnswer, request: Passing) => PassingAnswer;
}

export interface SpoilingProxy {
  readonly url: string;
  /** From now on. */
  spoil(defect: Defect): void;
  close(): Promise<void>;
}

/** @param target the URL of the service, asked at each request */
export async function openProxy(target: () => string): Promise<SpoilingProxy> {
  let defect: Defect = {};
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const sent = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')])),
      body: (await buffer(incoming)).toString(),
    };
    const request = defect.request?.(sent) ?? sent;
    const { method, path, headers, body } = request;
    for (const name of ['host', 'connection', 'content-length', 'keep-alive', 'transfer-encoding'])
      headers.delete(name);
    const init = { method, headers, redirect: 'manual', ...(body !== '' && { body }) } as const;
    const response = await fetch(`${target()}${path}`, init);
    const passed = { status: response.status, headers: new Headers(response.headers), text: await response.text() };
    const answer = defect.answer?.(passed, request) ?? passed;
    for (const [name, value] of answer.headers) {
      if (!['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'set-cookie'].includes(name)) {
        outgoing.setHeader(name, value);
      }
    }
    outgoing.setHeader('set-cookie', answer.headers.getSetCookie());
    outgoing.writeHead(answer.status).end(answer.status === 304 || answer.status === 204 ? undefined : answer.text);
  };
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spoil(next) {
      defect = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
