import { randomUUID } from 'node:crypto';
import { maxFormBytes } from './form.ts';
import type { RequestIds } from './request.ts';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const inBody = /(?:^|&)client-request-id=([0-9A-Fa-f-]{36})(?:&|$)/;

/** Correlation id: `client-request-id` (header, else body, else query) if it is a GUID, else that of `traceparent`, else new. */
export function requestIds(headers: Headers, body: Uint8Array, query: URLSearchParams): RequestIds {
  const traceId = randomUUID();
  const inHeader = guidOf(headers.get('client-request-id'));
  const sent =
    inHeader ??
    guidOf(inBody.exec(Buffer.from(body.subarray(0, maxFormBytes)).toString('latin1'))?.[1]) ??
    guidOf(query.get('client-request-id'));
  const traced = readTraceParent(headers);
  return {
    traceId,
    correlationId: (sent ?? traced?.guid ?? traceId).toLowerCase(),
    returnedId: headers.get('return-client-request-id')?.toLowerCase() === 'true' ? inHeader : undefined,
    traceparent: traced?.value,
  };
}

export function guidOf(id: string | null | undefined): string | undefined {
  return id && guid.test(id) ? id : undefined;
}

// W3C Trace Context §3.2: version, trace id, parent id, flags, and additions of later versions. Version ff and zero ids are invalid.
const traceparentPattern =
  /^(?!ff)([0-9a-f]{2}-(?!0{32})([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(?:-|$)/;

interface TraceParent {
  /** Without additions of later versions, so it has only hexadecimal digits and hyphens. */
  readonly value: string;
  /** The trace id in the form of a GUID. */
  readonly guid: string;
}

function readTraceParent(headers: Headers): TraceParent | undefined {
  const [, value, ...guid] = traceparentPattern.exec(headers.get('traceparent') ?? '') ?? [];
  return value === undefined ? undefined : { value, guid: guid.join('-') };
}
