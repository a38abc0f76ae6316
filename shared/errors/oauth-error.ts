import type { EventName, LogFields } from '../log/log-fields.ts';
import type { ErrorName } from './catalogue.ts';

/** What `WWW-Authenticate` of the answer says (RFC 9110 §11.6.1). */
export interface Challenge {
  readonly scheme: 'Basic' | 'Bearer';
  /** That the access token must have (RFC 6750 §3). */
  readonly scope?: string;
  /** RFC 6750 §3.1: whoever sent no token at all is not told of an error there. */
  readonly isBare?: true;
}

export interface OAuthErrorOptions {
  /** For the log alone: the row that says more than the caller may know. */
  readonly reason?: ErrorName;
  /** For the log alone: the name of a security event. */
  readonly event?: EventName;
  /** For the log alone: whose request it was. Never a secret, a code or a token. */
  readonly log?: LogFields;
  /** For the log alone: what failed underneath. */
  readonly cause?: unknown;
  /** HTTP headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where it is not the one that goes with the OAuth error code. */
  readonly challenge?: Challenge;
}

/** The one class that refuses a request. Thrown anywhere, written out once, in `error-response.ts`. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly row: ErrorName;
  /** The description as the log has it: with what `echo` has put there masked. */
  readonly maskedMessage: string;
  readonly reason: ErrorName | undefined;
  readonly event: EventName | undefined;
  readonly log: LogFields;
  readonly headers: Readonly<Record<string, string>>;
  readonly challenge: Challenge | undefined;

  /**
   * @param row the row of the catalogue
   * @param description one or two sentences for the app's developer: what was wrong and what would be right; never a secret
   */
  constructor(row: ErrorName, description: string, options: OAuthErrorOptions = {}) {
    super(revealed(description), { cause: options.cause });
    this.row = row;
    this.maskedMessage = masked(description);
    this.reason = options.reason;
    this.event = options.event;
    this.log = options.log ?? {};
    this.headers = options.headers ?? {};
    this.challenge = options.challenge;
  }
}

const maxEchoLength = 80;

/** Characters of a text from outside that a log line shows. */
const maxLoggedLength = 4;

/** Around an echo stand noncharacters of Unicode, which `printable` lets nobody bring along. Its length as sent follows it. */
const echoes = /\ufdd0([^\ufdd0-\ufdd2]*)\ufdd1(\d+)\ufdd2/g;

/**
 * What the caller sent, fit for a description or a member of the log line: whole for the caller (80 characters of RFC 6749
 * §5.2 at most), masked in the log, since people put secrets into any parameter.
 */
export function echo(value: string): string {
  return value && `\ufdd0${shortened(value)}\ufdd1${value.length}\ufdd2`;
}

/** The text with its echoes as they were sent, cut. */
function revealed(text: string): string {
  return text.replace(echoes, '$1');
}

/** The text with the first four characters and the length of its echoes: `abcd... (43 characters)`. */
export function masked(text: string): string {
  return text.replace(echoes, (_echo, shown: string, length: string) =>
    Number(length) > maxLoggedLength ? `${shown.slice(0, maxLoggedLength)}... (${length} characters)` : shown,
  );
}

/** A text of this server, such as a list of what a client may ask for, fit for a description. */
export function shortened(value: string): string {
  return printable(value.length > maxEchoLength ? `${value.slice(0, maxEchoLength)}...` : value);
}

/** RFC 6749 §5.2: %x20-21 / %x23-5B / %x5D-7E. Anything else becomes a question mark. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/gu, '?');
}
