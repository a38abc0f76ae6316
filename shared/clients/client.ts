// A registered client (RFC 6749 §2), with defaults applied. `readClient` makes it from a record.
import type { JWK } from 'jose';
import type { StaticClaims } from '../base/static-claims.ts';
import type { SigningAlg } from '../keys/key-ring-record.ts';
import type { AuthenticationMethodName } from './authentication-methods.ts';
import type { ExchangeRule } from './exchange-rule.ts';

export interface Client {
  readonly id: string;
  readonly name: string;
  /** The https URL of its start page. */
  readonly clientUri: string | undefined;
  /** The https URL of its logo, which browsers load. */
  readonly logoUri: string | undefined;
  /** Differs when a client id is registered again, so that the new owner does not inherit users' consent. */
  readonly registration: string;
  readonly authenticationMethod: AuthenticationMethodName;
  /** Whether it authenticates (RFC 6749 §2.1); otherwise it is public. */
  readonly isConfidential: boolean;
  readonly secrets: readonly ClientSecret[];
  /** Verify what it signs: its assertions and request objects. */
  readonly jwks: readonly JWK[];
  /** Where its keys are instead, if the record has no `jwks`. */
  readonly jwksUri: string | undefined;
  /** JWS algorithms that its assertions may have. */
  readonly assertionAlgs: readonly string[];
  readonly federatedCredentials: readonly FederatedCredential[];
  readonly grantTypes: readonly string[];
  /** Whether it is installed on users' devices, where other programs may receive its redirects (RFC 8252 §8.6). */
  readonly isNative: boolean;
  readonly redirectUris: readonly string[];
  /** Where the browser may go after a sign-out. */
  readonly postLogoutRedirectUris: readonly string[];
  /** Where it is told that a session has ended. */
  readonly backchannelLogoutUri: string | undefined;
  readonly scope: readonly string[];
  readonly defaultScope: readonly string[];
  /** Resources that it may request tokens for; the first is the default. */
  readonly resources: readonly Resource[];
  /** Audiences that it answers for, as a resource server, and whose access tokens it may introspect. */
  readonly introspects: readonly string[];
  /** What it may exchange. The first rule that fits decides. */
  readonly exchangeRules: readonly ExchangeRule[];
  /** Seconds; likewise the other lifetimes. */
  readonly accessTokenLifetime: number;
  readonly refreshTokenLifetime: number;
  readonly grantLifetime: number;
  readonly hasRotation: boolean;
  /** Seconds during which an exchanged refresh token gets the same answer again; 0 disables this. */
  readonly refreshTokenGrace: number;
  /** Whether its token requests need a DPoP proof (RFC 9449 §5.2). */
  readonly requiresProof: boolean;
  readonly requiresPkce: boolean;
  /** Whether an authorization request without PKCE must have a nonce. */
  readonly requiresNonce: boolean;
  /** Whether every authorization request must come through /par (RFC 9126 §6). */
  readonly requiresPushedRequests: boolean;
  /** Whether every authorization request must be a signed object (RFC 9101 §10.5). */
  readonly requiresSignedRequests: boolean;
  /** JWS algorithms that its request objects may have. */
  readonly requestObjectAlgs: readonly string[];
  readonly idTokenAlg: SigningAlg;
  /** Whether id tokens contain the claims that /userinfo returns. */
  readonly hasIdTokenClaims: boolean;
  /** In all of its access tokens. */
  readonly claims: StaticClaims;
  /** Claims about the user in its access tokens. */
  readonly accessTokenClaims: readonly string[];
  readonly requiresConsent: boolean;
  /** Explains scopes to users. Keyed by scope, or by `scope#language-tag` (RFC 7591 §2.2). */
  readonly scopeDescriptions: ReadonlyMap<string, string>;
}

interface ClientSecret {
  readonly sha256: Buffer;
  /** Seconds since the epoch; 0 if it never expires. */
  readonly expiresAt: number;
}

export interface Resource {
  readonly uri: string;
  /** Scopes for this resource only; undefined means the client's scopes. */
  readonly scope?: readonly string[];
  /** Signs access tokens for it, in place of SIGNING_ALG. */
  readonly signingAlg?: SigningAlg;
}

/** Whose tokens prove the client, and which (RFC 7521 §4.2), in the words of Entra. */
export interface FederatedCredential {
  readonly name: string;
  /** Compared byte by byte with the claims of the token, like `subject`. */
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  /** Further claims that the token must have, with exactly these values. */
  readonly claims: readonly (readonly [name: string, value: string | number | boolean])[];
  /** Keys of an issuer that this server cannot reach; without them, those that the issuer publishes. */
  readonly jwks: readonly JWK[] | undefined;
}
