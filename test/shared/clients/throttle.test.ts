import { afterEach, describe, expect, it, vi } from 'vitest';
import { sha256 } from '../../../shared/sha256.ts';
import { api, apiSecret, job, jobSecret, native, web, webSecret } from '../../support/clients.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { type CountingStore, countingStore } from '../../support/counting-store.ts';
import { all, guess, guessTimes, home, prove, trustTwo } from '../../support/guesses.ts';
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
/** Form-encoded it reads as another id than as sent. */
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
    `: Client authentication failed too often for this client from this address\\. Try again in ${seconds} seconds\\.$`,
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
  it('no secret is looked at for five minutes, not even the right one (TE-58)', async () => {
    await start();
    expect(await guessTimes(10, server)).toEqual(all(10, 401));
    expectThrottled(await guess(server), 300);
    expectThrottled(await prove(server), 300);
    clock.advance(299);
    expectThrottled(await prove(server), 1);
    clock.advance(1);
    expectTokens(await prove(server), 'reports.read');
    expect(await guessTimes(11, server)).toEqual([...all(10, 401), 429]);
  });

  it('the log names client and address, and no secret', async () => {
    await start();
    await guessTimes(10, server);
    const { json } = await prove(server);
    const line = server.log.find(({ trace_id }) => trace_id === json.trace_id);
    expect(line).toMatchObject({ status: 429, event: 'client_throttled', client_id: job.client_id, address: home });
    expect(JSON.stringify(server.log)).not.toContain(jobSecret);
  });

  it('no endpoint looks at one, and all count together', async () => {
    await start();
    const paths = ['/token', '/revoke', '/introspect'] as const;
    for (const path of paths) expect(await guessTimes(3, server, { path })).toEqual(all(3, 401));
    expectTokens(await prove(server), 'reports.read');
    expectRevoked(await prove(server, { path: '/revoke' }));
    expectIntrospection(await prove(server, { path: '/introspect' }), undefined);
    expect(await guessTimes(1, server, { path: '/introspect' })).toEqual([401]);
    expectThrottled(await prove(server), 300);
    expectThrottled(await prove(server, { path: '/revoke' }), 300);
    expectThrottled(await prove(server, { path: '/introspect' }), 300, false);
  });

  it('other clients from there go on, and everything that needs no secret', async () => {
    await start();
    await guessTimes(11, server);
    const asApi = { id: api.client_id, secret: apiSecret, path: '/introspect' } as const;
    expectIntrospection(await guess(server, asApi), undefined);
    for (const path of ['/jwks', '/.well-known/oauth-authorization-server', '/error'])
      expect((await send(server, path, { headers: { 'X-Forwarded-For': home } })).status).toBe(200);
  });

  it('the client goes on from another address, which has a count of its own', async () => {
    await start();
    await guessTimes(11, server);
    const from = '192.0.2.8';
    expectTokens(await prove(server, { from }), 'reports.read');
    expect(await guessTimes(11, server, { from })).toEqual([...all(10, 401), 429]);
    expectTokens(await prove(server, { from: '[2001:db8::7]:1234' }), 'reports.read');
  });

  it('all of an IPv6 /64 is that address, whatever the port, and the next /64 is not', async () => {
    await start();
    for (let host = 1; host <= 10; host += 1) {
      expect((await guess(server, { from: `[2001:db8:1:2:${host}::${host}]:${host}` })).status).toBe(401);
    }
    expectThrottled(await prove(server, { from: '2001:db8:1:2:ffff::1' }), 300);
    expectTokens(await prove(server, { from: '2001:db8:1:3::1' }), 'reports.read');
  });

  it('an address that the caller writes itself helps nothing, with one proxy or two', async () => {
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

describe('a client that does not exist', () => {
  it.each([
    ['nightly-report', 'nobody-at-all'],
    // In HTTP Basic `+` may be a blank, and is read both ways.
    ['plus+percent', 'plus+nobody'],
  ])('is throttled as one that does: %s and %s', async (known, unknown) => {
    await start();
    const seen = async (id: string) => {
      const answers: unknown[] = [];
      for (let times = 0; times < 12; times += 1) {
        const { status, headers, json } = await guess(server, { id });
        answers.push([status, json.error_description, headers.get('retry-after')]);
      }
      // Spelled otherwise.
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

describe('not counted is', () => {
  const grant = { grant_type: 'client_credentials' };
  const from = { 'X-Forwarded-For': home };
  const post = (form: Readonly<Record<string, string>>, authorization?: string) =>
    postToken(server, { ...grant, ...form }, { ...from, ...(authorization && { Authorization: authorization }) });

  it.each<[string, number, () => Promise<TestAnswer>]>([
    ['the right secret, expired', 401, () => post({}, basic('rotated', oldSecret))],
    ['the right secret, in the wrong place', 401, () => post({ client_id: job.client_id, client_secret: jobSecret })],
    ['the secret of a public client', 401, () => post({ client_id: native.client_id, client_secret: jobSecret })],
    ['no secret', 401, () => post({ client_id: job.client_id })],
    ['an empty secret', 401, () => post({}, basic(job.client_id, ''))],
    ['a header that cannot be read', 401, () => post({}, 'Basic ?')],
    ['a client assertion', 401, () => post({ client_id: job.client_id, client_assertion: 'a.b.c' })],
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

  it('are not outweighed by right secrets', async () => {
    await start();
    for (let times = 0; times < 10; times += 1) {
      expectTokens(await prove(server), 'reports.read');
      expect((await guess(server)).status).toBe(401);
    }
    expectThrottled(await prove(server), 300);
  });

  it('of two hundred at once are ten, and the others are not looked at, whatever their secret is', async () => {
    await start();
    const { clients } = server.service;
    const { findClient } = clients;
    let waiting = 0;
    let release = () => {};
    const allCame = new Promise<void>((resolve) => {
      release = resolve;
    });
    // Nobody goes on before all are there.
    vi.spyOn(clients, 'findClient').mockImplementation(async (id) => {
      waiting += 1;
      if (waiting === 200) release();
      await allCame;
      return findClient(id);
    });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => (index < 150 ? guess(server) : prove(server))),
    );
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(401), count(429)]).toEqual([10, 190 - count(200)]);
    expect((await prove(server)).status).toBe(429);
  });

  it('from unknown addresses share one count, up to a thousand', async () => {
    await start({ TRUSTED_PROXIES: '0' });
    for (let round = 0; round < 25; round += 1) {
      const from = `203.0.113.${round}`;
      const answers = await Promise.all(Array.from({ length: 40 }, () => guess(server, { from })));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    }
    expectThrottled(await prove(server, { from: undefined }), 300);
    expect(server.log.at(-1)).toMatchObject({ event: 'client_throttled', address: 'unknown' });
  });

  it('are not written to a store that is shared with nobody', async () => {
    await start();
    await guessTimes(12, server);
    expect(store.takeCalls()).toEqual([]);
  });
});
