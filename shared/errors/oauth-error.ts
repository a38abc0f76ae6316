import { masked, revealed } from '../log/echo.ts';
import type { EventName, LogFields } from '../log/log-fields.ts';
import type { ErrorName } from './catalogue.ts';

/** The header `WWW-Authenticate` of the answer (RFC 9110 §11.6.1). */
export interface Challenge {
  readonly scheme: 'Basic' | 'Bearer' | 'DPoP';
  /** The scope that the access token needs (RFC 6750 §3). */
  readonly scope?: string;
  /** Without an error code, because the request had no token (RFC 6750 §3.1). */
  readonly isBare?: true;
}

export interface AppToReturnTo {
  readonly name: string;
  /** An https URL. */
  readonly address: string;
}

export interface OAuthErrorOptions {
  /** Only for the log: the row with details that the caller may not know. */
  readonly reason?: ErrorName;
  /** Only for the log: the name of a security event. */
  readonly event?: EventName;
  /** Only for the log: members of the log line, such as the client and the subject. Never a secret, a code or a token. */
  readonly log?: LogFields;
  /** Only for the log: the underlying error. */
  readonly cause?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Only for a page: the app that asked, to lead back to. */
  readonly app?: AppToReturnTo | undefined;
  /** Default: the challenge that belongs to the OAuth error code. */
  readonly challenge?: Challenge;
}

/** Refuses a request. Thrown anywhere, and turned into an answer in one place, `serving/error-response.ts`. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: ErrorName;
  /** The description for the log, in which text from `echo` is masked. */
  readonly maskedMessage: string;
  readonly reason: ErrorName | undefined;
  readonly event: EventName | undefined;
  readonly log: LogFields;
  readonly headers: Readonly<Record<string, string>>;
  readonly challenge: Challenge | undefined;
  readonly app: AppToReturnTo | undefined;

  /**
   * @param code name of a row of the catalogue
   * @param description one or two sentences for the developer of the app: what is wrong, and what would be right; never a secret
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
    this.app = options.app;
  }
}
