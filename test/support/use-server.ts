import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type ServerOptions, startServer, type TestServer } from './server.ts';

/** Told where they are the same for every server; a function is called before each start. */
type Options = ServerOptions | (() => ServerOptions | Promise<ServerOptions>);

/** One server for all tests of the surrounding file or block, closed after them. */
export function useServer(options: Options = {}): TestServer {
  const used = usedServer(options);
  beforeAll(used.start);
  afterAll(used.server.close);
  return used.server;
}

/** A new server for each test, closed after it. */
export function useServerForEachTest(options: Options = {}): TestServer {
  const used = usedServer(options);
  beforeEach(used.start);
  afterEach(used.server.close);
  return used.server;
}

function usedServer(options: Options): { start(): Promise<void>; readonly server: TestServer } {
  let started: TestServer | undefined;
  const running = () => {
    if (!started) throw new Error('the server starts before the tests, not while they are collected');
    return started;
  };
  return {
    async start() {
      started = await startServer(typeof options === 'function' ? await options() : options);
    },
    server: {
      get url() {
        return running().url;
      },
      get service() {
        return running().service;
      },
      get log() {
        return running().log;
      },
      issueCode: (...args: Parameters<TestServer['issueCode']>) => running().issueCode(...args),
      /** May come before the end. */
      async close() {
        const ending = started;
        started = undefined;
        await ending?.close();
      },
    },
  };
}
