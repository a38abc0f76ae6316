// Applications of Auth0: GET /api/v2/clients, `auth0 apps list --json`, or clients/*.json of its Deploy CLI.
import type { ClientRecord } from '../../../shared/clients/client-record.ts';
import type { ExportMembers } from './export-members.ts';
import type { ForeignClient, ForeignSource } from './foreign-source.ts';
import { signingAlg } from './signing-alg.ts';
import { takeGrants } from './take-grants.ts';
import { takeLifetime } from './take-lifetime.ts';
import { takeLogout } from './take-logout.ts';
import { takeRedirectUris } from './take-redirect-uris.ts';
import { takeSecret } from './take-secret.ts';

export const auth0: ForeignSource = {
  title: 'applications of Auth0',
  lists: ['clients'],
  recognises: (record) =>
    ['app_type', 'callbacks', 'is_first_party', 'oidc_conformant'].some((name) => name in record) &&
    !('appId' in record),
  origins: { client_name: ['name'], client_secrets: ['client_secret'], redirect_uris: ['callbacks'] },
  read: readAuth0Client,
};

const publicTypes: readonly unknown[] = ['spa', 'native'];

function readAuth0Client(members: ExportMembers): ForeignClient {
  const client_id = members.text('client_id');
  if (members.isOn('global')) {
    return { client_id, record: undefined, leftOut: 'it is the global client that Auth0 has for itself' };
  }
  const type = members.text('app_type');
  const named = members.text('token_endpoint_auth_method');
  const method = named ?? (publicTypes.includes(type) ? 'none' : 'client_secret_post');
  const keyed = members.object('client_authentication_methods');
  if (keyed.raw('private_key_jwt') !== undefined) {
    return {
      client_id,
      record: undefined,
      leftOut: 'the export has only the id of its key: register it with clients add --jwks',
    };
  }
  if (!['none', 'client_secret_post', 'client_secret_basic'].includes(method)) {
    return {
      client_id,
      record: undefined,
      leftOut: 'its token_endpoint_auth_method does not work here: register it with clients add',
    };
  }
  const isPublic = method === 'none';
  if (isPublic) members.skip('client_secret', 'the client is public');
  const grant_types = takeGrants(members.texts('grant_types'), { isPublic }, members);
  const actsForUser = grant_types.some((grant) => grant !== 'client_credentials');
  const client_name = members.text('name');
  const redirect_uris = takeRedirectUris('callbacks', members);
  const record: Partial<ClientRecord> = {
    ...(client_id === undefined ? {} : { client_id }),
    ...(client_name === undefined ? {} : { client_name }),
    ...(isPublic
      ? { token_endpoint_auth_method: 'none' }
      : { token_endpoint_auth_method: 'client_secret', client_secrets: takeSecret('client_secret', members) }),
    grant_types,
    ...(redirect_uris.length > 0 ? { redirect_uris } : {}),
    ...takeLogout(
      {
        name: 'allowed_logout_urls',
        uris: members.texts('allowed_logout_urls'),
        backchannelUri: members.object('oidc_logout').texts('backchannel_logout_urls')[0],
        isSidRequired: false,
      },
      members,
    ),
    ...(actsForUser ? { scope: 'openid profile email' } : {}),
    ...(actsForUser && members.raw('is_first_party') !== true ? { consent: true } : {}),
    ...(members.isOn('require_pushed_authorization_requests') ? { require_pushed_authorization_requests: true } : {}),
    ...(members.isOn('require_proof_of_possession') ? { dpop_bound_access_tokens: true } : {}),
    ...(grant_types.includes('refresh_token') ? refreshTokens(isPublic, members) : {}),
    ...idTokens(members),
  };
  members.skip('allowed_origins', 'every origin may call the endpoints of browsers, without credentials');
  members.skip('web_origins', 'every origin may call the endpoints of browsers, without credentials');
  for (const known of [
    'refresh_token',
    'tenant',
    'is_first_party',
    'oidc_conformant',
    'callback_url_template',
    'signing_keys',
  ]) {
    members.raw(known);
  }
  return { client_id, record };
}

function refreshTokens(isPublic: boolean, members: ExportMembers): Partial<ClientRecord> {
  const refresh = members.object('refresh_token');
  const isExpiring = refresh.text('expiration_type') !== 'non-expiring';
  const rotates = refresh.text('rotation_type') !== 'non-rotating';
  if (!rotates && isPublic) refresh.note('skipped refresh_token.rotation_type: tokens of a public client rotate');
  const life = refresh.isOn('infinite_token_lifetime') || !isExpiring ? undefined : refresh.number('token_lifetime');
  const idle = refresh.isOn('infinite_idle_token_lifetime') ? undefined : refresh.number('idle_token_lifetime');
  if (life === undefined && refresh.raw('token_lifetime') !== undefined) {
    refresh.note('skipped refresh_token.expiration_type: a grant ends after 90 days here, or after grant_lifetime');
  }
  const grace = refresh.number('leeway');
  return {
    ...(rotates || isPublic ? {} : { refresh_token_rotation: false }),
    ...takeLifetime('grant_lifetime', life, 'refresh_token.token_lifetime', refresh),
    ...takeLifetime('refresh_token_lifetime', idle, 'refresh_token.idle_token_lifetime', refresh),
    // Auth0's default of 0 would turn off what saves an app from a lost response.
    ...takeLifetime('refresh_token_grace', grace === 0 ? undefined : grace, 'refresh_token.leeway', refresh),
  };
}

function idTokens(members: ExportMembers): Partial<ClientRecord> {
  const jwt = members.object('jwt_configuration');
  const alg = signingAlg('alg', jwt);
  jwt.skip('lifetime_in_seconds', 'it is the lifetime of ID tokens');
  return alg === undefined || alg === 'RS256' ? {} : { id_token_signed_response_alg: alg };
}
