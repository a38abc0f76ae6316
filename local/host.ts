// Serves an Azure Functions app over node:http. It lacks function keys, a route prefix, streaming, and hooks but appTerminate.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { processDeadlines } from '../shared/base/deadlines.ts';
import { readBody } from './body.ts';
import { invoke, type Log, logFailure } from './invoke.ts';
import { listen } from './listen.ts';
import type { App } from './load-app.ts';
import { compileRoutes, type RouteTable } from './route-table.ts';
import { requestUrl, toRpcRequest, writeEmpty, writeResponse } from './rpc-http.ts';

export { type App, loadApp } from './load-app.ts';

export interface RunningHost {
  readonly port: number;
  readonly url: string;
  /** Stops listening, and resolves when the requests in flight have ended or the deadline has passed. */
  close(): Promise<void>;
}

export interface HostOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly addresses?: readonly string[];
  /** For what the functions log and throw. */
  readonly log?: Log;
  readonly closingTimeoutMs?: number;
}

/** By default on 127.0.0.1. @throws Error whose code is EADDRINUSE when the port is busy */
export async function startHost(
  app: App,
  {
    port,
    addresses = ['127.0.0.1'],
    log = () => {},
    closingTimeoutMs = processDeadlines().closingTimeoutMs,
  }: HostOptions,
): Promise<RunningHost> {
  const inFlight = new Set<ServerResponse>();
  function forget(this: ServerResponse): void {
    inFlight.delete(this);
  }
  const { servers, port: bound } = await listen(port, addresses, (request, response) => {
    inFlight.add(response);
    response.on('close', forget);
    void answer(routesOf(app), request, response, log);
  });
  let closed: Promise<void> | undefined;
  async function end(): Promise<void> {
    const ended = Promise.all(servers.map((server) => once(server, 'close')));
    for (const server of servers) server.close();
    const answered = Promise.all(
      [...inFlight].map((response) => new Promise((resolve) => response.once('close', resolve))),
    );
    await Promise.race([answered, setTimeout(closingTimeoutMs, undefined, { ref: false })]);
    // Node.js closes idle connections, but not those without a first request, which browsers keep in reserve.
    for (const server of servers) server.closeAllConnections();
    await ended;
    await Promise.allSettled((app.onTerminate ?? []).map(async (hook) => hook({ hookData: {}, appHookData: {} })));
  }
  function close(): Promise<void> {
    closed ??= end();
    return closed;
  }
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    close,
  };
}

const compiledRoutes = new WeakMap<App['http'], RouteTable>();

function routesOf({ http }: App): RouteTable {
  const known = compiledRoutes.get(http) ?? compileRoutes(http);
  compiledRoutes.set(http, known);
  return known;
}

/** Never rejects. */
async function answer(
  findFunction: RouteTable,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  const url = requestUrl(request);
  const found = findFunction(request.method ?? '', url.pathname);
  if (!found) return writeEmpty(response, 404);
  try {
    const body = await readBody(request);
    if (body === 'gone') return;
    // The rest of the body stays unread, so the connection cannot carry another request.
    if (!request.complete) response.shouldKeepAlive = false;
    const http = toRpcRequest(request, url, found.params, body);
    const rpc = await invoke(found.called, { http }, log, request.headers);
    if (rpc) writeResponse(response, rpc);
    else writeEmpty(response, 204);
  } catch (thrown) {
    logFailure(log, found.called.name, thrown);
    writeEmpty(response, 500);
  }
}
