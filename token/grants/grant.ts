// What a grant is: it proves that the client may have tokens, and for whom. It never issues them (RFC 6749 §1.3).
import type { Client } from '../../shared/clients/client.ts';
import type { GrantType, GrantTypeName } from '../../shared/clients/grant-types.ts';
import type { LogFields } from '../../shared/log/log-fields.ts';
import type { Report } from '../../shared/log/reporting.ts';
import type { StepName } from '../../shared/log/steps.ts';
import type { Service } from '../../shared/serving/service.ts';
import type { AddedClaims } from '../../shared/tokens/access-token.ts';
import type { Parameters } from '../../shared/validation/parameters.ts';
import type { CompiledSchema } from '../../shared/validation/validator.ts';

export interface Grant extends GrantType {
  /** The value of `grant_type`. */
  readonly type: GrantTypeName;
  /** Of its parameters. */
  readonly schema: CompiledSchema;
  /** Names of parameters that a request may have more than once. */
  readonly repeatable: readonly string[];
  /** The steps behind `parameters`, in order, those of issuing included. */
  readonly steps: readonly StepName[];
  /**
   * Checks the parameters, then the grant. Uses nothing up; but a reused refresh token ends its grant at once.
   * @throws OAuthError when a parameter is malformed or the grant does not hold
   */
  prove(request: GrantRequest, service: Service, report: Report): Promise<Authorization>;
}

/** A token request whose client has authenticated and may use the grant. */
interface GrantRequest {
  /** As sent. */
  readonly parameters: Parameters;
  readonly client: Client;
  readonly headers: Headers;
}

/** What was proved: the tokens to issue follow from it alone. */
export interface Authorization {
  readonly subject: string;
  /** Of the access token; never empty. */
  readonly scope: readonly string[];
  /** The resource of the access token; with a user's `openid`, /userinfo is an audience too. */
  readonly audience: string;
  /** The user's grant; a client acting for itself has none. */
  readonly userGrant?: UserGrant;
  /** Of the access token (RFC 6749 §7.1); Bearer if absent. */
  readonly tokenType?: 'Bearer' | 'DPoP';
  /** Seconds since the epoch: the access token does not outlive it. */
  readonly endsAt?: number;
  readonly addedClaims?: AddedClaims;
  readonly addedMembers?: AddedMembers;
}

/** What the answer says beside the members of RFC 6749 §5.1. */
export interface AddedMembers {
  /** RFC 8693 §2.2.1: a URI. */
  readonly issued_token_type?: string;
}

export interface UserGrant {
  readonly id: string;
  /** Seconds since the epoch: no token outlives it. */
  readonly endsAt: number;
  /** Seconds since the epoch. */
  readonly authTime: number;
  /** The refresh token to issue; absent for a client that may not refresh. */
  readonly next?: {
    readonly generation: number;
    readonly scope: readonly string[];
    readonly resources: readonly string[];
  };
  /** The id token to issue (OpenID Connect Core §3.1.3.3). */
  readonly idToken?: { readonly nonce?: string };
  /**
   * The one write that uses the grant up, called when all tokens are signed: a fault before it leaves everything as it was.
   * @returns what the log is told
   * @throws OAuthError when another caller was first, StoreUnavailableError when that is not known
   */
  spend(): Promise<LogFields>;
}
