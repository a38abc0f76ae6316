// W3C Trace Context §3.2: version, trace id, parent id, flags, and additions of later versions. Version ff and zero ids are invalid.
const traceparentPattern =
  /^(?!ff)([0-9a-f]{2}-(?!0{32})([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(?:-|$)/;

export interface TraceParent {
  /** Without additions of later versions, so it has only hexadecimal digits and hyphens. */
  readonly value: string;
  /** The trace id in the form of a GUID. */
  readonly guid: string;
}

/** @returns undefined if the header is missing or malformed */
export function readTraceParent(headers: Headers): TraceParent | undefined {
  const [, value, ...guid] = traceparentPattern.exec(headers.get('traceparent') ?? '') ?? [];
  return value === undefined ? undefined : { value, guid: guid.join('-') };
}
