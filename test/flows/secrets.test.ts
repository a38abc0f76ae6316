// Secrets, tokens, codes, verifiers, passwords, assertions, cookies and bodies appear in no log line, response or telemetry.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { StoreUnavailableError } from '../../shared/store/store.ts';
import { type Collector, startCollector } from '../shared/telemetry/collector.ts';
import { job, jobSecret, webSecret } from '../support/clients.ts';
import { grantClients, introspect, introspectAsApi, redeem, refresh, revoke, signIn } from '../support/grants.ts';
import { proofKeyPair, proofMaker } from '../support/proofs.ts';
import { basic, postAsJob, postToken, type Served, type TestAnswer } from '../support/request.ts';
import { startServer, type TestServer, testKeyRing, verifier } from '../support/server.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';
import { type Canaries, newCanaries, sendEverywhere } from './canaries.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(...options: Parameters<typeof startServer>): Promise<TestServer> {
  const server = await startServer(...options);
  closing.push(() => server.close());
  return server;
}

/** Without known addresses a thousand wrong secrets are compared before throttling starts. */
const patient = { TRUSTED_PROXIES: '0' };

const everyClient = ['nightly-report', 'web', 'native', 'reports-api', 'nobody'];
/** Where the same requests are sent again, to a process. */
const fewClients = process.env.LONG ? everyClient : ['nightly-report'];

/** Every valid request once: tokens are issued, used, reused, introspected and revoked. */
async function liveThrough(server: Served, signer: TestServer): Promise<{ secrets: string[]; answers: TestAnswer[] }> {
  const codes = await Promise.all(
    ['web', 'web', 'web'].map((id) => signer.issueCode(id, { scope: ['openid', 'reports.read'] })),
  );
  const [code = '', other = '', third = ''] = codes;
  const proof = await proofMaker({ url: server.url, service: signer.service }, await proofKeyPair())();
  const jobs = await postAsJob(server, {}, { DPoP: proof });
  const first = await redeem(server, code);
  const { refresh_token, access_token } = first.json;
  const second = await refresh(server, refresh_token);
  const issued = [jobs, first, second].flatMap(({ json }) => [json.access_token, json.refresh_token, json.id_token]);
  const answers = [
    await postAsJob(server, {}, { DPoP: proof }),
    await introspect(server, access_token),
    await introspectAsApi(server, access_token),
    await refresh(server, refresh_token, { client_id: 'native', client_secret: undefined }),
    await redeem(server, code),
    await redeem(server, other, { code_verifier: `${verifier}x` }),
    await redeem(server, third, { client_id: 'brief' }),
    await postToken(server, { grant_type: 'refresh_token', refresh_token: code, client_id: 'native' }),
    await postToken(server, { grant_type: 'authorization_code', code: access_token, client_id: 'native' }),
    await revoke(server, second.json.refresh_token),
    await refresh(server, second.json.refresh_token),
  ];
  const tokens = issued.filter((token): token is string => typeof token === 'string');
  return { secrets: [...codes, ...tokens, proof, verifier, jobSecret, webSecret], answers };
}

/** The secrets that the text contains, also as a part of a token and in Basic credentials. */
function secretsIn(text: string, secrets: readonly string[]): readonly string[] {
  const parts = secrets.flatMap((secret) => [secret, ...secret.split('.').filter((part) => part.length > 40)]);
  return [...parts, basic(job.client_id, jobSecret).slice('Basic '.length)].filter((part) => text.includes(part));
}

describe('a secret that a caller sends', () => {
  it('appears neither in the log nor in a response', async () => {
    const server = await serve({ clients: grantClients, environment: patient });
    const canaries = newCanaries();
    const console = watchConsole();
    const answers = await sendEverywhere(server, everyClient, canaries);
    expect(answers.length).toBeGreaterThan(400);
    // A successful probe writes no log line.
    const quiet = answers.filter((answer) => /"status":"(?:live|ready)"/.test(answer));
    expect(server.log).toHaveLength(answers.length - quiet.length);
    expect(canaries.foundIn(JSON.stringify(server.log))).toEqual([]);
    expect(canaries.foundIn(answers.join('\n'))).toEqual([]);
    expect(canaries.foundIn(console())).toEqual([]);
    // Each secret reached every step that reads it.
    const steps = new Set(server.log.map(({ step }) => step));
    expect([...steps]).toEqual(expect.arrayContaining(['form', 'client authentication', 'code', 'refresh token']));
    expect(server.log.some(({ event }) => event === 'client_throttled')).toBe(false);
  });

  it('does not appear when it is valid either: tokens are only in the responses that issue them', async () => {
    const server = await serve({ clients: grantClients });
    const { secrets, answers } = await liveThrough(server, server);
    expect(secrets.length).toBeGreaterThan(12);
    expect(secretsIn(JSON.stringify(server.log), secrets)).toEqual([]);
    expect(secretsIn(answers.map(({ text, headers }) => text + JSON.stringify([...headers])).join(), secrets)).toEqual(
      [],
    );
  });
});

function watchConsole(): () => string {
  const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
  const spies = methods.map((method) => vi.spyOn(console, method).mockImplementation(() => {}));
  return () =>
    spies
      .flatMap(({ mock }) => mock.calls.flat())
      .map(String)
      .join('\n');
}

describe('a fault whose message contains secrets', () => {
  /** What drivers and parsers may write into the messages of their errors. */
  function quotes({ place }: Canaries, sent: readonly string[]): readonly string[] {
    const key = `${place('account key')}/+==`;
    return [
      `DefaultEndpointsProtocol=https;AccountName=grants;AccountKey=${key};EndpointSuffix=core.windows.net`,
      `GET https://grants.table.core.windows.net/tessera?sv=2019&sig=${place('signature')}%3D`,
      `{"Authorization":"SharedKey grants:${place('shared key')}=","Cookie":"x"}`,
      // The name of the account is sent by the request, and is removed first.
      `SharedKeyLite grantsaccount:${place('signature of a header')}=`,
      `authorization: Bearer ${place('bearer')}`,
      `Cookie: session=${place('cookie')}; other=${place('second cookie')}`,
      `{"kty":"EC","d":"${place('private key')}","secret":"${place('sealing master')}","client_secret": "${place('record')}"}`,
      `Unexpected token in JSON: client_secret=${place('secret')}&code_verifier=${place('verifier')}&password=${place('password')}`,
      `eyJ0eXAi${place('header')}.${place('payload')}.${place('tag')}`,
      ...sent,
    ];
  }

  it.each(['a store that is down', 'a defect'])('is logged without them: %s', async (kind) => {
    const canaries = newCanaries();
    const [secret, code, cookie] = [canaries.place('client_secret'), canaries.place('code'), canaries.place('cookie')];
    const password = canaries.place('registered secret');
    const authorization = basic('nightly-report', password);
    const sent = [secret, `body was ${encodeURIComponent(code)}`, authorization, password, `session=${cookie}`];
    const message = quotes(canaries, sent).join('\n');
    const fail = () => {
      const cause = new TypeError(message, { cause: message });
      return Promise.reject(kind === 'a defect' ? cause : new StoreUnavailableError(message, { cause }));
    };
    const server = await serve({ change: (service) => ({ ...service, clients: { findClient: fail } }) });
    const form = { grant_type: 'authorization_code', code, client_id: 'web' };
    const headers = { Cookie: `session=${cookie}`, 'X-Account': 'grantsaccount' };
    const answers = [
      await postToken(server, { ...form, client_secret: secret }, headers),
      await postToken(server, form, { ...headers, Authorization: basic('web', password) }),
      await postToken(server, form, headers),
    ];
    // Each request is identified by the values that it sent.
    const [first, second] = server.log.map((line) => JSON.stringify(line));
    expect(canaries.foundIn(first ?? '')).toEqual(['registered secret']);
    expect(canaries.foundIn(second ?? '')).toEqual(['client_secret']);
    for (const { cause } of server.log) {
      expect(cause).toMatch(
        /TypeError: DefaultEndpointsProtocol=https;AccountName=grants;AccountKey=\(removed\);Endpoint/,
      );
      expect(cause).toContain('caused by');
    }
    expect(canaries.foundIn(answers.map(({ text, headers: own }) => text + JSON.stringify([...own])).join())).toEqual(
      [],
    );
  });
});

describe('the process', () => {
  async function collect(): Promise<Collector> {
    const collector = await startCollector();
    closing.push(() => collector.close());
    return collector;
  }

  async function start(environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const service = await startServiceProcess({ TELEMETRY: 'otlp', ...environment });
    closing.push(() => service.end('SIGKILL'));
    return service;
  }

  it('writes and sends no secret', async () => {
    const collector = await collect();
    const signer = await serve({ clients: grantClients, clock: systemClock });
    const service = await start({ ...patient, STORE: 'memory', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    const canaries = newCanaries();
    const answers = await sendEverywhere(service, fewClients, canaries);
    const { secrets } = await liveThrough(service, signer);
    expect(secrets.length).toBeGreaterThan(12);
    await service.end('SIGINT');
    const { signing, sealing } = await testKeyRing();
    const keys = [...signing.map(({ key }) => String(key.d)), ...sealing.map(({ secret }) => secret)];
    for (const text of [service.output(), collector.received.map((each) => each.text).join()]) {
      expect(text).toContain('nightly-report');
      expect(canaries.foundIn(text)).toEqual([]);
      expect(secretsIn(text, [...secrets, ...keys])).toEqual([]);
    }
    expect(canaries.foundIn(answers.join('\n'))).toEqual([]);
  });

  it('writes and sends no part of the connection string while its store is down', async () => {
    const collector = await collect();
    const canaries = newCanaries();
    const key = Buffer.from(canaries.place('account key')).toString('base64');
    const service = await start({
      STORE: 'table',
      GRANTS_STORAGE: `DefaultEndpointsProtocol=http;AccountName=grants;AccountKey=${key};TableEndpoint=http://127.0.0.1:9/grants;`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    });
    const signer = await serve({ clients: grantClients, clock: systemClock });
    const { code } = await signIn(signer);
    const answer = await redeem(service, code);
    expect(answer.status).toBe(503);
    await service.end('SIGINT');
    for (const text of [service.output(), collector.received.map((each) => each.text).join(), answer.text]) {
      expect(canaries.foundIn(text)).toEqual([]);
      expect(text).not.toContain(key);
      expect(secretsIn(text, [code])).toEqual([]);
    }
    expect(service.output()).toContain('"cause":"StoreUnavailableError');
  });
});
