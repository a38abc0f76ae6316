import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
  type TracerConfig,
} from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { openMeters } from '../../../shared/telemetry/request-meters.ts';
import { observeWithSpans } from '../../../shared/telemetry/request-spans.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const [caller, host] = ['00f067aa0ba902b7', '00f067aa0ba902b8'];
const traceparentOf = (span: string, flags = '01') => `00-${traceId}-${span}-${flags}`;

/** The spans of one request, and the traceparents that it sends. */
function watch(
  parent: 'host' | 'none',
  headers: Record<string, string>,
  hostTraceparent?: string,
  config: TracerConfig = {},
) {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ ...config, spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const meters = openMeters(new MeterProvider().getMeter('test'));
  const begin = observeWithSpans(provider.getTracer('test'), meters, parent);
  const watcher = begin({ endpoint: 'token', method: 'POST', headers: new Headers(headers), hostTraceparent });
  const part = watcher.begin('store read');
  part.end('failed');
  watcher.begin('scope').end('failed');
  watcher.answered({ outcome: 'fault', status: 503, error: 'temporarily_unavailable', milliseconds: 3 });
  return { spans: exporter.getFinishedSpans(), watcher, part };
}

const linked = { traceId, spanId: caller, traceFlags: 1, isRemote: true };

describe('a request', () => {
  const sent = { traceparent: traceparentOf(caller), tracestate: 'rojo=anything' };

  it('begins a new trace that links to the span of the caller', () => {
    const [part, server] = watch('none', sent, traceparentOf(host)).spans;
    expect([server?.parentSpanContext, server?.links]).toEqual([undefined, [{ context: linked }]]);
    expect(server?.spanContext().traceId).not.toBe(traceId);
    expect(part?.spanContext().traceId).toBe(server?.spanContext().traceId);
  });

  it("is a child of the host's span if both go to the same backend", () => {
    const [, server] = watch('host', sent, traceparentOf(host)).spans;
    expect([server?.parentSpanContext?.spanId, server?.spanContext().traceId, server?.links]).toEqual([
      host,
      traceId,
      [],
    ]);
  });

  it.each([undefined, '', 'x', `${traceparentOf(caller)}x`, traceparentOf('0'.repeat(16))])(
    'has neither link nor parent for %j',
    (none) => {
      const headers: Record<string, string> = none === undefined ? {} : { traceparent: none };
      for (const { spans } of [watch('none', headers, traceparentOf(host)), watch('host', sent, none)]) {
        expect(spans.map(({ name }) => name)).toEqual(['store read', 'POST /token']);
        expect([spans[1]?.parentSpanContext, spans[1]?.links]).toEqual([undefined, []]);
      }
    },
  );

  it("is sampled as this server decides, whatever the caller's flag", () => {
    const off = { sampler: new ParentBasedSampler({ root: new AlwaysOffSampler() }) };
    for (const parent of ['none', 'host'] as const) {
      const unsampled = watch(parent, { traceparent: traceparentOf(caller, '00') }, traceparentOf(host, '00'));
      expect(unsampled.spans.map(({ name }) => name)).toEqual(['store read', 'POST /token']);
      const { spans, watcher, part } = watch(parent, sent, traceparentOf(host), off);
      expect(spans).toEqual([]);
      // The store gets the same traceparent.
      for (const { traceparent } of [watcher, part]) expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    }
  });
});

it('a fault sets the error status, and so does the call that failed', () => {
  const { spans } = watch('none', {});
  expect(spans.map(({ status }) => status.code)).toEqual([2, 2]);
});
