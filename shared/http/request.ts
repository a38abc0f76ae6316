export interface EndpointRequest {
  readonly method: string;
  /** From the host. The caller controls its origin through headers, so nothing may be derived from the origin. */
  readonly url: URL;
  readonly headers: Headers;
  /** The whole body as sent; its size is not checked yet. */
  readonly body: Uint8Array;
}
