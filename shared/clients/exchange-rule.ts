// What a client may exchange, and for what (RFC 8693). Nothing may be exchanged that no rule names.

/** An item of `token_exchange` in a client record. */
export interface ExchangeRuleRecord {
  readonly subject_token: { readonly audience: string; readonly scope?: string };
  readonly resource: string;
  readonly scope: string;
  readonly actor?: ActorKind;
}

/** Who `act` names: the client, or nobody (impersonation, RFC 8693 §1.1). */
type ActorKind = 'client' | 'none';

export interface ExchangeRule {
  readonly subjectToken: {
    /** One of its `aud`. */
    readonly audience: string;
    /** The scopes that it must have, all of them. */
    readonly scope: readonly string[];
  };
  /** The audience of the new token. */
  readonly resource: string;
  /** The most that the new token may have; never empty. */
  readonly scope: readonly string[];
  readonly actor: ActorKind;
}

interface TokenClient {
  readonly resources: readonly { readonly uri: string }[];
  readonly exchangeRules: readonly ExchangeRule[];
}

/** Every audience that an access token of the client can have, besides /userinfo. */
export function tokenAudiences({ resources, exchangeRules }: TokenClient): readonly string[] {
  return [...resources.map(({ uri }) => uri), ...exchangeRules.map(({ resource }) => resource)];
}
