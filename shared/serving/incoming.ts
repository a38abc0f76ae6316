import type { HttpRequest } from '@azure/functions';
import type { EndpointRequest, RequestIds } from '../http/request.ts';

/** What is used of a request of the Functions library. */
export type ServedRequest = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>;

/** A request of the Functions host, with its body read; its URL is parsed when an endpoint asks for it. */
export class Incoming implements EndpointRequest {
  readonly method: string;
  readonly headers: Headers;
  readonly body: Buffer;
  ids?: RequestIds;
  readonly #address: string;
  #url: URL | undefined;

  constructor({ method, url, headers }: Pick<ServedRequest, 'method' | 'url' | 'headers'>, body: Buffer) {
    this.method = method;
    this.headers = headers;
    this.body = body;
    this.#address = url;
  }

  get url(): URL {
    this.#url ??= new URL(this.#address);
    return this.#url;
  }

  get query(): URLSearchParams | undefined {
    return this.#address.includes('?') ? this.url.searchParams : undefined;
  }
}
