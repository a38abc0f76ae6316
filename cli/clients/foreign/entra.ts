// App registrations of Microsoft Entra: `az ad app list`, or GET /applications of Microsoft Graph. It never returns secrets.
import { entraAuthentication } from './entra-authentication.ts';
import { requiredAccess } from './entra-permissions.ts';
import type { ExportMembers, Members } from './export-members.ts';
import type { ForeignClient, ForeignSource } from './foreign-source.ts';
import { takeRedirectUris } from './take-redirect-uris.ts';

export const entra: ForeignSource = {
  title: 'app registrations of Entra',
  lists: ['value'],
  recognises: (record) => 'appId' in record,
  origins: {
    client_id: ['appId'],
    client_name: ['displayName'],
    client_secrets: ['passwordCredentials'],
    federated_credentials: ['federatedIdentityCredentials'],
    redirect_uris: ['web', 'redirectUris'],
    resource: ['requiredResourceAccess'],
    scope: ['requiredResourceAccess'],
  },
  read: readApplication,
};

function readApplication(members: ExportMembers, all: readonly Members[]): ForeignClient {
  const client_id = members.text('appId');
  const client_name = members.text('displayName');
  const [web, spa, native] = ['web', 'spa', 'publicClient'].map((name) => members.object(name)) as [
    ExportMembers,
    ExportMembers,
    ExportMembers,
  ];
  const [webUris, ...publicUris] = [web, spa, native].map((each) => takeRedirectUris('redirectUris', each));
  const appUris = publicUris.flat();
  const authentication = entraAuthentication(members);
  const isPublic = authentication === undefined && (webUris ?? []).length === 0;
  const uris = isPublic ? appUris : (webUris ?? []);
  if (isPublic && uris.length === 0) {
    return {
      client_id,
      record: undefined,
      leftOut:
        'it has no redirect URI and no credential, so it is an API: only if it introspects tokens, register it with clients add --introspects',
    };
  }
  if (!isPublic && appUris.length > 0) {
    members.note(
      `skipped the redirect URIs of spa and publicClient, ${appUris.join(' ')}: a client is confidential or public here, so register a public one for them with clients add`,
    );
  }
  const usesCode = uris.length > 0;
  const resource = requiredAccess(usesCode ? 'Scope' : 'Role', members, all);
  const grant_types = [
    ...(usesCode ? ['authorization_code', 'refresh_token'] : []),
    ...(usesCode ? [] : ['client_credentials']),
  ];
  skipRest(members, web);
  return {
    client_id,
    record: {
      ...(client_id === undefined ? {} : { client_id }),
      ...(client_name === undefined ? {} : { client_name }),
      ...(isPublic ? { token_endpoint_auth_method: 'none' } : (authentication ?? entraAuthentication(members, true))),
      grant_types,
      ...(usesCode ? { redirect_uris: uris } : {}),
      ...(usesCode ? { scope: 'openid profile email' } : {}),
      ...(resource.length > 0 ? { resource } : {}),
    },
  };
}

function skipRest(members: ExportMembers, web: ExportMembers): void {
  const implicit = web.object('implicitGrantSettings');
  const why = 'tokens are never sent through the browser; the app must use authorization_code with PKCE';
  implicit.skip('enableAccessTokenIssuance', why);
  implicit.skip('enableIdTokenIssuance', why);
  web.raw('redirectUriSettings');
  web.skip(
    'logoutUrl',
    'apps are told of a sign-out server to server: add --backchannel-logout-uri with clients update',
  );
  web.raw('homePageUrl');
  members.skip('isFallbackPublicClient', 'allow the device flow with clients update --grant-types if the app uses it');
  members.skip('signInAudience', 'the users are those of this service');
  members.skip('api', 'what this app offers to others is said in the records of its clients');
  members.skip('appRoles', 'tokens have no roles; use scopes');
  members.skip('identifierUris', 'they are the resource of the clients that call this app');
  members.skip('keyCredentials', 'register the public key of the certificate with clients update --jwks');
  for (const known of ['id', 'createdDateTime', 'publisherDomain', '@odata.id', 'deletedDateTime']) members.raw(known);
}
