// The requests of a run: to the issuer only, one after another, within a time and a number.
import { Failed } from './outcome.ts';

interface Outgoing {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Reply {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of the body, if it is a JSON object. */
  readonly members: Readonly<Record<string, unknown>>;
  /** By this machine's clock, in milliseconds since the epoch: before the request, and after the headers of the answer. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** @param address a path below the issuer, or a whole URL of its origin. Redirects are not followed. @throws Failed */
export type Send = (address: string | URL, outgoing?: Outgoing) => Promise<Reply>;

export interface Sender {
  readonly send: Send;
  /** How many were sent. */
  count(): number;
  /** Replaces what must not be shown: tokens and codes of replies, and what `hide` was given. */
  masked(text: string): string;
  hide(secret: string): void;
}

export const maxRequests = 150;
const requestTimeoutMs = 15_000;
const maxReplyBytes = 1_048_576;

/** @param isStopped ends the requests, as Ctrl-C does */
export function openSender(issuer: string, isStopped: AbortSignal): Sender {
  const { origin } = new URL(issuer);
  const secrets = new Set<string>();
  let count = 0;

  async function send(address: string | URL, { method = 'GET', headers = {}, body }: Outgoing = {}): Promise<Reply> {
    const url = typeof address === 'string' ? new URL(`${issuer}${address}`) : address;
    // Passwords and secrets go nowhere else.
    if (url.origin !== origin) throw new Failed('The service leads to another origin.', origin, url.origin);
    if (count >= maxRequests) throw new Failed('The run needs too many requests.', `at most ${maxRequests}`, 'more');
    count += 1;
    const sentAt = Date.now();
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(requestTimeoutMs), isStopped]);
      const init = {
        method,
        headers: { 'User-Agent': 'tessera-selftest', ...headers },
        redirect: 'manual',
        signal,
      } as const;
      const response = await fetch(url, body === undefined ? init : { ...init, body });
      const answeredAt = Date.now();
      const text = await readBody(response);
      const reply = {
        url,
        status: response.status,
        headers: response.headers,
        text,
        members: membersOf(text),
        sentAt,
        answeredAt,
      };
      for (const secret of secretsOf(reply)) secrets.add(secret);
      return reply;
    } catch (thrown) {
      throw new Failed(`${method} ${url.origin}${url.pathname} gets no answer.`, 'an HTTP response', reasonOf(thrown));
    }
  }

  return {
    send,
    count: () => count,
    hide: (secret) => secrets.add(secret),
    masked: (text) => mask(text, secrets),
  };
}

async function readBody({ body }: Response): Promise<string> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxReplyBytes) throw new Error(`an answer of more than ${maxReplyBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : {};
  } catch {
    return {};
  }
}

function secretsOf({ members, headers, url }: Pick<Reply, 'members' | 'headers' | 'url'>): readonly string[] {
  const { access_token, refresh_token, id_token } = members;
  const location = headers.get('location') ?? '';
  const code = URL.canParse(location, url.href) ? new URL(location, url).searchParams.get('code') : undefined;
  return [access_token, refresh_token, id_token, code].filter((each) => typeof each === 'string');
}

/** Shorter ones hide nothing, and would hide other text. */
const minSecretCharacters = 12;

function mask(text: string, secrets: Iterable<string>): string {
  let masked = text;
  for (const secret of secrets) {
    if (secret.length >= minSecretCharacters) masked = masked.replaceAll(secret, '[secret]');
  }
  return masked.replace(/eyJ[\w-]{10,}\.[\w-]+\.?[\w-]*/g, '[token]');
}

/** As Node.js and OpenSSL name it. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.name === 'TimeoutError') return `nothing within ${requestTimeoutMs / 1000} s`;
  if (thrown.name === 'AbortError') return 'the run was stopped';
  const { cause } = thrown;
  const inner = cause instanceof Error ? cause : thrown;
  return 'code' in inner && inner.code !== undefined
    ? `${inner.message || inner.name} (${String(inner.code)})`
    : inner.message;
}
