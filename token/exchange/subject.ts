// The subject of a token exchange: what the subject_token says, and the rules of the client that fit it (RFC 8693 §2.1).
import type { ExchangeRule } from '../../shared/clients/exchange-rule.ts';
import type { AccessToken, Actor, Ancestor } from '../../shared/tokens/access-token.ts';

export interface Subject {
  readonly subject: string;
  /** Seconds since the epoch; likewise authTime. */
  readonly expiresAt: number;
  /** Never empty; the first that fits the target decides. */
  readonly rules: readonly ExchangeRule[];
  /** Who acts for the subject already. */
  readonly act: Actor | undefined;
  readonly authTime: number | undefined;
  /** The issuer that `subject` is a subject of, if it is another one. */
  readonly idp: string | undefined;
  /** The new token ends with each of them. */
  readonly ancestors: readonly Ancestor[];
  /** The user's grant at the beginning of the chain. */
  readonly grantId: string | undefined;
  /** The access token of this server that the subject_token is. */
  readonly token: AccessToken | undefined;
}
