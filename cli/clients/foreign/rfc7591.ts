// What a server answers to a dynamic registration (RFC 7591 §3.2.1, OpenID Connect Registration, RFC 7592).
import type { JWK } from 'jose';
import type { ClientRecord } from '../../../shared/clients/client-record.ts';
import type { ExportMembers } from './export-members.ts';
import type { ForeignClient, ForeignSource } from './foreign-source.ts';
import { signingAlg } from './signing-alg.ts';
import { takeGrants } from './take-grants.ts';
import { takeLogout } from './take-logout.ts';
import { takeRedirectUris } from './take-redirect-uris.ts';
import { takeSecret } from './take-secret.ts';

export const rfc7591: ForeignSource = {
  title: 'answers to registrations (RFC 7591)',
  lists: [],
  recognises: (record) =>
    'client_id' in record &&
    ['client_id_issued_at', 'client_secret_expires_at', 'registration_access_token', 'registration_client_uri'].some(
      (name) => name in record,
    ),
  origins: { client_secrets: ['client_secret'] },
  read: readRegistration,
};

/** Members with the same names and meanings here. */
export function readRegistration(members: ExportMembers): ForeignClient {
  const client_id = members.text('client_id');
  const method = members.text('token_endpoint_auth_method') ?? 'client_secret_basic';
  const authentication = readAuthentication(method, members);
  if (typeof authentication === 'string') return { client_id, record: undefined, leftOut: authentication };
  const isPublic = method === 'none';
  const wanted = members.texts('grant_types');
  const [client_name, scope] = [members.text('client_name'), members.text('scope')];
  const [idTokenAlg, objectAlg] = ['id_token_signed_response_alg', 'request_object_signing_alg'].map((name) =>
    signingAlg(name, members),
  );
  const switches = [
    'dpop_bound_access_tokens',
    'require_pushed_authorization_requests',
    'require_signed_request_object',
  ].filter((name) => members.isOn(name));
  const redirect_uris = takeRedirectUris('redirect_uris', members);
  const grant_types = takeGrants(wanted.length > 0 ? wanted : ['authorization_code'], { isPublic }, members);
  const record: Partial<ClientRecord> = {
    ...(client_id === undefined ? {} : { client_id }),
    ...(client_name === undefined ? {} : { client_name }),
    ...authentication,
    grant_types,
    // Anyone may have registered it, so users are asked.
    ...(grant_types.includes('authorization_code') ? { consent: true } : {}),
    ...(redirect_uris.length > 0 ? { redirect_uris } : {}),
    ...takeLogout(
      {
        name: 'post_logout_redirect_uris',
        uris: members.texts('post_logout_redirect_uris'),
        backchannelUri: members.text('backchannel_logout_uri'),
        isSidRequired: members.isOn('backchannel_logout_session_required'),
      },
      members,
    ),
    ...(scope === undefined ? {} : { scope }),
    ...(idTokenAlg === undefined ? {} : { id_token_signed_response_alg: idTokenAlg }),
    ...(objectAlg === undefined ? {} : { request_object_signing_alg: objectAlg }),
    ...Object.fromEntries(switches.map((name) => [name, true])),
  };
  skipKnown(members);
  return { client_id, record };
}

function readAuthentication(method: string, members: ExportMembers): Partial<ClientRecord> | string {
  const expiresAt = members.number('client_secret_expires_at') ?? 0;
  if (method === 'none') {
    members.skip('client_secret', 'the client is public');
    return { token_endpoint_auth_method: 'none' };
  }
  if (method === 'private_key_jwt') {
    members.skip('client_secret', 'the client signs assertions instead');
    const alg = signingAlg('token_endpoint_auth_signing_alg', members);
    return {
      token_endpoint_auth_method: method,
      ...keysOf(members),
      ...(alg === undefined ? {} : { token_endpoint_auth_signing_alg: alg }),
    };
  }
  if (method !== 'client_secret_basic' && method !== 'client_secret_post') {
    const named = /^[\w-]{1,60}$/.test(method) ? method : 'its token_endpoint_auth_method';
    return `clients cannot authenticate with ${named} here: register it with clients add, with a secret or with --jwks`;
  }
  return {
    token_endpoint_auth_method: method,
    client_secrets: takeSecret('client_secret', members, expiresAt),
    ...keysOf(members),
  };
}

/** The schema of client records checks them next. */
function keysOf(members: ExportMembers): Partial<ClientRecord> {
  const uri = members.text('jwks_uri');
  const keys = members.object('jwks').raw('keys');
  return {
    ...(keys === undefined ? {} : { jwks: { keys: keys as readonly JWK[] } }),
    ...(uri === undefined ? {} : { jwks_uri: uri }),
  };
}

function skipKnown(members: ExportMembers): void {
  const responses = members.texts('response_types').filter((each) => each !== 'code');
  if (responses.length > 0) members.note(`skipped the response types ${responses.join(', ')}: only code works`);
  if (members.text('subject_type') === 'pairwise') {
    members.note('skipped subject_type pairwise: a user has the same sub for all clients');
  }
  members.raw('client_id_issued_at');
  for (const name of ['client_uri', 'logo_uri'])
    members.skip(name, 'the client chose it; set it with clients update if it is right');
  members.skip('registration_access_token', 'clients cannot change their registration');
  members.skip(
    'tls_client_certificate_bound_access_tokens',
    'tokens are not bound to certificates, so the client is less restricted here; bind them with DPoP',
  );
}
