// Compares whole log lines of requests.
import { writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hashSecret } from '../../../shared/clients/client-record.ts';
import { changeRegistration, findRegistration, register } from '../../../shared/clients/registered-clients.ts';
import { generateKeyRing } from '../../../shared/keys/key-ring-record.ts';
import { job, jobSecret } from '../../support/clients.ts';
import { testClock } from '../../support/clock.ts';
import { grantClients, redeem, refreshClaims } from '../../support/grants.ts';
import { basic, postAsJob, postToken, send } from '../../support/request.ts';
import { type ServerOptions, startServer, type TestServer, temporaryFile, testKeyRing } from '../../support/server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(options: ServerOptions = {}): Promise<TestServer> {
  const server = await startServer({ clients: grantClients, ...options });
  servers.push(server);
  return server;
}

const milliseconds = expect.any(Number);
const guid = expect.stringMatching(/^[0-9a-f-]{36}$/);
const always = { event: 'request', trace_id: guid, correlation_id: guid, milliseconds };

describe('a token request', () => {
  it('logs the client, the scope, the resource and the time spent', async () => {
    const server = await serve();
    const { json } = await postAsJob(server);
    // A pause of a millisecond would make a cached value look like a call to the store.
    const lines = server.log.map(({ store_milliseconds, ...line }) => line);
    expect(lines).toEqual([
      {
        ...always,
        outcome: 'success',
        endpoint: 'token',
        status: 200,
        client_id: 'nightly-report',
        authentication_method: 'client_secret_basic',
        grant_type: 'client_credentials',
        scope: 'reports.read',
        resource: 'https://reports.example',
        kid: decodeProtectedHeader(json.access_token).kid,
        signing_milliseconds: milliseconds,
      },
    ]);
  });

  it('logs the grant of a user, and the number of calls to the store', async () => {
    const server = await serve({
      change: (service) => ({
        ...service,
        store: { ...service.store, commit: (...given) => setTimeout(50).then(() => service.store.commit(...given)) },
      }),
    });
    const { json } = await redeem(server, await server.issueCode('web'));
    expect(server.log).toEqual([
      {
        ...always,
        outcome: 'success',
        endpoint: 'token',
        status: 200,
        client_id: 'web',
        authentication_method: 'client_secret_post',
        grant_type: 'authorization_code',
        scope: 'reports.read reports.write',
        resource: decodeJwt(json.access_token).aud,
        grant_id: refreshClaims(json.refresh_token).grant_id,
        kid: decodeProtectedHeader(json.access_token).kid,
        signing_milliseconds: milliseconds,
        store_milliseconds: milliseconds,
        store_calls: 1,
      },
    ]);
    const [line = {}] = server.log;
    expect(line.store_milliseconds).toBeGreaterThanOrEqual(49);
    expect(line.milliseconds).toBeGreaterThanOrEqual(Number(line.store_milliseconds));
    expect(line.signing_milliseconds).toBeLessThanOrEqual(Number(line.milliseconds) - 49);
  });

  it('counts the wait for a client of the store as time of the store', async () => {
    const server = await serve({
      change: ({ clients, ...service }) => ({
        ...service,
        clients: { findClient: (id) => setTimeout(50).then(() => clients.findClient(id)) },
      }),
    });
    await postAsJob(server);
    expect(server.log[0]?.store_milliseconds).toBeGreaterThanOrEqual(49);
    expect(server.log[0]).not.toHaveProperty('store_calls');
  });
});

describe('a refusal', () => {
  it('logs what is known before it: the client, and its authentication method', async () => {
    const server = await serve();
    await postToken(server, { grant_type: 'client_credentials' }, { Authorization: basic('nobody', 'x'.repeat(32)) });
    await postToken(server, { grant_type: 'passwrd', client_id: 'web' });
    await postToken(server, 'client_id=web&scope=a&scope=b');
    await send(server, '/jwks', { method: 'POST' });
    expect(server.log).toMatchObject([
      {
        outcome: 'refused',
        step: 'client authentication',
        client_id: 'nobo... (6 characters)',
        authentication_method: 'client_secret_basic',
        grant_type: 'client_credentials',
        error_codes: [70002],
        reason: 700016,
      },
      { outcome: 'refused', step: 'grant type', client_id: 'web', grant_type: 'pass... (7 characters)' },
      { outcome: 'refused', step: 'form', error_codes: [9002313] },
      { outcome: 'refused', step: 'method', endpoint: 'jwks', status: 405 },
    ]);
  });

  it('logs the id of a registered client in full, and of a secret in its place only the beginning', async () => {
    const server = await serve();
    const form = { grant_type: 'client_credentials' };
    await postToken(server, form, { Authorization: basic(job.client_id, 'x'.repeat(32)) });
    await postToken(server, form, { Authorization: basic(jobSecret, job.client_id) });
    await postToken(server, { ...form, client_id: jobSecret, client_secret: job.client_id });
    await postToken(server, { client_id: job.client_id, grant_type: jobSecret });
    await postAsJob(server, { scope: jobSecret });
    const masked = `${jobSecret.slice(0, 4)}... (${jobSecret.length} characters)`;
    expect(server.log).toMatchObject([
      { client_id: 'nightly-report', reason: 7000215 },
      { client_id: masked, reason: 700016 },
      { client_id: masked, reason: 700016 },
      { client_id: 'nightly-report', grant_type: masked },
      {
        client_id: 'nightly-report',
        description: `AADSTS70011: The scope ${masked} is not allowed for this client. Allowed: reports.read reports.write.`,
      },
    ]);
    expect(JSON.stringify(server.log)).not.toContain(jobSecret.slice(0, 5));
  });

  it('logs only four printable characters and the length of text from the caller, on one line', async () => {
    const server = await serve();
    const long = `x"\\\r\n{"event":"code_replayed"}\u2028${'y'.repeat(200)}`;
    await postToken(server, { grant_type: long, client_id: long });
    await postToken(
      server,
      { grant_type: 'client_credentials' },
      { Authorization: basic(encodeURIComponent(long), 'x'.repeat(32)) },
    );
    const echoed = `x???... (${long.length} characters)`;
    for (const { event, client_id } of server.log) {
      expect([event, client_id]).toEqual(['request', echoed]);
    }
    expect(server.log[0]?.grant_type).toBe(echoed);
  });
});

describe('a trace context', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  it.each([
    [traceparent, traceparent],
    [`cc${traceparent.slice(2)}-what a later version adds`, `cc${traceparent.slice(2)}`],
    [`${traceparent} and more`, undefined],
    ['00-00000000000000000000000000000000-00f067aa0ba902b7-01', undefined],
  ])('%s is logged as %s', async (sent, logged) => {
    const server = await serve();
    await send(server, '/jwks', { headers: { traceparent: sent } });
    expect(server.log[0]?.traceparent).toBe(logged);
  });
});

describe('outside a request', () => {
  /** The lines that are written to standard error from now on. */
  function watchConsole(): () => unknown[] {
    const spy = vi.spyOn(console, 'error').mockImplementation(() => {});
    return () => spy.mock.calls.map(([line]) => JSON.parse(String(line)));
  }

  it('a new key ring is logged once', async () => {
    const clock = testClock();
    const file = await temporaryFile(await testKeyRing());
    const server = await serve({ clock, environment: { KEYS: '', KEYS_FILE: file } });
    const lines = watchConsole();
    const { signing, sealing } = await generateKeyRing(['ES256', 'RS256'], 0);
    await writeFile(file, JSON.stringify({ signing, sealing }));
    for (let times = 0; times < 3; times += 1) {
      clock.advance(1);
      await postAsJob(server);
    }
    const kids = [...signing, ...sealing].map(({ kid }) => kid);
    expect(lines()).toEqual([{ event: 'key_ring_changed', file, kids }]);
    expect(server.log.at(-1)?.kid).toBe(kids[0]);
  });

  it('a changed client is logged once, and so is a removed one', async () => {
    const clock = testClock();
    const server = await serve({ clock, clients: [] });
    const { store } = server.service;
    await register(hashSecret(job), store);
    await postAsJob(server);
    const lines = watchConsole();
    const { revision = '' } = (await findRegistration(job.client_id, store)) ?? {};
    await changeRegistration({ ...hashSecret(job), client_name: 'Another' }, revision, store);
    for (let times = 0; times < 3; times += 1) {
      clock.advance(61);
      expect((await postAsJob(server)).status).toBe(200);
    }
    expect(lines()).toEqual([{ event: 'client_changed', client_id: 'nightly-report', change: 'updated' }]);
  });
});
