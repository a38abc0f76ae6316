import type { Cookie } from '@azure/functions';
import type { LogFields } from '../log/log-fields.ts';

/** What an endpoint answers, as plain data. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly cookies?: readonly Cookie[];
  /** Whether it brings a `Cache-Control` of its own; every other answer is kept by no cache (RFC 6749 §5.1). */
  readonly isCacheable?: true;
  /** Whether it leaves no line in the log: a probe that found all well. */
  readonly isQuiet?: true;
  /** Whether the service failed, and its operator should know. */
  readonly isFault?: boolean;
  /** Whether it only shows, with the status of that, what another request was refused for: the log has it there. */
  readonly isRetold?: true;
  /** Members of the request's log line; never a secret, a code or a token. */
  readonly log?: LogFields;
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
