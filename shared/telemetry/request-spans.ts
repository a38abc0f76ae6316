// A request becomes a server span, and what it waits for its children. Contexts are handed on by hand: nothing is instrumented.
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { paths } from '../http/paths.ts';
import type { LogField, LogFields } from './log-fields.ts';
import type { Meters } from './request-meters.ts';
import type { RequestWatcher, Watch, WatchedPart, WatchedRequest } from './watch.ts';

/** Steps that take time; the others show in `tessera.step` where one refuses. */
const timedParts = { signing: 'signing', 'store commit': 'store', 'store read': 'store' } as const;

/** Members of the log line that a span has too. The cause of a fault is in the log alone. */
const spanFields: readonly LogField[] = [
  'event',
  'outcome',
  'trace_id',
  'correlation_id',
  'client_id',
  'authentication_method',
  'grant_type',
  'scope',
  'resource',
  'kid',
  'step',
  'error',
  'error_codes',
];

const propagator = new W3CTraceContextPropagator();
const carried = {
  keys: (carrier: Readonly<Record<string, string>>) => Object.keys(carrier),
  get: (carrier: Readonly<Record<string, string>>, name: string) => carrier[name],
};
const routes: ReadonlyMap<string, string> = new Map(Object.entries(paths));

const unwatched: WatchedPart = { end() {} };

export function watchWithSpans(tracer: Tracer, meters: Meters, parent: 'host' | 'caller'): Watch['begin'] {
  return (request) => {
    const route = routes.get(request.endpoint) ?? request.endpoint;
    const known = { 'http.request.method': request.method, 'http.route': route };
    const outer = contextOf(parent === 'host' ? request.hostTrace : callerTrace(request));
    const server = tracer.startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes: known }, outer);
    const inner = trace.setSpan(outer, server);

    function beginPart(part: keyof typeof timedParts): WatchedPart {
      const on = timedParts[part];
      const kind = on === 'store' ? SpanKind.CLIENT : SpanKind.INTERNAL;
      const span = tracer.startSpan(part, { kind }, inner);
      const started = performance.now();
      return {
        traceparent: traceparentOf(span),
        end(outcome) {
          if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
          meters.spent(on, performance.now() - started, { 'http.route': route });
        },
      };
    }

    const watcher: RequestWatcher = {
      traceparent: traceparentOf(server),
      begin: (part) => (part in timedParts ? beginPart(part as keyof typeof timedParts) : unwatched),
      answered(fields) {
        const answered = {
          'http.response.status_code': Number(fields.status),
          ...(fields.error !== undefined && { 'error.type': String(fields.error) }),
        };
        server.setAttributes({ ...answered, ...attributesOf(fields) });
        // Semantic conventions for HTTP: a refusal is the caller's error, not the server's.
        if (fields.outcome === 'fault') server.setStatus({ code: SpanStatusCode.ERROR });
        server.end();
        meters.answered(fields, { ...known, ...answered });
      },
    };
    return watcher;
  };
}

function callerTrace({ headers }: WatchedRequest): WatchedRequest['hostTrace'] {
  return { traceparent: headers.get('traceparent') ?? undefined, tracestate: headers.get('tracestate') ?? undefined };
}

/** What is none in the sense of W3C Trace Context begins a trace of its own. */
function contextOf({ traceparent, tracestate }: WatchedRequest['hostTrace']): Context {
  const carrier = { ...(traceparent && { traceparent }), ...(tracestate && { tracestate }) };
  return propagator.extract(ROOT_CONTEXT, carrier, carried);
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

function attributesOf(fields: LogFields): Attributes {
  const known = spanFields.filter((name) => fields[name] !== undefined);
  return Object.fromEntries(known.map((name) => [`tessera.${name}`, [fields[name]].flat().map(String).join(' ')]));
}
