// Requests of the demo client, kept with their answers as they went over the wire: the page shows them.
import { processDeadlines } from '../../shared/base/deadlines.ts';

/** A parameter or header as the page shows it. */
export interface Shown {
  readonly name: string;
  readonly value: string;
}

export interface Exchange {
  readonly method: string;
  readonly url: string;
  /** Who asks, in the request's own words; undefined when it carries no credentials. */
  readonly authorization?: string;
  readonly parameters: readonly Shown[];
  readonly status: number;
  /** The whole body; a JSON object when it is one. */
  readonly body: string;
  readonly json?: Readonly<Record<string, unknown>>;
}

interface FetchOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** @returns a `fetch` that hands on what was sent and answered */
export function recordingFetch(onExchange: (exchange: Exchange) => void) {
  return async (url: string, { method = 'GET', headers = {}, body }: FetchOptions = {}): Promise<Response> => {
    const { demoTimeoutMs, startTimer } = processDeadlines();
    const form = new URLSearchParams(body === undefined || body === null ? '' : String(body));
    const response = await fetch(url, {
      method,
      headers,
      ...(method !== 'GET' && { body: form }),
      redirect: 'manual',
      signal: startTimer(demoTimeoutMs),
    });
    const text = await response.clone().text();
    const authorization = new Headers(headers).get('authorization');
    const json = jsonObject(text);
    onExchange({
      method,
      url,
      ...(authorization !== null && { authorization: readable(authorization) }),
      parameters: shownParameters(form),
      status: response.status,
      body: text,
      ...(json && { json }),
    });
    return response;
  };
}

/** Sends a request, and returns the answer whatever its status is. */
export async function sendRequest(url: string, options: FetchOptions): Promise<Exchange> {
  let sent: Exchange | undefined;
  const send = recordingFetch((made) => {
    sent = made;
  });
  await send(url, options);
  if (!sent) throw new Error('an answer is handed on before it is returned');
  return sent;
}

/** The same with a form. @param authorization as in the header */
export function sendForm(
  url: string,
  authorization: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Exchange> {
  const headers = { Authorization: authorization, Accept: 'application/json' };
  return sendRequest(url, { method: 'POST', headers, body: new URLSearchParams(parameters) });
}

/** RFC 6749 §2.3.1: each is encoded as in a form first. */
export function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
}

export function shownParameters(parameters: URLSearchParams): readonly Shown[] {
  return [...parameters].map(([name, value]) => ({ name, value: shortened(value) }));
}

/** Tokens and codes in the middle of a text, cut: the reader tells them apart by their ends. */
export function shortened(text: string): string {
  return text.replace(
    /(?<![\w-])[\w-]{8,}\.[\w-]*\.[\w.-]{30,}/g,
    (token) => `${token.slice(0, 10)}…${token.slice(-8)}`,
  );
}

/** Of the demo clients alone, whose secrets are documented. */
function readable(authorization: string): string {
  const [scheme = '', credentials = ''] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'basic') return shortened(authorization);
  return `Basic ${decodeURIComponent(Buffer.from(credentials, 'base64').toString())}`;
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // What JSON.parse gives for text that begins so.
    return text.trimStart().startsWith('{') ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
