// W3C Trace Context §3.2: version, trace id, parent id, flags, and what a later version may add. Version ff and ids of zeros are invalid.
const form =
  /^(?!ff)([0-9a-f]{2}-(?!0{32})([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(?:-|$)/;

export interface TraceParent {
  /** Without what a later version adds: nothing but hexadecimal digits and hyphens. */
  readonly value: string;
  /** The trace id in the form of a GUID. */
  readonly guid: string;
}

/** @returns undefined when there is no such header, or it is none */
export function readTraceParent(headers: Headers): TraceParent | undefined {
  const [, value, ...guid] = form.exec(headers.get('traceparent') ?? '') ?? [];
  return value === undefined ? undefined : { value, guid: guid.join('-') };
}
