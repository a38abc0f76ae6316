// Clients of a Keycloak realm: its export, a partial export, or the clients that kcadm prints (ClientRepresentation).
import type { ClientRecord } from '../../../shared/clients/client-record.ts';
import type { ExportMembers } from './export-members.ts';
import type { ForeignClient, ForeignSource } from './foreign-source.ts';
import { keycloakAuthentication, keycloakLogout, readAttributes } from './keycloak-attributes.ts';
import { scopeMember } from './scope-member.ts';
import { takeGrants } from './take-grants.ts';
import { takeRedirectUris } from './take-redirect-uris.ts';
import { takeResources } from './take-resources.ts';

/** Clients that each realm has for Keycloak itself. */
const builtIn = /^(?:account|account-console|admin-cli|broker|realm-management|security-admin-console|.*-realm)$/;

/** Client scopes that each realm has, without a counterpart here. */
const builtInScopes: ReadonlySet<string> = new Set([
  'acr',
  'basic',
  'microprofile-jwt',
  'organization',
  'roles',
  'service_account',
  'web-origins',
]);

export const keycloak: ForeignSource = {
  title: 'clients of Keycloak',
  lists: ['clients'],
  recognises: (record) => 'clientId' in record,
  origins: {
    client_id: ['clientId'],
    client_name: ['name'],
    client_secrets: ['secret'],
    redirect_uris: ['redirectUris'],
    scope: ['defaultClientScopes'],
    default_scope: ['defaultClientScopes'],
    resource: ['protocolMappers'],
  },
  read: readKeycloakClient,
};

function readKeycloakClient(members: ExportMembers): ForeignClient {
  const client_id = members.text('clientId');
  const leftOut = whyLeftOut(client_id, members);
  if (leftOut !== undefined) return { client_id, record: undefined, leftOut };
  const isPublic = members.isOn('publicClient');
  const attributes = members.object('attributes');
  const authentication = keycloakAuthentication(isPublic, attributes, members);
  if (typeof authentication === 'string') return { client_id, record: undefined, leftOut: authentication };
  const name = members.text('name');
  const { grants, ...settings } = readAttributes(attributes);
  const usesCode = members.raw('standardFlowEnabled') !== false;
  const grant_types = takeGrants(
    [
      ...(usesCode ? ['authorization_code'] : []),
      ...(members.isOn('serviceAccountsEnabled') ? ['client_credentials'] : []),
      ...(members.isOn('implicitFlowEnabled') ? ['implicit'] : []),
      ...(members.isOn('directAccessGrantsEnabled') ? ['password'] : []),
      ...grants.filter((each) => each !== 'refresh_token' || usesCode || grants.includes(deviceCode)),
    ],
    { isPublic },
    members,
  );
  const uris = redirectUris(members, usesCode);
  const record: Partial<ClientRecord> = {
    ...(client_id === undefined ? {} : { client_id }),
    ...(name === undefined || name.startsWith('${') ? {} : { client_name: name }),
    ...authentication,
    grant_types,
    redirect_uris: uris,
    ...keycloakLogout(attributes, uris),
    ...scopes(members, grant_types),
    ...resources(members),
    ...settings,
    ...(members.isOn('consentRequired') ? { consent: true } : {}),
  };
  members.skip('webOrigins', 'every origin may call the endpoints of browsers, without credentials');
  members.skip('fullScopeAllowed', 'tokens have no roles');
  members.skip('authorizationSettings', 'there are no authorization services');
  for (const known of ['id', 'protocol', 'enabled', 'clientAuthenticatorType', 'bearerOnly', 'access'])
    members.raw(known);
  return { client_id, record };
}

/** They speak of a user. */
const userScopes: readonly string[] = ['profile', 'email', 'offline_access', 'address', 'phone'];

const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';

function whyLeftOut(clientId: string | undefined, members: ExportMembers): string | undefined {
  const protocol = members.text('protocol') ?? 'openid-connect';
  if (clientId !== undefined && builtIn.test(clientId)) return 'it is one of the clients that Keycloak has for itself';
  if (protocol !== 'openid-connect') return `its protocol is not openid-connect`;
  if (members.raw('enabled') === false) return 'it is disabled';
  if (members.isOn('bearerOnly')) {
    return 'it is bearer-only, an API: only if it introspects tokens, register it with clients add --introspects';
  }
  return undefined;
}

/** Keycloak puts the root URL before a relative one. */
function redirectUris(members: ExportMembers, usesCode: boolean): readonly string[] {
  const root = members.text('rootUrl');
  const base = root !== undefined && /^https?:\/\//.test(root) ? root.replace(/\/$/, '') : undefined;
  if (!usesCode) {
    members.skip('redirectUris', 'the client does not use the standard flow');
    return [];
  }
  const uris = takeRedirectUris('redirectUris', members);
  return uris.map((uri) => (base !== undefined && uri.startsWith('/') ? `${base}${uri}` : uri));
}

function scopes(members: ExportMembers, grants: readonly string[]): Partial<ClientRecord> {
  const known = (name: string) => members.texts(name).filter((scope) => !builtInScopes.has(scope));
  const fixed = known('defaultClientScopes');
  const actsForUser = grants.some((grant) => grant !== 'client_credentials');
  const scope = [...(actsForUser ? ['openid'] : []), ...fixed, ...known('optionalClientScopes')];
  const ownScopes = scope.filter((each) => actsForUser || !userScopes.includes(each));
  const defaults = fixed.filter((each) => ownScopes.includes(each) && !userScopes.includes(each));
  return { ...scopeMember(ownScopes), ...(defaults.length > 0 ? { default_scope: defaults.join(' ') } : {}) };
}

/** Audience mappers name who tokens are for; other mappers are named. */
function resources(members: ExportMembers): Partial<ClientRecord> {
  const audiences = members.objects('protocolMappers').flatMap((mapper) => {
    const [name, type] = [mapper.text('name') ?? '', mapper.text('protocolMapper')];
    for (const known of ['id', 'protocol', 'consentRequired']) mapper.raw(known);
    const config = mapper.raw('config');
    if (type !== 'oidc-audience-mapper' || typeof config !== 'object' || config === null) {
      members.note(`skipped the protocol mapper ${name}: tokens have no other claims than those of docs/tokens.md`);
      return [];
    }
    return Object.entries(config).flatMap(([key, value]) =>
      ['included.custom.audience', 'included.client.audience'].includes(key) &&
      typeof value === 'string' &&
      value !== ''
        ? [value]
        : [],
    );
  });
  const resource = takeResources([...new Set(audiences)], 'the audience', members);
  return resource.length > 0 ? { resource } : {};
}
