/** The ids in an answer and in its log line. `traceId` and `correlationId` are GUIDs in lower case. */
export interface RequestIds {
  /** Unique to this request; also in the header x-ms-request-id. */
  readonly traceId: string;
  /** Chosen by the caller, and possibly the same for several requests; else equal to `traceId`. */
  readonly correlationId: string;
  /** The header `client-request-id` as sent, if it is a GUID and the caller asks for it back. */
  readonly returnedId: string | undefined;
  /** W3C Trace Context, if the caller sent one. */
  readonly traceparent: string | undefined;
}

export interface EndpointRequest {
  readonly method: string;
  /** From the host. The caller controls its origin through headers, so nothing may be derived from the origin. */
  readonly url: URL;
  /** Of the URL; undefined without one. */
  readonly query: URLSearchParams | undefined;
  readonly headers: Headers;
  /** The whole body as sent; its size is not checked yet. */
  readonly body: Buffer;
  /** Of the answer and the log line; absent outside of `serve`. */
  readonly ids?: RequestIds;
}
