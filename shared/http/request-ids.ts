import { randomUUID } from 'node:crypto';
import { maxFormBytes } from './form.ts';
import { readTraceParent } from './trace-parent.ts';

/** The ids in an answer and in its log line. `traceId` and `correlationId` are GUIDs in lower case. */
export interface RequestIds {
  /** Unique to this request; also in the header x-ms-request-id. */
  readonly traceId: string;
  /** Chosen by the caller, and possibly the same for several requests; else equal to `traceId`. */
  readonly correlationId: string;
  /** W3C Trace Context, if the caller sent one. */
  readonly traceparent: string | undefined;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const inBody = /(?:^|&)client-request-id=([0-9A-Fa-f-]{36})(?:&|$)/;

/**
 * The correlation id is the `client-request-id` of the caller (header, else body, else query) if it is a GUID, else the trace id
 * of `traceparent`, else the new trace id.
 */
export function requestIds(headers: Headers, body: Uint8Array, query: URLSearchParams): RequestIds {
  const traceId = randomUUID();
  const sent =
    guidOf(headers.get('client-request-id')) ??
    guidOf(inBody.exec(Buffer.from(body.subarray(0, maxFormBytes)).toString('latin1'))?.[1]) ??
    guidOf(query.get('client-request-id'));
  const traced = readTraceParent(headers);
  return { traceId, correlationId: (sent ?? traced?.guid ?? traceId).toLowerCase(), traceparent: traced?.value };
}

export function guidOf(id: string | null | undefined): string | undefined {
  return id && guid.test(id) ? id : undefined;
}
