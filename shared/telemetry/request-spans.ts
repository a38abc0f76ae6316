// Makes a server span for each request, with child spans for store calls and signing, without automatic instrumentation.
import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { paths } from '../http/paths.ts';
import type { LogField, LogFields } from '../log/log-fields.ts';
import type { Meters } from './request-meters.ts';
import type { ObservedPart, ObservedRequest, RequestObserver } from './request-observer.ts';

/** Parts with a span. Other steps appear only as `tessera.step`, if they refuse a request. */
const timedParts = { signing: 'signing', 'store commit': 'store', 'store read': 'store' } as const;

/** Log members that become span attributes. The cause of a fault is only in the log, since it may quote the request. */
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

const routes: ReadonlyMap<string, string> = new Map(Object.entries(paths));

const untimedPart: ObservedPart = { end() {} };

/**
 * Starts a new trace and only links to the caller's `traceparent` (W3C Trace Context §4, §6). Otherwise callers could join traces
 * of others or turn off sampling. `host` if the Functions host sends spans to the same backend; sampling is decided here anyway.
 */
export function observeWithSpans(tracer: Tracer, meters: Meters, parent: 'host' | 'none'): RequestObserver['begin'] {
  return (request) => {
    const route = routes.get(request.endpoint) ?? request.endpoint;
    const known = { 'http.request.method': request.method, 'http.route': route };
    const outer = parent === 'host' ? contextOf(request.hostTraceparent, tracer) : ROOT_CONTEXT;
    const links = parent === 'host' ? [] : linksTo(request.headers.get('traceparent'));
    const options = { kind: SpanKind.SERVER, attributes: known, links };
    const server = tracer.startSpan(`${request.method} ${route}`, options, outer);
    const inner = trace.setSpan(outer, server);

    function beginPart(part: keyof typeof timedParts): ObservedPart {
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

    const observed: ObservedRequest = {
      traceparent: traceparentOf(server),
      begin: (part) => (part in timedParts ? beginPart(part as keyof typeof timedParts) : untimedPart),
      answered(fields) {
        const answered = {
          'http.response.status_code': Number(fields.status),
          ...(fields.error !== undefined && { 'error.type': String(fields.error) }),
        };
        server.setAttributes({ ...answered, ...attributesOf(fields) });
        // HTTP semantic conventions: a 4xx status is not an error of the server span.
        if (fields.outcome === 'fault') server.setStatus({ code: SpanStatusCode.ERROR });
        server.end();
        meters.answered(fields, { ...known, ...answered });
      },
    };
    return observed;
  };
}

/** Uses the host's span as parent, except for its sampling flag, which the host copies from the caller. */
function contextOf(traceparent: string | undefined, tracer: Tracer): Context {
  const context = spanContextOf(traceparent);
  if (!context) return ROOT_CONTEXT;
  const { traceFlags } = tracer.startSpan('decides whether it is recorded', {}, ROOT_CONTEXT).spanContext();
  return trace.setSpanContext(ROOT_CONTEXT, { ...context, traceFlags });
}

/** Omits `tracestate`, which may contain any text. */
function linksTo(traceparent: string | null): Link[] {
  const context = spanContextOf(traceparent);
  return context ? [{ context }] : [];
}

/** Undefined if the `traceparent` is not valid W3C Trace Context. */
function spanContextOf(traceparent: string | null | undefined): SpanContext | undefined {
  const context = traceparent ? parseTraceParent(traceparent) : null;
  return context ? { ...context, isRemote: true } : undefined;
}

function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

function attributesOf(fields: LogFields): Attributes {
  const known = spanFields.filter((name) => fields[name] !== undefined);
  return Object.fromEntries(known.map((name) => [`tessera.${name}`, [fields[name]].flat().map(String).join(' ')]));
}
