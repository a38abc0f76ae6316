// A request becomes a server span, and what it waits for its children. Contexts are handed on by hand: nothing is instrumented.
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

const routes: ReadonlyMap<string, string> = new Map(Object.entries(paths));

const unwatched: ObservedPart = { end() {} };

/**
 * A caller can be anybody: with its `traceparent` it would join traces of others, and switch the recording of its requests off.
 * So each request begins a trace of its own, linked to what the caller sent (W3C Trace Context §4 and §6).
 * @param parent the Functions host, where its spans are in the same place; recorded or not is decided here all the same
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

    const watcher: ObservedRequest = {
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

/** What the host sends is a parent, but for its flags: the host has them from the caller. */
function contextOf(traceparent: string | undefined, tracer: Tracer): Context {
  const context = spanContextOf(traceparent);
  if (!context) return ROOT_CONTEXT;
  const { traceFlags } = tracer.startSpan('decides whether it is recorded', {}, ROOT_CONTEXT).spanContext();
  return trace.setSpanContext(ROOT_CONTEXT, { ...context, traceFlags });
}

/** Without the caller's `tracestate`, which may be any text. */
function linksTo(traceparent: string | null): Link[] {
  const context = spanContextOf(traceparent);
  return context ? [{ context }] : [];
}

/** Undefined for what is no `traceparent` in the sense of W3C Trace Context. */
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
