// The demo client of `npm start`: a web app on an origin of its own that shows the life of a grant. On this machine alone.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import { demoClientsFor, portsToTry } from '../../local/demo-clients.ts';
import { demoClientsFile, root } from '../../local/environment.ts';
import { StartError } from '../../local/start-error.ts';
import { isLoopback } from '../../shared/base/loopback.ts';
import type { DemoAnswer } from './frame.ts';
import type { Lives } from './life.ts';
import { problemPage } from './page.ts';
import { findProvider, type Provider } from './provider.ts';
import { answerDemo } from './routes.ts';

export interface Demo {
  /** Where a sign-in starts. */
  readonly url: string;
  /** The clients of this run. */
  readonly clientsFile: string;
  /** Plays the client of this server, from now on. */
  serve(issuer: string): void;
  close(): Promise<void>;
}

/** Whether the demo clients are in use, on this machine alone: what the whole internet knows must not be open to it. */
export function wantsDemo({ CLIENTS_FILE = '', ISSUER = '' }: NodeJS.ProcessEnv): boolean {
  // What is wrong with the issuer is said by the app.
  return resolve(root, CLIENTS_FILE) === demoClientsFile && URL.canParse(ISSUER) && isLoopback(ISSUER);
}

/**
 * Takes a port of 127.0.0.1. What it answers before `serve` is 503.
 * @param chosen a port by name, `0` for any free one; without it 7080, or another one when that is in use
 * @param folder for the file of its clients
 * @throws StartError when the chosen port cannot be had
 */
export async function openDemo(chosen: string | undefined, folder = join(root, '.data')): Promise<Demo> {
  const { server, port } = await listen(chosen);
  const url = `http://127.0.0.1:${port}`;
  const lives: Lives = new Map();
  let issuer: string | undefined;
  let provider: Promise<Provider> | undefined;
  const find = async (): Promise<Provider> => {
    if (issuer === undefined) throw new Error('the service is still starting');
    provider ??= findProvider(issuer, `${url}/callback`);
    try {
      return await provider;
    } catch (thrown) {
      // The next request asks again.
      provider = undefined;
      throw thrown;
    }
  };
  server.on(
    'request',
    (request, response) => void respond(request, response, () => answerDemo(request, { url, lives, find })),
  );
  const clients = await demoClientsFor(port, folder);
  return {
    url,
    clientsFile: clients.file,
    serve(named) {
      issuer = named;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      clients.remove();
    },
  };
}

/** Never rejects. */
async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: () => Promise<DemoAnswer>,
): Promise<void> {
  const { status, headers, body } = await answer().catch((thrown: unknown) =>
    problemPage(503, `The server does not answer as it should: ${thrown instanceof Error ? thrown.message : thrown}.`),
  );
  response.writeHead(status, { ...headers, ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function listen(chosen: string | undefined): Promise<{ readonly server: Server; readonly port: number }> {
  for (const port of portsToTry(chosen)) {
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    const address = server.address();
    return { server, port: typeof address === 'object' && address ? address.port : port };
  }
  throw new StartError(`The demo page cannot be served on port ${chosen}. Take another: DEMO_PORT=0 npm start`);
}
