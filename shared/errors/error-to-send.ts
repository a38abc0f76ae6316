/** How and where the answer to an authorization request goes: the browser takes it there (RFC 6749 §4.1.2). */
export interface SendTo {
  /** Checked: registered for the client, and safe. */
  readonly redirectUri: string;
  readonly responseMode: 'query' | 'fragment';
  /** As the app sent it (RFC 6749 §4.1.1). */
  readonly state: string | undefined;
}

/** Whatever was thrown, once the app is known that the browser is to take it to (RFC 6749 §4.1.2.1). */
export class ErrorToSend extends Error {
  override readonly name = 'ErrorToSend';
  readonly sendTo: SendTo;

  constructor(sendTo: SendTo, cause: unknown) {
    super('an error to send to the app', { cause });
    this.sendTo = sendTo;
  }
}
