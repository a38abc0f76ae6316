// A server that is not Tessera's: it publishes documents, as a test says.
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
/** In PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface OtherServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** What was requested so far. */
  readonly requests: readonly string[];
  /** The number of connections so far. */
  connections(): number;
  /** The connections that are open. */
  openConnections(): Promise<number>;
  /** Answers from now on. */
  answer(listener: RequestListener): void;
  /** Answers from now on with a JSON document for each path, and 404 for the others. */
  publish(documents: Readonly<Record<string, unknown>>, headers?: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
}

/** @param certificate with it the server speaks https */
export async function openOtherServer(certificate?: Certificate): Promise<OtherServer> {
  const requests: string[] = [];
  let connections = 0;
  let answer: RequestListener = (_request, response) => response.writeHead(404).end();
  const listener: RequestListener = (request, response) => {
    requests.push(request.url ?? '');
    answer(request, response);
  };
  const server = certificate ? createSecureServer(certificate, listener) : createServer(listener);
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    openConnections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
    answer(listener) {
      answer = listener;
    },
    publish(documents, headers = {}) {
      answer = ({ url = '' }, response) => {
        const document = documents[url];
        if (document === undefined) response.writeHead(404).end();
        else response.writeHead(200, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(document));
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
