import { randomUUID } from 'node:crypto';
import { maxFormBytes } from './form.ts';
import type { RequestIds } from './request.ts';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const nameInBody = 'client-request-id=';
const inBody = /(?:^|&)client-request-id=([0-9A-Fa-f-]{36})(?:&|$)/;

/** Correlation id: `client-request-id` (header, else body, else query) if it is a GUID, else that of `traceparent`, else new. */
export function requestIds(headers: Headers, body: Buffer, query: URLSearchParams | undefined): RequestIds {
  const traceId = randomUUID();
  const inHeader = guidOf(headers.get('client-request-id'));
  const sent = inHeader ?? findInBody(body) ?? guidOf(query?.get('client-request-id'));
  const traced = readTraceParent(headers);
  return {
    traceId,
    correlationId: (sent ?? traced?.guid ?? traceId).toLowerCase(),
    returnedId: headers.get('return-client-request-id')?.toLowerCase() === 'true' ? inHeader : undefined,
    traceparent: traced?.value,
  };
}

function findInBody(body: Buffer): string | undefined {
  const text = body.toString('latin1', 0, maxFormBytes);
  return text.includes(nameInBody) ? guidOf(inBody.exec(text)?.[1]) : undefined;
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
  const sent = headers.get('traceparent');
  if (sent === null) return undefined;
  const [, value, ...guid] = traceparentPattern.exec(sent) ?? [];
  return value === undefined ? undefined : { value, guid: guid.join('-') };
}
