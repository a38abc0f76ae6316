import type { ResponseMode } from '../base/openid-values.ts';

/** The destination of an authorization response, to which the browser is sent (RFC 6749 §4.1.2). */
export interface SendTo {
  /** Validated: registered for the client. */
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  /** As the app sent it (RFC 6749 §4.1.1). */
  readonly state: string | undefined;
  /** As the app sent them, for a response that is a page. */
  readonly uiLocales: string | undefined;
}

/** Wraps any error that is thrown after `redirect_uri` was validated, to report it to the app (RFC 6749 §4.1.2.1). */
export class ErrorToSend extends Error {
  override readonly name = 'ErrorToSend';
  readonly sendTo: SendTo;

  constructor(sendTo: SendTo, cause: unknown) {
    super('an error to send to the app', { cause });
    this.sendTo = sendTo;
  }
}
