// What a client may exchange, and for what (RFC 8693). Nothing may be exchanged that no rule names.
import type { JWK } from 'jose';

/** An item of `token_exchange` in a client record. */
export interface ExchangeRuleRecord {
  readonly subject_token: {
    readonly issuer?: string;
    readonly jwks?: JWKS;
    readonly audience: string;
    readonly scope?: string;
    readonly claims?: Claims;
  };
  readonly resource: string;
  readonly scope: string;
  readonly actor?: ActorKind;
}

type Claims = Readonly<Record<string, string | number | boolean>>;

interface JWKS {
  readonly keys: readonly JWK[];
}

/** Who `act` names: the client, the subject of the actor_token, or nobody (impersonation, RFC 8693 §1.1). */
type ActorKind = 'client' | 'actor_token' | 'none';

export interface ExchangeRule {
  readonly subjectToken: {
    /** Its `iss`, if it is of another issuer. */
    readonly issuer: string | undefined;
    /** The keys of that issuer; undefined if it publishes them. */
    readonly jwks: JWKS | undefined;
    /** One of its `aud`. */
    readonly audience: string;
    /** The scopes that it must have, all of them. */
    readonly scope: readonly string[];
    /** The claims that a token of another issuer must have, with exactly these values. */
    readonly claims: Claims;
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
