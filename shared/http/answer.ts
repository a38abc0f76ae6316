import type { Cookie } from '@azure/functions';

/** What an endpoint answers, as plain data. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly cookies?: readonly Cookie[];
  /** Whether it brings a `Cache-Control` of its own; every other answer is kept by no cache (RFC 6749 §5.1). */
  readonly isCacheable?: true;
}

/** RFC 9110 §15.4.4 and RFC 9700 §4.12: never a 307, which would have the browser send what was typed here along. */
export function seeOther(location: string): Answer {
  return { status: 303, headers: { Location: location, 'Referrer-Policy': 'no-referrer' } };
}

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** The answer with one more cookie, behind those that it has. */
export function withCookie(answer: Answer, cookie: Cookie): Answer {
  return { ...answer, cookies: [...(answer.cookies ?? []), cookie] };
}
