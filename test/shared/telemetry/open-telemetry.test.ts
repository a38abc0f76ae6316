// Traces and metrics of the built app, as a collector receives them.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../../local/azurite.ts';
import { systemClock } from '../../../shared/base/clock.ts';
import { openTestStore, startTestAzurite } from '../../support/azurite.ts';
import { grantClients, redeem } from '../../support/grants.ts';
import { jobBasic, postForm, postToken, type Served, type TestAnswer } from '../../support/request.ts';
import { startServer, type TestServer, temporaryFile } from '../../support/server.ts';
import { type ServiceProcess, startServiceProcess } from '../../support/service-process.ts';
import { openStorageLine, type StorageLine } from '../../support/storage-line.ts';
import { claimUpkeep } from '../../support/upkeep.ts';
import { certificate } from './certificate.ts';
import { type Collector, pointsOf, type Span, spansOf, startCollector } from './collector.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const callerSpan = '00f067aa0ba902b7';
const trace = { traceparent: `00-${traceId}-${callerSpan}-01`, tracestate: 'rojo=00f067aa0ba902b7' };

const collectors: Collector[] = [];
const processes: ServiceProcess[] = [];
afterEach(async () => {
  await Promise.all(processes.splice(0).map((each) => each.end('SIGKILL')));
  await Promise.all(collectors.splice(0).map((each) => each.close()));
});

async function collect(options = {}): Promise<Collector> {
  const collector = await startCollector(options);
  collectors.push(collector);
  return collector;
}

async function start(environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const service = await startServiceProcess({ STORE: 'memory', ...environment });
  processes.push(service);
  return service;
}

function postAsJob(service: Served, form: object = {}, headers: object = {}): Promise<TestAnswer> {
  const body = { grant_type: 'client_credentials', ...form };
  return postForm(service, '/token', body, { Authorization: jobBasic, ...headers });
}

function lines(service: ServiceProcess): Record<string, unknown>[] {
  const found = service.output().match(/^\{.*\}$/gm) ?? [];
  return found.map((line) => JSON.parse(line));
}

describe('to a collector', () => {
  let azurite: Azurite;
  let line: StorageLine;
  let signer: TestServer;
  let collector: Collector;
  let spans: readonly Span[];
  let logged: Record<string, unknown>[];
  let toStore: readonly string[];
  let codes: string[];

  beforeAll(async () => {
    azurite = await startTestAzurite();
    // Claims the upkeep in advance, so that only requests write traces and log lines.
    await claimUpkeep(await openTestStore(azurite));
    line = await openStorageLine(azurite.connectionString);
    signer = await startServer({ clients: grantClients, clock: systemClock });
    collector = await startCollector();
    const service = await startServiceProcess({
      STORE: 'table',
      GRANTS_STORAGE: line.connectionString,
      TELEMETRY: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_SERVICE_NAME: 'tokens',
    });
    codes = [await signer.issueCode('web')];
    await postAsJob(service, {}, trace);
    await redeem(service, codes[0] ?? '');
    await redeem(service, codes[0] ?? '');
    await postAsJob(service, { scope: 'unknown' });
    await postToken(service, { grant_type: 'made-up-by-a-caller' });
    toStore = line.takeTraceparents();
    await service.end('SIGINT');
    // Upkeep runs after one of the requests and writes its own lines.
    logged = lines(service).filter(({ endpoint }) => endpoint !== undefined);
    spans = spansOf(collector);
  });
  afterAll(async () => {
    await Promise.all([signer.close(), line.close(), collector.close()]);
    await azurite.close();
  });

  const childrenOf = (span: Span | undefined) => spans.filter(({ parentSpanId }) => parentSpanId === span?.spanId);

  it('gets buffered spans when the process ends, one for each request', () => {
    const servers = spans.filter(({ kind }) => kind === 2);
    expect(servers.map(({ name }) => name)).toEqual(Array(5).fill('POST /token'));
    expect(logged.map(({ event }) => event)).toEqual(['request', 'request', 'code_repeated', 'request', 'request']);
    const traceparents = servers.map(({ traceId: id, spanId }) => `00-${id}-${spanId}-01`);
    expect(logged.map(({ traceparent }) => traceparent)).toEqual(traceparents);
    expect(collector.received[0]?.text).toContain('{"key":"service.name","value":{"stringValue":"tokens"}}');
  });

  it("gets the members of the log line, in a new trace that links to the caller's", () => {
    const [server] = spans.filter(({ links }) => links?.length);
    expect(server).toMatchObject({
      name: 'POST /token',
      status: { code: 0 },
      links: [{ traceId, spanId: callerSpan }],
    });
    expect([server?.traceId === traceId, server?.parentSpanId]).toEqual([false, undefined]);
    expect(collector.received.map(({ text }) => text).join()).not.toContain('rojo');
    // So the caller's trace leads to the log line.
    expect(logged[0]?.correlation_id).toBe(traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
    expect(server?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/token',
      'http.response.status_code': 200,
      'tessera.event': 'request',
      'tessera.outcome': 'success',
      'tessera.trace_id': logged[0]?.trace_id,
      'tessera.correlation_id': logged[0]?.correlation_id,
      'tessera.client_id': 'nightly-report',
      'tessera.authentication_method': 'client_secret_basic',
      'tessera.grant_type': 'client_credentials',
      'tessera.scope': 'reports.read',
      'tessera.resource': 'https://reports.example',
      'tessera.kid': logged[0]?.kid,
    });
    expect(childrenOf(server).map(({ name, traceId: id }) => [name, id])).toEqual([['signing', server?.traceId]]);
  });

  it('gets spans for the store calls of a grant, whose traceparent the table service gets', () => {
    const servers = spans.filter(({ kind }) => kind === 2);
    const [redeemed, repeated] = [childrenOf(servers[1]), childrenOf(servers[2])];
    expect(redeemed.map(({ name, kind }) => [name, kind])).toEqual([
      ['signing', 1],
      ['store commit', 3],
    ]);
    expect(repeated.map(({ name }) => name)).toEqual(['signing', 'store commit', 'store read']);
    const calls = [...redeemed, ...repeated].filter(({ kind }) => kind === 3);
    // The first use creates the table and then repeats the call.
    expect([...new Set(toStore)]).toEqual(calls.map((span) => `00-${span.traceId}-${span.spanId}-01`));
  });

  it('gets the step that refused, and a refusal is not an error of the service', () => {
    const refused = spans.find(({ attributes }) => attributes['tessera.step'] === 'scope');
    expect(refused).toMatchObject({
      status: { code: 0 },
      attributes: { 'error.type': 'invalid_scope', 'http.response.status_code': 400, 'tessera.error_codes': '70011' },
    });
  });

  it('counts tokens and refusals, and measures the rest', () => {
    const counted = (metric: string) =>
      pointsOf(collector, metric).map(({ attributes, asDouble, count }) => [attributes, asDouble ?? count]);
    expect(counted('tessera.tokens.issued')).toEqual([
      [{ grant_type: 'client_credentials' }, 1],
      [{ grant_type: 'authorization_code' }, 1],
    ]);
    expect(counted('tessera.tokens.refused')).toEqual([
      [{ error: 'invalid_grant', error_code: '54005' }, 1],
      [{ error: 'invalid_scope', error_code: '70011' }, 1],
      [{ error: 'unsupported_grant_type', error_code: '70003' }, 1],
    ]);
    const http = { 'http.request.method': 'POST', 'http.route': '/token' };
    expect(counted('http.server.request.duration')).toEqual([
      [{ ...http, 'http.response.status_code': 200 }, 2],
      [{ ...http, 'http.response.status_code': 400, 'error.type': 'invalid_grant' }, 1],
      [{ ...http, 'http.response.status_code': 400, 'error.type': 'invalid_scope' }, 1],
      [{ ...http, 'http.response.status_code': 400, 'error.type': 'unsupported_grant_type' }, 1],
    ]);
    expect(counted('tessera.signing.duration')).toEqual([[{ 'http.route': '/token' }, 3]]);
    expect(counted('tessera.store.duration')).toEqual([[{ 'http.route': '/token' }, 3]]);
  });

  it('gets no secret, code or token', () => {
    const everything = collector.received.map(({ text }) => text).join();
    expect(everything).not.toMatch(/eyJ|a-secret-of|dBjftJeZ4CVP/);
    for (const code of codes) expect(everything).not.toContain(code);
  });
});

describe('signals that OpenTelemetry variables turn off', () => {
  it.each([
    ['OTEL_SDK_DISABLED', 'true', []],
    ['OTEL_TRACES_EXPORTER', 'none', ['/v1/metrics']],
    ['OTEL_METRICS_EXPORTER', 'none', ['/v1/traces']],
  ])('is not sent: %s=%s', async (name, value, paths) => {
    const collector = await collect();
    const OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
    const service = await start({ TELEMETRY: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT, [name]: value });
    expect((await postAsJob(service)).status).toBe(200);
    await service.end('SIGINT');
    expect([...new Set(collector.received.map(({ path }) => path))]).toEqual(paths);
  });
});

describe('a collector that', () => {
  const hasty = { TELEMETRY: 'otlp', OTEL_BSP_SCHEDULE_DELAY: '10', OTEL_METRIC_EXPORT_INTERVAL: '50' };

  async function expectServed(service: ServiceProcess): Promise<void> {
    for (let times = 0; times < 100; times += 1) expect((await postAsJob(service)).status).toBe(200);
  }

  it('is down does not fail requests, and is logged once', async () => {
    const gone = await startCollector();
    await gone.close();
    const service = await start({ ...hasty, OTEL_EXPORTER_OTLP_ENDPOINT: gone.url });
    await expectServed(service);
    await service.end('SIGINT');
    const told = lines(service).filter(({ event }) => event === 'telemetry_failed');
    expect(told).toEqual([{ event: 'telemetry_failed', cause: expect.stringMatching(/ECONNREFUSED|failed|refused/) }]);
  });

  it('never answers does not delay requests or the end of the process', async () => {
    const silent = await collect({ isSilent: true });
    // With the production deadlines, which expire.
    const service = await start({ ...hasty, OTEL_EXPORTER_OTLP_ENDPOINT: silent.url, NODE_OPTIONS: '' });
    await expectServed(service);
    expect(silent.received.length).toBeGreaterThan(0);
    await service.end('SIGINT');
  });
});

describe('to Azure Monitor', () => {
  it('are sent to the endpoint of the connection string, below the span of the host', async () => {
    const collector = await collect({ isHttps: true });
    const key = '00000000-0000-4000-8000-000000000001';
    const service = await start({
      TELEMETRY: 'azure-monitor',
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${key};IngestionEndpoint=${collector.url}/`,
      NODE_EXTRA_CA_CERTS: await temporaryFile(certificate),
    });
    // The caller's sampling flag is ignored.
    await postAsJob(service, {}, { ...trace, traceparent: trace.traceparent.replace(/01$/, '00') });
    await service.end('SIGINT');
    expect(new Set(collector.received.map(({ path }) => path))).toEqual(new Set(['/v2.1/track']));
    const items = collector.received.flatMap(({ text }) => JSON.parse(text));
    const [request] = items.filter(({ data }) => data.baseType === 'RequestData');
    expect(request).toMatchObject({
      iKey: key,
      tags: { 'ai.operation.id': traceId, 'ai.operation.parentId': callerSpan, 'ai.cloud.role': 'tessera' },
      data: {
        baseData: {
          name: 'POST /token',
          responseCode: '200',
          success: true,
          properties: expect.objectContaining({ 'tessera.client_id': 'nightly-report' }),
        },
      },
    });
    const metrics = items.flatMap(({ data }) => data.baseData.metrics ?? []).map(({ name }) => name);
    expect(metrics).toContain('tessera.tokens.issued');
    expect(JSON.stringify(items)).not.toMatch(/eyJ|a-secret-of/);
  });
});

describe('without TELEMETRY', () => {
  /** Which built files a process has loaded, identified by a text in them. */
  async function loaded(environment: Readonly<Record<string, string>>): Promise<string[]> {
    const folder = await mkdtemp(join(tmpdir(), 'tessera-loaded-'));
    const service = await start({ NODE_V8_COVERAGE: folder, ...environment });
    expect((await postAsJob(service)).status).toBe(200);
    await service.end('SIGINT');
    const reports = await Promise.all(
      (await readdir(folder)).map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8'))),
    );
    await rm(folder, { recursive: true });
    const urls: string[] = reports.flatMap(({ result }) => result.map(({ url }: { url: string }) => url));
    const own = urls.filter((url) => url.includes('/dist/')).map((url) => new URL(url));
    expect(own.some(({ pathname }) => pathname.endsWith('/app.js'))).toBe(true);
    const texts = (await Promise.all(own.map((url) => readFile(url, 'utf8')))).join();
    return ['BasicTracerProvider', 'OTLPTraceExporter', 'AzureMonitorTraceExporter'].filter((name) =>
      texts.includes(name),
    );
  }

  const connection = 'InstrumentationKey=00000000-0000-4000-8000-000000000001;IngestionEndpoint=http://127.0.0.1:9/';

  it('OpenTelemetry is not loaded, and with it only what is needed', async () => {
    const azure = { APPLICATIONINSIGHTS_CONNECTION_STRING: connection };
    expect(await loaded({ ...azure, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).toEqual([]);
    expect(await loaded({ TELEMETRY: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).toEqual([
      'BasicTracerProvider',
      'OTLPTraceExporter',
    ]);
    expect(await loaded({ ...azure, TELEMETRY: 'azure-monitor' })).toEqual([
      'BasicTracerProvider',
      'AzureMonitorTraceExporter',
    ]);
  });
});
