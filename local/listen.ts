// One HTTP service on one port of several addresses: some programs resolve `localhost` to ::1, others to 127.0.0.1.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { processDeadlines } from '../shared/base/deadlines.ts';

export const loopbackAddresses = ['127.0.0.1', '::1'] as const;

export interface BoundServers {
  readonly servers: readonly Server[];
  readonly port: number;
}

/** 0 picks a port that is free on all addresses. ::1 is left out without IPv6. @throws Error (EADDRINUSE, EACCES, EADDRNOTAVAIL) */
export async function listen(
  port: number,
  addresses: readonly string[],
  listener: RequestListener,
): Promise<BoundServers> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listenOnce(port, addresses, listener);
    } catch (thrown) {
      // The free port of the first address may be in use on the second.
      if (port !== 0 || codeOf(thrown) !== 'EADDRINUSE' || attempt === 10) throw thrown;
    }
  }
}

async function listenOnce(
  port: number,
  addresses: readonly string[],
  listener: RequestListener,
): Promise<BoundServers> {
  const servers: Server[] = [];
  let bound = port;
  for (const address of addresses) {
    const server = createServer({ keepAliveTimeout: processDeadlines().keepAliveTimeoutMs }, listener);
    try {
      server.listen(bound, address);
      await once(server, 'listening');
    } catch (thrown) {
      if (address === '::1' && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(thrown) ?? '')) continue;
      for (const each of servers) each.close();
      throw thrown;
    }
    servers.push(server);
    const found = server.address();
    if (typeof found === 'object' && found) bound = found.port;
  }
  return { servers, port: bound };
}

export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
}
