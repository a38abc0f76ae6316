import type { Cookie } from '@azure/functions';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly cookies?: readonly Cookie[];
  /** Keeps the `Cache-Control` of `headers`; every other answer gets `no-store` (RFC 6749 §5.1). */
  readonly isCacheable?: true;
}

/** A redirect with 303, never 307, which would make the browser send the posted password along (RFC 9700 §4.12). */
export function seeOther(location: string): Answer {
  return { status: 303, headers: { Location: location, 'Referrer-Policy': 'no-referrer' } };
}

const jsonHeaders = { 'Content-Type': 'application/json' };

export function jsonAnswer(status: number, value: unknown, headers?: Readonly<Record<string, string>>): Answer {
  return { status, headers: headers ? { ...jsonHeaders, ...headers } : jsonHeaders, body: JSON.stringify(value) };
}

export function withCookie(answer: Answer, cookie: Cookie): Answer {
  return { ...answer, cookies: [...(answer.cookies ?? []), cookie] };
}
