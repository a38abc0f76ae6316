// The attributes of a Keycloak client: all texts, also numbers and switches.
import type { ClientRecord } from '../../../shared/clients/client-record.ts';
import type { ExportMembers } from './export-members.ts';
import { signingAlg } from './signing-alg.ts';
import { takeLifetime } from './take-lifetime.ts';
import { takeLogout } from './take-logout.ts';
import { takeSecret } from './take-secret.ts';

/** Says how the client authenticates, or why it cannot here. */
export function keycloakAuthentication(
  isPublic: boolean,
  attributes: ExportMembers,
  members: ExportMembers,
): Partial<ClientRecord> | string {
  if (isPublic) {
    members.skip('secret', 'the client is public');
    return { token_endpoint_auth_method: 'none' };
  }
  const type = members.text('clientAuthenticatorType') ?? 'client-secret';
  attributes.raw('client.secret.creation.time');
  attributes.skip('client.secret.rotated', 'Keycloak keeps the secret before the last rotation there');
  if (type === 'client-secret') {
    return { token_endpoint_auth_method: 'client_secret', client_secrets: takeSecret('secret', members) };
  }
  members.raw('secret');
  if (type !== 'client-jwt') {
    return `clients cannot authenticate with ${/^[\w-]{1,40}$/.test(type) ? type : 'its clientAuthenticatorType'} here: register it with clients add, with a secret or with --jwks`;
  }
  const uri = attributes.isOn('use.jwks.url') ? attributes.text('jwks.url') : undefined;
  if (uri === undefined) {
    return 'it signs assertions with a key that the export has as a certificate or not at all: register it with clients add --jwks';
  }
  const alg = signingAlg('token.endpoint.auth.signing.alg', attributes);
  return {
    token_endpoint_auth_method: 'private_key_jwt',
    jwks_uri: uri,
    ...(alg === undefined ? {} : { token_endpoint_auth_signing_alg: alg }),
  };
}

/** `+` stands for the redirect URIs, `-` for none; several are parted by `##`. */
export function keycloakLogout(attributes: ExportMembers, redirectUris: readonly string[]): Partial<ClientRecord> {
  const name = 'post.logout.redirect.uris';
  const named = attributes.text(name)?.split('##') ?? [];
  const logout = {
    name: `attributes.${name}`,
    uris: named.flatMap((uri) =>
      uri === '+' ? redirectUris.filter((each) => !each.includes('*')) : uri === '-' ? [] : [uri],
    ),
    backchannelUri: attributes.text('backchannel.logout.url'),
    isSidRequired: attributes.isOn('backchannel.logout.session.required'),
  };
  return takeLogout(logout, attributes);
}

type Settings = Partial<ClientRecord> & { readonly grants: readonly string[] };

export function readAttributes(attributes: ExportMembers): Settings {
  const pkce = attributes.text('pkce.code.challenge.method');
  if (pkce !== undefined && pkce !== 'S256') {
    attributes.note(
      'attributes.pkce.code.challenge.method is not S256: the client must use S256, the only method here',
    );
  }
  const idTokenAlg = signingAlg('id.token.signed.response.alg', attributes);
  const lifetime = attributes.number('access.token.lifespan');
  attributes.skip(
    'tls.client.certificate.bound.access.tokens',
    'tokens are not bound to certificates, so the client is less restricted here; bind them with DPoP',
  );
  attributes.skip('standard.token.exchange.enabled', 'say what may be exchanged with clients update --token-exchange');
  return {
    grants: [
      ...(attributes.raw('use.refresh.tokens') === 'false' ? [] : ['refresh_token']),
      ...(attributes.isOn('oauth2.device.authorization.grant.enabled')
        ? ['urn:ietf:params:oauth:grant-type:device_code']
        : []),
      ...(attributes.isOn('oidc.ciba.grant.enabled') ? ['urn:openid:params:grant-type:ciba'] : []),
    ],
    ...(pkce === undefined ? {} : { require_pkce: true }),
    ...takeLifetime('access_token_lifetime', lifetime, 'attributes.access.token.lifespan', attributes),
    ...(idTokenAlg === undefined ? {} : { id_token_signed_response_alg: idTokenAlg }),
    ...(attributes.isOn('dpop.bound.access.tokens') ? { dpop_bound_access_tokens: true } : {}),
    ...(attributes.isOn('require.pushed.authorization.requests')
      ? { require_pushed_authorization_requests: true }
      : {}),
  };
}
