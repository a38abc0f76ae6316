import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openProbe } from '../../shared/serving/probe.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { trackClock } from '../../shared/store/store-clock.ts';
import { openUpkeep } from '../../shared/upkeep/upkeep.ts';
import { type FailingKeys, failingKeys } from '../shared/keys/failing-keys.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type CountingStore, countingStore } from '../support/counting-store.ts';
import { type FaultyStore, faultyStore } from '../support/faulty-store.ts';
import { send, type TestAnswer } from '../support/request.ts';
import { openTestService, startServer, type TestServer } from '../support/server.ts';

let clock: TestClock;
let storesOwnClock: TestClock;
let faulty: FaultyStore;
let counting: CountingStore;
let keys: FailingKeys;
let server: TestServer;
beforeEach(async () => {
  clock = testClock();
  storesOwnClock = testClock();
  faulty = faultyStore(memoryStore(storesOwnClock));
  counting = countingStore(faulty);
  const { store, storeClock } = trackClock(counting, clock);
  keys = await failingKeys((await openTestService()).keys);
  const upkeep = openUpkeep({ store, clock }, { steps: [] });
  const probe = openProbe({ keys, signingAlg: 'ES256', upkeep, storeClock, clock });
  server = await startServer({ clock, change: (service) => ({ ...service, keys, store, storeClock, probe }) });
});
afterEach(() => server.close());

const ok = { status: 'ok' };
const allWell = { settings: ok, keys: ok, store: ok, clock: ok };

function expectHealth({ status, headers, json, text }: TestAnswer, expectedStatus: number, body: object): void {
  expect(json, text).toEqual(body);
  expect(status).toBe(expectedStatus);
  expect(headers.get('content-type')).toBe('application/json');
  expect(headers.get('cache-control')).toBe('no-store');
}

describe('GET /health/live', () => {
  it('reports a live process, even if dependencies are down, without a log line', async () => {
    faulty.expect(['unreached', 'unreached']);
    expectHealth(await send(server, '/health/live'), 200, { status: 'live' });
    expect(server.log).toEqual([]);
  });
});

describe('GET /health/ready', () => {
  it('reports a healthy service, without a log line', async () => {
    expectHealth(await send(server, '/health/ready'), 200, { status: 'ready', checks: allWell, upkeep: {} });
    expect(server.log).toEqual([]);
  });

  it('reads the store once in five seconds, however often it is called', async () => {
    for (let second = 0; second < 5; second += 1) {
      await Promise.all([send(server, '/health/ready'), send(server, '/health/ready')]);
      clock.advance(1);
      storesOwnClock.advance(1);
    }
    expect(counting.takeCalls()).toEqual(['read']);
    await send(server, '/health/ready');
    expect(counting.takeCalls()).toEqual(['read']);
  });

  it('reports a store that is down, with its number; only the log has the cause', async () => {
    faulty.expect(['unreached']);
    const failed = {
      status: 'failed',
      error_codes: [50000, 5000003],
      meaning: expect.stringContaining('did not answer'),
    };
    const answer = await send(server, '/health/ready');
    expectHealth(answer, 503, { status: 'not_ready', checks: { ...allWell, store: failed }, upkeep: {} });
    expect(answer.text).not.toContain('the line is down');
    expect(server.log).toEqual([
      expect.objectContaining({
        event: 'not_ready',
        status: 503,
        cause: expect.stringMatching(/^store: StoreUnavailableError: the line is down/),
      }),
    ]);
    clock.advance(5);
    storesOwnClock.advance(5);
    expectHealth(await send(server, '/health/ready'), 200, { status: 'ready', checks: allWell, upkeep: {} });
  });

  it('logs no part of a connection string', async () => {
    const key = Buffer.from('a key that nobody may see').toString('base64');
    // A table service whose error quotes the credentials that it received.
    const quoting = createServer((request, response) => {
      request.resume();
      response.writeHead(403, { 'Content-Type': 'application/json' });
      response.end(
        JSON.stringify({ 'odata.error': { code: 'Forbidden', message: { value: `${storage} is no good` } } }),
      );
    }).listen(0, '127.0.0.1');
    await once(quoting, 'listening');
    const address = quoting.address();
    const endpoint = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}/grants-of-a`;
    const storage = `DefaultEndpointsProtocol=http;AccountName=grants;AccountKey=${key};TableEndpoint=${endpoint}`;
    const down = await startServer({ environment: { STORE: 'table', GRANTS_STORAGE: storage } });
    expect((await send(down, '/health/ready')).status).toBe(503);
    const [line] = down.log;
    expect(line?.cause).toContain('(removed)');
    expect(JSON.stringify(line)).not.toMatch(/grants-of-a|a key|YSBrZXk/);
    await down.close();
    quoting.close();
  });

  it('reports that signing fails', async () => {
    keys.fail('published');
    const failed = { status: 'failed', error_codes: [50000, 5000002], meaning: expect.stringContaining('signed') };
    const answer = await send(server, '/health/ready');
    expectHealth(answer, 503, { status: 'not_ready', checks: { ...allWell, keys: failed }, upkeep: {} });
  });

  it.each([-61, 61])('reports a clock that differs from the store’s by %i seconds', async (seconds) => {
    clock.advance(seconds);
    const failed = { status: 'failed', error_codes: [50000, 5000007], meaning: expect.stringContaining('clock') };
    const answer = await send(server, '/health/ready');
    expectHealth(answer, 503, { status: 'not_ready', checks: { ...allWell, clock: failed }, upkeep: {} });
    clock.advance(-seconds + 5);
    expectHealth(await send(server, '/health/ready'), 200, { status: 'ready', checks: allWell, upkeep: {} });
  });
});
