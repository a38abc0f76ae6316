// Server metadata (RFC 8414 §2, OpenID Discovery §3), derived from the lists that the endpoints use.

import { passwordAuthentication } from '../shared/base/authentication.ts';
import { challengeMethods, prompts, responseModes, responseTypes } from '../shared/base/openid-values.ts';
import { confidentialMethods, signingAlgsOf, standardMethods } from '../shared/clients/authentication-methods.ts';
import { requestObjectAlgs } from '../shared/clients/request-objects.ts';
import { protocolScopes } from '../shared/clients/scope.ts';
import { proofAlgs } from '../shared/dpop/proof-algs.ts';
import { languages } from '../shared/html/language.ts';
import { paths } from '../shared/http/paths.ts';
import { idTokenAlg } from '../shared/keys/keys.ts';
import type { Service } from '../shared/serving/service.ts';
import { supportedClaims } from '../shared/users/claims.ts';

type MetadataSource = Pick<Service, 'settings' | 'grantTypes'>;

export function oauthMetadata({ settings, grantTypes }: MetadataSource): Record<string, unknown> {
  const { issuer } = settings;
  return {
    issuer,
    authorization_endpoint: `${issuer}${paths.authorize}`,
    pushed_authorization_request_endpoint: `${issuer}${paths.par}`,
    // Of this server as a whole; the record of a client can require it (RFC 9126 §6).
    require_pushed_authorization_requests: false,
    token_endpoint: `${issuer}${paths.token}`,
    // RFC 8628 §4.
    device_authorization_endpoint: `${issuer}${paths.deviceAuthorization}`,
    revocation_endpoint: `${issuer}${paths.revoke}`,
    introspection_endpoint: `${issuer}${paths.introspect}`,
    jwks_uri: `${issuer}${paths.jwks}`,
    // Only the standard scopes: the scopes of an API concern only its clients.
    scopes_supported: protocolScopes,
    response_types_supported: responseTypes,
    response_modes_supported: responseModes,
    grant_types_supported: [...grantTypes],
    ...authenticationAt('token', standardMethods),
    ...authenticationAt('revocation', standardMethods),
    // RFC 7662 §2.1: public clients must not introspect.
    ...authenticationAt('introspection', confidentialMethods),
    code_challenge_methods_supported: challengeMethods,
    // RFC 9449 §5.1.
    dpop_signing_alg_values_supported: proofAlgs,
    // RFC 9101 §10.5.
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: requestObjectAlgs,
    // Of references to elsewhere. It defaults to true (OpenID Discovery §3), and is not about /par (RFC 9126 §5).
    request_uri_parameter_supported: false,
    // RFC 9207 §3.
    authorization_response_iss_parameter_supported: true,
    ui_locales_supported: languages,
  };
}

function authenticationAt(endpoint: 'token' | 'revocation' | 'introspection', methods: readonly string[]) {
  const algs = signingAlgsOf(methods);
  return {
    [`${endpoint}_endpoint_auth_methods_supported`]: methods,
    ...(algs.length > 0 && { [`${endpoint}_endpoint_auth_signing_alg_values_supported`]: algs }),
  };
}

/** @param algs the algorithms that the key ring signs with now */
export function openidMetadata(source: MetadataSource, algs: readonly string[]): Record<string, unknown> {
  return {
    ...oauthMetadata(source),
    userinfo_endpoint: `${source.settings.issuer}${paths.userinfo}`,
    // OpenID Connect RP-Initiated Logout §2.1.
    end_session_endpoint: `${source.settings.issuer}${paths.signOut}`,
    // OpenID Connect Back-Channel Logout §2.1.
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [idTokenAlg, ...algs.filter((alg) => alg !== idTokenAlg)],
    claims_parameter_supported: true,
    acr_values_supported: [passwordAuthentication.acr],
    claims_supported: supportedClaims,
    // OpenID Connect Prompt Create §4.1.
    prompt_values_supported: prompts,
  };
}
