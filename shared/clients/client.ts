// A registered client, as the rest of the service knows it.
import type { SigningAlg } from '../keys/key-ring-record.ts';
import type { AuthenticationMethodName } from './authentication-methods.ts';

export interface Client {
  readonly id: string;
  readonly name: string;
  /** Names the registration; what users agreed to belongs to it, and not to an id that is registered again. */
  readonly registration: string;
  readonly authenticationMethod: AuthenticationMethodName;
  /** Whether it proves who it is (RFC 6749 §2.1); else it is public. */
  readonly isConfidential: boolean;
  readonly secrets: readonly ClientSecret[];
  readonly grantTypes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly scope: readonly string[];
  readonly defaultScope: readonly string[];
  /** What it may ask tokens for; the first is the default. */
  readonly resources: readonly Resource[];
  /** Audiences whose access tokens it may introspect, as a resource server does. */
  readonly introspects: readonly string[];
  /** Seconds, as the other lifetimes. */
  readonly accessTokenLifetime: number;
  readonly refreshTokenLifetime: number;
  readonly grantLifetime: number;
  readonly hasRotation: boolean;
  /** Seconds for which an exchanged refresh token is answered again; 0 for never. */
  readonly refreshTokenGrace: number;
  readonly requiresPkce: boolean;
  /** Whether a code without PKCE takes a nonce that comes back in the id token. */
  readonly requiresNonce: boolean;
  readonly idTokenAlg: SigningAlg;
  /** Whether id tokens tell of the user what /userinfo does. */
  readonly hasIdTokenClaims: boolean;
  /** Whether users are asked before the client gets anything of theirs. */
  readonly requiresConsent: boolean;
  /** What a scope allows, in words for users. The key is the scope, or scope, `#` and language tag, as in RFC 7591 §2.2. */
  readonly scopeDescriptions: ReadonlyMap<string, string>;
}

interface ClientSecret {
  readonly sha256: Buffer;
  /** Seconds since the epoch; 0 for never. */
  readonly expiresAt: number;
}

export interface Resource {
  readonly uri: string;
  /** Scopes that belong to this resource alone; without them, the client's. */
  readonly scope?: readonly string[];
}
