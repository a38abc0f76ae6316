// Serves examples/demo beside the service, as demo-web: on this machine alone.
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { join, resolve } from 'node:path';
import { createDemo } from '../examples/demo/demo.ts';
import { isLoopback } from '../shared/base/loopback.ts';
import { demoClientsFor, usualDemoPort } from './demo-clients.ts';
import { demoUser } from './demo-user.ts';
import { demoClientsFile, root } from './environment.ts';
import { type BoundServers, listen } from './listen.ts';
import { StartError } from './start-error.ts';

export interface Demo {
  /** Where a sign-in starts. */
  readonly url: string;
  /** The clients of this run: the redirect URI names the port of the demo. */
  readonly clientsFile: string;
  /** Serves the demo from now on; until then it answers 503. */
  serve(issuer: string): void;
  close(): Promise<void>;
}

/** Whether the demo clients are in use, for a loopback issuer: their secrets are published. */
export function wantsDemo({ CLIENTS_FILE = '', ISSUER = '' }: NodeJS.ProcessEnv): boolean {
  // The app refuses an invalid issuer itself.
  return resolve(root, CLIENTS_FILE) === demoClientsFile && URL.canParse(ISSUER) && isLoopback(ISSUER);
}

/**
 * Takes a port of 127.0.0.1, before the app reads its clients: `chosen` (`0` for any), or else 7080, or any if that is in use.
 * @throws StartError when the chosen port is in use, or the clients file cannot be written
 */
export async function openDemo(chosen: string | undefined, folder = join(root, '.data')): Promise<Demo> {
  let demo: RequestListener = (_request, response) => response.writeHead(503).end('The service is still starting.');
  const { servers, port } = await listenOn(chosen, (request, response) => demo(request, response));
  const url = `http://127.0.0.1:${port}`;
  const clients = await demoClientsFor(port, folder);
  return {
    url,
    clientsFile: clients.file,
    serve(issuer) {
      demo = createDemo({ issuer, origin: url, loginHint: demoUser.username });
    },
    async close() {
      const closed = servers.map((server) => once(server, 'close'));
      for (const server of servers) server.close().closeAllConnections();
      await Promise.all(closed);
      clients.remove();
    },
  };
}

async function listenOn(chosen: string | undefined, listener: RequestListener): Promise<BoundServers> {
  if (chosen !== undefined && !(/^\d{1,5}$/.test(chosen) && Number(chosen) <= 65_535)) {
    throw new StartError(`DEMO_PORT is "${chosen}"; set a number from 0 to 65535: DEMO_PORT=7081 npm start`);
  }
  try {
    return await listen(Number(chosen ?? usualDemoPort), ['127.0.0.1'], listener);
  } catch {
    if (chosen === undefined) return listen(0, ['127.0.0.1'], listener);
    throw new StartError(`The demo cannot listen on port ${chosen}. Use another: DEMO_PORT=0 npm start`);
  }
}
