/** A request as an endpoint gets it. */
export interface EndpointRequest {
  readonly method: string;
  /** As the host tells it; a caller can choose its origin, so nothing is derived from that. */
  readonly url: URL;
  readonly headers: Headers;
  /** Whole and as sent; its size is not checked yet. */
  readonly body: Uint8Array;
}
