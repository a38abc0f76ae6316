import { randomUUID } from 'node:crypto';
import { largestForm } from './form.ts';
import { readTraceParent } from './trace-parent.ts';

/** The ids that lead from an answer to its log line. GUIDs in lower case. */
export interface RequestIds {
  /** Of this request alone; also the header x-ms-request-id. */
  readonly traceId: string;
  /** The caller's own, where it sent one: it may span several requests. */
  readonly correlationId: string;
  /** W3C Trace Context, where the caller sent one. */
  readonly traceparent: string | undefined;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const inBody = /(?:^|&)client-request-id=([0-9A-Fa-f-]{36})(?:&|$)/;

/** The caller's `client-request-id` (header, else body, else query) when it is a GUID, else the trace id of `traceparent`, else new. */
export function requestIds(headers: Headers, body: Uint8Array, query: URLSearchParams): RequestIds {
  const traceId = randomUUID();
  const sent =
    guidOf(headers.get('client-request-id')) ??
    guidOf(inBody.exec(Buffer.from(body.subarray(0, largestForm)).toString('latin1'))?.[1]) ??
    guidOf(query.get('client-request-id'));
  const traced = readTraceParent(headers);
  return { traceId, correlationId: (sent ?? traced?.guid ?? traceId).toLowerCase(), traceparent: traced?.value };
}

export function guidOf(id: string | null | undefined): string | undefined {
  return id && guid.test(id) ? id : undefined;
}
