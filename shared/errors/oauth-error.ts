import { masked, revealed } from '../log/echo.ts';
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
  readonly code: ErrorName;
  /** The description as the log has it: with what `echo` has put there masked. */
  readonly maskedMessage: string;
  readonly reason: ErrorName | undefined;
  readonly event: EventName | undefined;
  readonly log: LogFields;
  readonly headers: Readonly<Record<string, string>>;
  readonly challenge: Challenge | undefined;

  /**
   * @param code of a row of the catalogue
   * @param description one or two sentences for the app's developer: what was wrong and what would be right; never a secret
   */
  constructor(code: ErrorName, description: string, options: OAuthErrorOptions = {}) {
    super(revealed(description), { cause: options.cause });
    this.code = code;
    this.maskedMessage = masked(description);
    this.reason = options.reason;
    this.event = options.event;
    this.log = options.log ?? {};
    this.headers = options.headers ?? {};
    this.challenge = options.challenge;
  }
}
