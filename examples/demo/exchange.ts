// Records the requests of the client with their answers, for the page to show. An app does without this.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CustomFetchOptions } from 'openid-client';

export interface Exchange {
  readonly method: string;
  readonly url: string;
  /** `Basic` credentials are decoded: those of the demo clients are published. */
  readonly authorization: string;
  readonly parameters: URLSearchParams;
  readonly status: number;
  readonly body: string;
  /** Empty when the body is not a JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface RecordedCall<T> {
  /** Undefined when the call has thrown. */
  readonly result?: T;
  readonly thrown?: unknown;
  readonly exchange?: Exchange | undefined;
}

const exchanges = new AsyncLocalStorage<Exchange[]>();

/** Runs a call of openid-client. @returns its outcome, and the last request that had credentials */
export function record<T>(call: () => Promise<T>): Promise<RecordedCall<T>> {
  const made: Exchange[] = [];
  return exchanges.run(made, () =>
    call().then(
      (result) => ({ result, exchange: made.at(-1) }),
      (thrown: unknown) => ({ thrown, exchange: made.at(-1) }),
    ),
  );
}

export async function recordingFetch(url: string, options: CustomFetchOptions): Promise<Response> {
  const { method, headers, body = null } = options;
  const response = await fetch(url, { ...options, body });
  const authorization = new Headers(headers).get('authorization');
  const made = exchanges.getStore();
  if (made && authorization !== null) {
    const text = await response.clone().text();
    made.push({
      method,
      url,
      authorization: readable(authorization),
      parameters: new URLSearchParams(body instanceof URLSearchParams ? body : ''),
      status: response.status,
      body: text,
      json: jsonObject(text),
    });
  }
  return response;
}

function readable(authorization: string): string {
  const [, credentials] = /^Basic (.*)$/.exec(authorization) ?? [];
  return credentials === undefined
    ? authorization
    : `Basic ${decodeURIComponent(Buffer.from(credentials, 'base64').toString())}`;
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
