import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { openMeters } from '../../../shared/telemetry/request-meters.ts';
import { watchWithSpans } from '../../../shared/telemetry/request-spans.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const [caller, host] = ['00f067aa0ba902b7', '00f067aa0ba902b8'];
const traceparentOf = (span: string, flags = '01') => `00-${traceId}-${span}-${flags}`;

/** The spans of one request, and what it hands on. */
function watch(parent: 'host' | 'caller', headers: Record<string, string>, hostTraceparent?: string) {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const meters = openMeters(new MeterProvider().getMeter('test'));
  const begin = watchWithSpans(provider.getTracer('test'), meters, parent);
  const hostTrace = { traceparent: hostTraceparent };
  const watcher = begin({ endpoint: 'token', method: 'POST', headers: new Headers(headers), hostTrace });
  const part = watcher.begin('store read');
  part.end('failed');
  watcher.begin('scope').end('failed');
  watcher.answered({ outcome: 'fault', status: 503, error: 'temporarily_unavailable', milliseconds: 3 });
  return { spans: exporter.getFinishedSpans(), watcher, part };
}

describe('the parent of a request', () => {
  const sent = { traceparent: traceparentOf(caller) };

  it('is the span of the caller, or that of the host', () => {
    for (const [parent, span] of [
      ['caller', caller],
      ['host', host],
    ] as const) {
      const [, server] = watch(parent, sent, traceparentOf(host)).spans;
      expect([server?.parentSpanContext?.spanId, server?.spanContext().traceId]).toEqual([span, traceId]);
    }
  });

  it.each([undefined, '', 'x', `${traceparentOf(caller)}x`, traceparentOf('0'.repeat(16))])(
    'is none for %j',
    (none) => {
      const { spans } = watch('caller', none === undefined ? {} : { traceparent: none }, traceparentOf(host));
      expect(spans.map(({ name }) => name)).toEqual(['store read', 'POST /token']);
      expect(spans[1]?.parentSpanContext).toBeUndefined();
    },
  );

  it('says whether it is recorded at all, and the store is told the same', () => {
    const { spans, watcher, part } = watch('caller', { traceparent: traceparentOf(caller, '00') });
    expect(spans).toEqual([]);
    for (const { traceparent } of [watcher, part]) {
      expect(traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    }
  });
});

it('a fault is an error of the service, and so is the call that failed', () => {
  const { spans } = watch('caller', {});
  expect(spans.map(({ status }) => status.code)).toEqual([2, 2]);
});
