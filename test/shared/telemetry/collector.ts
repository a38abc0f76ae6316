// A collector for tests: accepts any JSON post, like an OpenTelemetry collector or Azure Monitor.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { certificate, certificateKey } from './certificate.ts';

interface Received {
  readonly path: string;
  readonly text: string;
}

export interface Collector {
  readonly url: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

/** @param isSilent whether it reads requests without answering */
export async function startCollector({ isSilent = false, isHttps = false } = {}): Promise<Collector> {
  const received: Received[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body).toString() : body.toString();
    received.push({ path: request.url ?? '', text });
    if (isSilent) return;
    // Azure Monitor's client reads the count of accepted items; OTLP clients ignore it.
    const count = text.split('\n').length;
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ itemsReceived: count, itemsAccepted: count, errors: [] }));
  };
  const tls = { key: certificateKey, cert: certificate };
  const server = isHttps ? createHttpsServer(tls, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `${isHttps ? 'https' : 'http'}://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    received,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

type Value = { stringValue?: string; intValue?: number };
type Attributes = readonly { key: string; value: Value }[];

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly name: string;
  readonly kind: number;
  readonly status: { readonly code: number };
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The spans of OTLP requests. */
export function spansOf({ received }: Collector): readonly Span[] {
  return received
    .filter(({ path }) => path === '/v1/traces')
    .flatMap(({ text }) => JSON.parse(text).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .map((span) => ({ ...span, attributes: plain(span.attributes) }));
}

export interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** For counters. */
  readonly asDouble?: number;
  /** For histograms. */
  readonly count?: number;
}

/** The latest data points of a metric in OTLP requests; they are cumulative. */
export function pointsOf({ received }: Collector, metric: string): readonly Point[] {
  const last = received.filter(({ path, text }) => path === '/v1/metrics' && text.includes(`"${metric}"`)).at(-1);
  return JSON.parse(last?.text ?? '{"resourceMetrics":[]}')
    .resourceMetrics.flatMap((each: { scopeMetrics: unknown[] }) => each.scopeMetrics)
    .flatMap((each: { metrics: { name: string }[] }) => each.metrics)
    .filter(({ name }: { name: string }) => name === metric)
    .flatMap(({ sum, histogram }: Record<string, { dataPoints: Point[] }>) => (sum ?? histogram)?.dataPoints ?? [])
    .map((point: Point & { attributes: Attributes }) => ({ ...point, attributes: plain(point.attributes) }));
}

function plain(attributes: Attributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
}
