// The JSON of a client in CLIENTS_FILE, the store and commands, named as in RFC 7591. client.schema.json validates it.

import type { JWK } from 'jose';
import { sha256 } from '../base/sha256.ts';
import type { StaticClaims } from '../base/static-claims.ts';
import type { SigningAlg } from '../keys/key-ring-record.ts';
import type { AuthenticationMethodName } from './authentication-methods.ts';
import type { ExchangeRuleRecord } from './exchange-rule.ts';

/** A record that the schema has validated. */
export interface ClientRecord {
  readonly client_id: string;
  readonly client_name?: string;
  readonly client_uri?: string;
  readonly logo_uri?: string;
  readonly token_endpoint_auth_method?: AuthenticationMethodName;
  readonly client_secret?: string;
  readonly client_secrets?: readonly ClientSecretRecord[];
  readonly jwks?: JwksRecord;
  readonly jwks_uri?: string;
  readonly token_endpoint_auth_signing_alg?: SigningAlg;
  readonly federated_credentials?: readonly FederatedCredentialRecord[];
  readonly grant_types?: readonly string[];
  readonly application_type?: 'web' | 'native';
  readonly redirect_uris?: readonly string[];
  readonly post_logout_redirect_uris?: readonly string[];
  readonly backchannel_logout_uri?: string;
  readonly backchannel_logout_session_required?: boolean;
  readonly scope?: string;
  readonly default_scope?: string;
  readonly resource?: readonly (string | ResourceRecord)[];
  readonly introspects?: readonly string[];
  readonly token_exchange?: readonly ExchangeRuleRecord[];
  readonly access_token_lifetime?: number;
  readonly refresh_token_lifetime?: number;
  readonly grant_lifetime?: number;
  readonly refresh_token_rotation?: boolean;
  readonly refresh_token_grace?: number;
  readonly dpop_bound_access_tokens?: boolean;
  readonly require_pkce?: boolean;
  readonly require_nonce?: boolean;
  readonly require_pushed_authorization_requests?: boolean;
  readonly require_signed_request_object?: boolean;
  readonly request_object_signing_alg?: SigningAlg;
  readonly id_token_signed_response_alg?: SigningAlg;
  readonly id_token_claims?: boolean;
  readonly claims?: StaticClaims;
  readonly access_token_claims?: readonly string[];
  readonly consent?: boolean;
  readonly scope_descriptions?: Readonly<Record<string, string>>;
}

export interface ResourceRecord {
  readonly uri: string;
  readonly scope?: string;
  readonly signing_alg?: SigningAlg;
}

interface ClientSecretRecord {
  /** Hex. */
  readonly sha256: string;
  /** Seconds since the epoch; 0 or absent if it never expires. */
  readonly expires_at?: number;
}

interface JwksRecord {
  readonly keys: readonly JWK[];
}

export interface FederatedCredentialRecord {
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly claims?: Readonly<Record<string, string | number | boolean>>;
  readonly jwks?: JwksRecord;
}

/** Returns the record to store: it holds no plain secret, but its hash as the first of `client_secrets`. */
export function hashSecret({ client_secret, ...record }: ClientRecord): ClientRecord {
  if (client_secret === undefined) return record;
  const hashed = { sha256: sha256(client_secret).toString('hex'), expires_at: 0 };
  return { ...record, client_secrets: [hashed, ...(record.client_secrets ?? [])] };
}
