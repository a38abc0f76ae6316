import { afterEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/base/sha256.ts';
import { all, guess, guessTimes, home, prove, trustTwo } from '../../flows/guesses.ts';
import { assertionType } from '../../support/assertions.ts';
import { api, apiSecret, job, jobSecret, native, web, webSecret } from '../../support/clients.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type CountingStore, countingStore } from '../../support/counting-store.ts';
import {
  basic,
  expectIntrospection,
  expectRefusal,
  expectRevoked,
  expectTokens,
  postToken,
  send,
  type TestAnswer,
} from '../../support/request.ts';
import { startServer, type TestServer } from '../../support/server.ts';

const oldSecret = 'the-old-secret-that-has-just-expired';
const rotated = {
  ...job,
  client_id: 'rotated',
  client_secret: undefined,
  client_secrets: [
    { sha256: sha256(oldSecret).toString('hex'), expires_at: 1 },
    { sha256: sha256(jobSecret).toString('hex') },
  ],
};
/** Form-decoded, it is a different id. */
const plus = { ...job, client_id: 'plus+percent' };

let clock: TestClock;
let store: CountingStore;
let server: TestServer;
async function start(environment: Readonly<Record<string, string>> = trustTwo): Promise<void> {
  clock = testClock();
  server = await startServer({
    clients: [job, web, native, api, rotated, plus],
    clock,
    environment,
    change(service) {
      store = countingStore(service.store);
      return { ...service, store };
    },
  });
}
afterEach(() => server.close());

const throttled = (seconds: number) =>
  new RegExp(
    `: Client authentication failed: the client is unknown, its credentials are wrong, or it is registered for another method, and too many wrong secrets came from this address\\. Try again with the right secret, or in ${seconds} seconds\\.$`,
  );

function expectThrottled(answer: TestAnswer, seconds: number, isCrossOrigin = true): void {
  expectRefusal(answer, 'ClientThrottled', throttled(seconds), { isCrossOrigin });
  expect([answer.status, answer.json.error, answer.json.error_codes]).toEqual([
    429,
    'temporarily_unavailable',
    [90055],
  ]);
  expect(answer.headers.get('retry-after')).toBe(String(seconds));
}

describe('after ten wrong secrets for a client from an address', () => {
  it('further wrong secrets get 429 for five minutes, and the right one always gets 200', async () => {
    await start();
    expect(await guessTimes(10, server)).toEqual(all(10, 401));
    expectThrottled(await guess(server), 300);
    expectTokens(await prove(server), 'reports.read');
    clock.advance(299);
    expectThrottled(await guess(server), 1);
    expectTokens(await prove(server), 'reports.read');
    clock.advance(1);
    expect(await guessTimes(11, server)).toEqual([...all(10, 401), 429]);
    expectTokens(await prove(server), 'reports.read');
  });

  it('the log names client, address and reason, and no secret', async () => {
    await start();
    await guessTimes(10, server);
    const { json } = await guess(server);
    const line = server.log.find(({ trace_id }) => trace_id === json.trace_id);
    expect(line).toMatchObject({
      status: 429,
      event: 'client_throttled',
      reason: 7000215,
      client_id: job.client_id,
      address: home,
    });
    expect(JSON.stringify(server.log)).not.toContain('not-the-secret');
  });

  it('those of all endpoints count together, and the right one works at each', async () => {
    await start();
    const paths = ['/token', '/revoke', '/introspect'] as const;
    for (const path of paths) expect(await guessTimes(3, server, { path })).toEqual(all(3, 401));
    expect(await guessTimes(1, server, { path: '/introspect' })).toEqual([401]);
    expectThrottled(await guess(server), 300);
    expectThrottled(await guess(server, { path: '/revoke' }), 300);
    expectThrottled(await guess(server, { path: '/introspect' }), 300, false);
    expectTokens(await prove(server), 'reports.read');
    expectRevoked(await prove(server, { path: '/revoke' }));
    expectIntrospection(await prove(server, { path: '/introspect' }), undefined);
  });

  it('wrong secrets for other clients from there still get 401', async () => {
    await start();
    await guessTimes(11, server);
    expect(await guessTimes(10, server, { id: web.client_id })).toEqual(all(10, 401));
    const asApi = { id: api.client_id, secret: apiSecret, path: '/introspect' } as const;
    expectIntrospection(await guess(server, asApi), undefined);
    for (const path of ['/jwks', '/.well-known/oauth-authorization-server', '/error'])
      expect((await send(server, path, { headers: { 'X-Forwarded-For': home } })).status).toBe(200);
  });

  it('another address has its own limit', async () => {
    await start();
    await guessTimes(11, server);
    const from = '192.0.2.8';
    expect(await guessTimes(11, server, { from })).toEqual([...all(10, 401), 429]);
    expectTokens(await prove(server, { from }), 'reports.read');
  });

  it('an IPv6 /64 counts as one address, whatever the port, and the next /64 as another', async () => {
    await start();
    for (let host = 1; host <= 10; host += 1) {
      expect((await guess(server, { from: `[2001:db8:1:2:${host}::${host}]:${host}` })).status).toBe(401);
    }
    expectThrottled(await guess(server, { from: '2001:db8:1:2:ffff::1' }), 300);
    expect((await guess(server, { from: '2001:db8:1:3::1' })).status).toBe(401);
  });

  it('the limit of a /56 is twenty, and of a /48 thirty', async () => {
    await start();
    const statuses = async (addressOf: (index: number) => string) => {
      const all: number[] = [];
      for (let index = 0; index < 40; index += 1) all.push((await guess(server, { from: addressOf(index) })).status);
      return all;
    };
    const in56 = await statuses((index) => `2001:db8:1:1${index.toString(16).padStart(2, '0')}::1`);
    expect(in56).toEqual([...all(20, 401), ...all(20, 429)]);
    const in48 = await statuses((index) => `2001:db8:2:${index.toString(16)}00::1`);
    expect(in48).toEqual([...all(30, 401), ...all(10, 429)]);
    expectTokens(await prove(server, { from: '2001:db8:2:ff00::1' }), 'reports.read');
  });

  it('an invented X-Forwarded-For does not help, with one proxy or two', async () => {
    for (const [environment, own] of [
      [trustTwo, `, ${home}`],
      [{}, ''],
    ] as const) {
      await start(environment);
      for (let times = 1; times <= 10; times += 1) {
        expect((await guess(server, { from: `203.0.113.${times}${own}` })).status).toBe(401);
      }
      expectThrottled(await guess(server, { from: `203.0.113.77${own}` }), 300);
      const from = environment === trustTwo ? home : '127.0.0.1';
      expect(server.log.at(-1)).toMatchObject({ event: 'client_throttled', address: from });
      await server.close();
    }
  });
});

describe('after a hundred wrong secrets from an address', () => {
  it('wrong secrets for any client get 429, and right ones get 200', async () => {
    await start();
    for (let index = 0; index < 100; index += 1)
      expect((await guess(server, { id: `made-up-${index}` })).status).toBe(401);
    expectThrottled(await guess(server, { id: 'made-up-100' }), 300);
    expectThrottled(await guess(server), 300);
    expectTokens(await prove(server), 'reports.read');
    expect((await guess(server, { from: '192.0.2.8' })).status).toBe(401);
  });
});

describe('a client that does not exist', () => {
  it.each([
    ['nightly-report', 'nobody-at-all'],
    // In HTTP Basic `+` may mean a space, so both readings count.
    ['plus+percent', 'plus+nobody'],
  ])('is throttled as one that does: %s and %s', async (known, unknown) => {
    await start();
    const seen = async (id: string) => {
      const answers: unknown[] = [];
      for (let times = 0; times < 12; times += 1) {
        const { status, headers, json } = await guess(server, { id });
        answers.push([status, json.error_description, headers.get('retry-after')]);
      }
      // Other spellings.
      for (const other of [id.replace('+', '%2B'), id.replace('+', ' '), encodeURIComponent(id)])
        answers.push((await guess(server, { id: other })).status);
      const body = { grant_type: 'client_credentials', client_id: id, client_secret: webSecret };
      answers.push((await postToken(server, body, { 'X-Forwarded-For': home })).status);
      return answers;
    };
    const answers = await seen(unknown);
    expect(answers).toEqual(await seen(known));
    expect(answers).toContainEqual([429, expect.stringMatching(throttled(300)), '300']);
  });
});

describe('counted like a wrong secret is', () => {
  it.each([
    ['the right secret, in the wrong place', job.client_id, 990061],
    ['the secret of a public client', native.client_id, 700025],
  ])('%s', async (_name, id, reason) => {
    await start();
    const form = { grant_type: 'client_credentials', client_id: id, client_secret: jobSecret };
    const post = () => postToken(server, form, { 'X-Forwarded-For': home });
    for (let times = 0; times < 10; times += 1) expect((await post()).status).toBe(401);
    const { status, json } = await post();
    expect(status).toBe(429);
    expect(server.log.find(({ trace_id }) => trace_id === json.trace_id)?.reason).toBe(reason);
  });
});

describe('not counted is', () => {
  const grant = { grant_type: 'client_credentials' };
  const assertion = { client_assertion_type: assertionType, client_assertion: 'a.b.c' };
  const from = { 'X-Forwarded-For': home };
  const post = (form: Readonly<Record<string, string>>, authorization?: string) =>
    postToken(server, { ...grant, ...form }, { ...from, ...(authorization && { Authorization: authorization }) });

  it.each<[string, number, () => Promise<TestAnswer>]>([
    ['the right secret, expired', 401, () => post({}, basic('rotated', oldSecret))],
    ['no secret', 401, () => post({ client_id: job.client_id })],
    ['an empty secret', 401, () => post({}, basic(job.client_id, ''))],
    ['a header that cannot be read', 401, () => post({}, 'Basic ?')],
    ['a client assertion', 401, () => post({ client_id: job.client_id, ...assertion })],
    ['the right secret of a request that is wrong', 400, () => post({ scope: 'x' }, basic(job.client_id, jobSecret))],
  ])('%s', async (_, status, request) => {
    await start();
    for (let times = 0; times < 12; times += 1) expect((await request()).status).toBe(status);
    for (const id of [job.client_id, 'rotated'])
      expect((await guess(server, { id, secret: jobSecret })).status).toBe(200);
  });
});

describe('failures', () => {
  it('are forgotten after five minutes, so that a job with an outdated secret is not locked out', async () => {
    await start();
    for (let minutes = 0; minutes < 60; minutes += 1) {
      expect((await guess(server)).status).toBe(401);
      clock.advance(60);
    }
    expectTokens(await prove(server), 'reports.read');
  });

  it('are not reset by right secrets', async () => {
    await start();
    for (let times = 0; times < 10; times += 1) {
      expectTokens(await prove(server), 'reports.read');
      expect((await guess(server)).status).toBe(401);
    }
    expectThrottled(await guess(server), 300);
  });

  it('are limited to ten of two hundred concurrent ones, and every right secret works', async () => {
    await start();
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => (index % 4 ? guess(server) : prove(server))),
    );
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(200), count(401), count(429)]).toEqual([50, 10, 140]);
  });

  it('from unknown addresses share one limit of a thousand, and right secrets still work', async () => {
    await start({ TRUSTED_PROXIES: '0' });
    for (let round = 0; round < 25; round += 1) {
      const from = `203.0.113.${round}`;
      const answers = await Promise.all(Array.from({ length: 40 }, () => guess(server, { from })));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    }
    expectThrottled(await guess(server, { from: undefined }), 300);
    expect(server.log.at(-1)).toMatchObject({ event: 'client_throttled', address: 'unknown' });
    expectTokens(await prove(server, { from: undefined }), 'reports.read');
  });

  it('are never written to the store, whether the client exists or not', async () => {
    await start({ ...trustTwo, STORE: 'memory' });
    await guessTimes(12, server);
    for (const id of ['nobody-at-all', 'u_1', 'x'.repeat(5_000)]) await guessTimes(12, server, { id });
    expect(store.takeCalls().filter((call) => call !== 'read')).toEqual([]);
  });
});
