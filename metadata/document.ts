// RFC 8414 §2 and OpenID Discovery §3, derived: nothing here is typed twice.
import { standardMethods } from '../shared/clients/authenticate.ts';
import { paths } from '../shared/http/paths.ts';
import { idTokenAlg } from '../shared/keys/keys.ts';
import { grants } from '../token/grants/index.ts';

export function oauthMetadata(issuer: string): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${issuer}${paths.authorize}`,
    token_endpoint: `${issuer}${paths.token}`,
    revocation_endpoint: `${issuer}${paths.revoke}`,
    introspection_endpoint: `${issuer}${paths.introspect}`,
    jwks_uri: `${issuer}${paths.jwks}`,
    response_types_supported: ['code'],
    grant_types_supported: grants.map(({ type }) => type),
    token_endpoint_auth_methods_supported: standardMethods,
    revocation_endpoint_auth_methods_supported: standardMethods,
    // RFC 7662 §2.1: no public client may ask.
    introspection_endpoint_auth_methods_supported: standardMethods.filter((method) => method !== 'none'),
    code_challenge_methods_supported: ['S256'],
  };
}

/** @param algs those the key ring signs with now */
export function openidMetadata(issuer: string, algs: readonly string[]): Record<string, unknown> {
  return {
    ...oauthMetadata(issuer),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [idTokenAlg, ...algs.filter((alg) => alg !== idTokenAlg)],
  };
}
