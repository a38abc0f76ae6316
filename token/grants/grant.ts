// A grant type checks whether the client may get tokens, and for which subject (RFC 6749 §1.3). It never issues them.
import type { Authentication } from '../../shared/base/authentication.ts';
import type { Awaitable } from '../../shared/base/awaitable.ts';
import type { Client } from '../../shared/clients/client.ts';
import type { GrantType, GrantTypeName } from '../../shared/clients/grant-types.ts';
import type { LogFields } from '../../shared/log/log-fields.ts';
import type { Report } from '../../shared/log/reporting.ts';
import type { StepName } from '../../shared/log/steps.ts';
import type { Service } from '../../shared/serving/service.ts';
import type { IssuedClaims } from '../../shared/tokens/access-token.ts';
import type { RequestedClaims } from '../../shared/users/requested-claims.ts';
import type { Parameters } from '../../shared/validation/parameters.ts';
import type { CompiledSchema } from '../../shared/validation/validator.ts';

export interface Grant extends GrantType {
  /** The value of `grant_type`. */
  readonly type: GrantTypeName;
  readonly schema: CompiledSchema;
  /** The names of parameters that a request may repeat. */
  readonly repeatable: readonly string[];
  /** The steps after `parameters`, in order, including those of issuing. */
  readonly steps: readonly StepName[];
  /** Changes nothing, except that it revokes the grant of a reused refresh token. @throws OAuthError */
  prove(request: GrantRequest, service: Service, report: Report): Awaitable<Authorization>;
}

/** A token request whose client has authenticated and may use the grant. */
interface GrantRequest {
  /** As sent, unchecked. */
  readonly parameters: Parameters;
  readonly client: Client;
  readonly headers: Headers;
  /** The thumbprint of the key that the request proved (RFC 9449 §6.1). The tokens are bound to it, whatever the grant. */
  readonly jkt: string | undefined;
}

/** The result of `prove`; the tokens are derived from nothing else. */
export interface Authorization {
  readonly subject: string;
  /** The scope of the access token; never empty. */
  readonly scope: readonly string[];
  /** The resource of the access token. With the scope openid of a user, /userinfo becomes an audience as well. */
  readonly audience: string;
  /** The user's grant; absent when the client acts for itself. */
  readonly userGrant?: UserGrant;
  /** Seconds since the epoch: the latest expiry of the access token. */
  readonly endsAt?: number;
  readonly addedClaims?: IssuedClaims;
  readonly addedMembers?: AddedMembers;
}

/** Members of the token response in addition to those of RFC 6749 §5.1. */
export interface AddedMembers {
  /** A URI (RFC 8693 §2.2.1). */
  readonly issued_token_type?: string;
}

export interface UserGrant extends Authentication {
  readonly id: string;
  /** Seconds since the epoch: the latest expiry of every token of the grant. */
  readonly endsAt: number;
  /** Seconds since the epoch: when the user signed in. */
  readonly authTime: number;
  /** The `sid` of the session that the user had in the browser, for ID tokens. */
  readonly sid?: string | undefined;
  /** The refresh token to issue; absent when the client may not refresh. */
  readonly next?: {
    readonly generation: number;
    readonly scope: readonly string[];
    readonly resources: readonly string[];
  };
  /** Claims that the app asked for by name (OpenID Connect Core §5.5). */
  readonly claims?: RequestedClaims;
  /** The id token to issue (OpenID Connect Core §3.1.3.3). */
  readonly idToken?: { readonly nonce?: string };
  /**
   * Runs after all tokens are signed, so that an earlier fault changes nothing.
   * @throws OAuthError if a concurrent request was first, StoreUnavailableError if the outcome is unknown
   */
  spend(): Promise<LogFields>;
}
