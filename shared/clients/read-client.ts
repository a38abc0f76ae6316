// A client record (RFC 7591 where it has the member) becomes a Client. One schema checks it wherever it enters.
import { sha256 } from '../base/sha256.ts';
import { problemsOf } from '../validation/check.ts';
import { defaultMethod, methodFacts } from './authentication-methods.ts';
import * as clientSchema from './client.schema.json';
import type { Client } from './client.ts';
import type { ClientRecord } from './client-record.ts';
import { contradictionsOf } from './contradictions.ts';
import { defaultGrantTypes } from './grant-types.ts';
import { splitScope } from './scope.ts';

/** Whether a record may have that id. */
export function isClientId(id: string): boolean {
  return clientSchema.validate({ client_id: id });
}

/** The client that a record describes, or everything that is wrong with the record. */
export function readClient(value: unknown): Client | { readonly problems: readonly string[] } {
  const problems = problemsOf(clientSchema, value);
  if (problems.length > 0) return { problems };
  // The schema has just passed it.
  const record = value as ClientRecord;
  const client = fromRecord(record);
  const contradictions = contradictionsOf(client, record);
  return contradictions.length > 0 ? { problems: contradictions } : client;
}

function fromRecord(record: ClientRecord): Client {
  const authenticationMethod = record.token_endpoint_auth_method ?? defaultMethod;
  const { isConfidential } = methodFacts[authenticationMethod];
  return {
    id: record.client_id,
    name: record.client_name ?? record.client_id,
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
    grantTypes: record.grant_types ?? defaultGrantTypes,
    redirectUris: record.redirect_uris ?? [],
    scope: words(record.scope),
    defaultScope: words(record.default_scope),
    resources: (record.resource ?? []).map((resource) =>
      typeof resource === 'string' ? { uri: resource } : { uri: resource.uri, scope: words(resource.scope) },
    ),
    introspects: record.introspects ?? [],
    accessTokenLifetime: record.access_token_lifetime ?? 3600,
    refreshTokenLifetime: record.refresh_token_lifetime ?? 1_209_600,
    grantLifetime: record.grant_lifetime ?? 7_776_000,
    hasRotation: record.refresh_token_rotation ?? true,
    refreshTokenGrace: record.refresh_token_grace ?? 30,
    // RFC 9700 §2.1.1: a nonce takes the place of PKCE for a confidential client alone.
    requiresPkce: !isConfidential || record.require_pkce === true,
    requiresNonce: record.require_nonce ?? true,
    idTokenAlg: record.id_token_signed_response_alg ?? 'RS256',
    hasIdTokenClaims: record.id_token_claims ?? false,
    requiresConsent: record.consent ?? false,
    scopeDescriptions: new Map(Object.entries(record.scope_descriptions ?? {})),
  };
}

const filePrefix = 'file.';

/** Whether a registration is that of a record outside the store. */
export function isOfFile(registration: string): boolean {
  return registration.startsWith(filePrefix);
}

/**
 * Of a record outside the store, where nothing says whether it is a change or another client: under another name, or with other
 * redirect URIs, users are asked again. One of the store has the identity of its registration instead.
 */
function registrationOf({ client_id, client_name = client_id, redirect_uris = [] }: ClientRecord): string {
  return `${filePrefix}${sha256(JSON.stringify([client_name, ...[...redirect_uris].sort()])).toString('base64url')}`;
}

function words(list: string | undefined): readonly string[] {
  return list === undefined ? [] : splitScope(list);
}
