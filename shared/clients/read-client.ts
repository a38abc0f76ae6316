// Validates client records from every source against one schema, and applies defaults.
import { sha256 } from '../base/sha256.ts';
import type { SigningAlg } from '../keys/key-ring-record.ts';
import { problemsOf } from '../validation/check.ts';
import { defaultMethod, methodFacts } from './authentication-methods.ts';
import * as clientSchema from './client.schema.json';
import type { Client, Resource } from './client.ts';
import type { ClientRecord, ResourceRecord } from './client-record.ts';
import { contradictionsOf } from './contradictions.ts';
import { readFederatedCredentials } from './federated-credential.ts';
import { defaultGrantTypes } from './grant-types.ts';
import { readExchangeRule } from './read-exchange-rule.ts';
import { requestObjectAlgs } from './request-objects.ts';
import { splitScope } from './scope.ts';

export function isClientId(id: string): boolean {
  return clientSchema.validate({ client_id: id });
}

export function readClient(value: unknown): Client | { readonly problems: readonly string[] } {
  const problems = problemsOf(clientSchema, value);
  if (problems.length > 0) return { problems };
  const record = value as ClientRecord;
  const client = fromRecord(record);
  const contradictions = contradictionsOf(client, record);
  return contradictions.length > 0 ? { problems: contradictions } : client;
}

function fromRecord(record: ClientRecord): Client {
  const authenticationMethod = record.token_endpoint_auth_method ?? defaultMethod;
  const { isConfidential, signingAlgs } = methodFacts[authenticationMethod];
  return {
    id: record.client_id,
    name: record.client_name ?? record.client_id,
    clientUri: record.client_uri,
    logoUri: record.logo_uri,
    registration: registrationOf(record),
    authenticationMethod,
    isConfidential,
    secrets: [
      ...(record.client_secret === undefined ? [] : [{ sha256: sha256(record.client_secret), expiresAt: 0 }]),
      ...(record.client_secrets ?? []).map((secret) => ({
        sha256: Buffer.from(secret.sha256, 'hex'),
        expiresAt: secret.expires_at ?? 0,
      })),
    ],
    jwks: record.jwks?.keys ?? [],
    jwksUri: record.jwks_uri,
    assertionAlgs: signingAlgs.filter((alg) => isAllowed(alg, record.token_endpoint_auth_signing_alg)),
    federatedCredentials: readFederatedCredentials(record),
    grantTypes: record.grant_types ?? defaultGrantTypes,
    isNative: (record.application_type ?? (isConfidential ? 'web' : 'native')) === 'native',
    redirectUris: record.redirect_uris ?? [],
    postLogoutRedirectUris: record.post_logout_redirect_uris ?? [],
    backchannelLogoutUri: record.backchannel_logout_uri,
    scope: words(record.scope),
    defaultScope: words(record.default_scope),
    resources: (record.resource ?? []).map((resource) =>
      typeof resource === 'string' ? { uri: resource } : readResource(resource),
    ),
    introspects: record.introspects ?? [],
    exchangeRules: (record.token_exchange ?? []).map(readExchangeRule),
    accessTokenLifetime: record.access_token_lifetime ?? 3600,
    refreshTokenLifetime: record.refresh_token_lifetime ?? 1_209_600,
    grantLifetime: record.grant_lifetime ?? 7_776_000,
    hasRotation: record.refresh_token_rotation ?? true,
    refreshTokenGrace: record.refresh_token_grace ?? 30,
    requiresProof: record.dpop_bound_access_tokens ?? false,
    // RFC 9700 §2.1.1: a nonce takes the place of PKCE for a confidential client alone.
    requiresPkce: !isConfidential || record.require_pkce === true,
    requiresNonce: record.require_nonce ?? true,
    requiresPushedRequests: record.require_pushed_authorization_requests ?? false,
    requiresSignedRequests: record.require_signed_request_object ?? false,
    requestObjectAlgs: requestObjectAlgs.filter((alg) => isAllowed(alg, record.request_object_signing_alg)),
    idTokenAlg: record.id_token_signed_response_alg ?? 'RS256',
    hasIdTokenClaims: record.id_token_claims ?? false,
    claims: record.claims ?? {},
    accessTokenClaims: record.access_token_claims ?? [],
    requiresConsent: record.consent ?? false,
    scopeDescriptions: new Map(Object.entries(record.scope_descriptions ?? {})),
  };
}

/** @param only the one that the record names, if any */
function isAllowed(alg: string, only: SigningAlg | undefined): boolean {
  return only === undefined || alg === only || (alg === 'Ed25519' && only === 'EdDSA');
}

const filePrefix = 'file.';

/** Whether `Client.registration` is of a client from CLIENTS_FILE rather than the store. */
export function isOfFile(registration: string): boolean {
  return registration.startsWith(filePrefix);
}

/** Identifies a CLIENTS_FILE record. A new name or redirect URI may mean a different client: users are asked for consent. */
function registrationOf({ client_id, client_name = client_id, redirect_uris = [] }: ClientRecord): string {
  return `${filePrefix}${sha256(JSON.stringify([client_name, ...[...redirect_uris].sort()])).toString('base64url')}`;
}

function readResource({ uri, scope, signing_alg: signingAlg }: ResourceRecord): Resource {
  return { uri, ...(scope !== undefined && { scope: words(scope) }), ...(signingAlg && { signingAlg }) };
}

function words(list: string | undefined): readonly string[] {
  return list === undefined ? [] : splitScope(list);
}
