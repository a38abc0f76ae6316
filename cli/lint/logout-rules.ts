// Signing out (OpenID Connect RP-Initiated Logout and Back-Channel Logout).
import { usesRedirect } from '../../shared/clients/grant-types.ts';
import type { LintRule } from './lint-rule.ts';

export const logoutRules: readonly LintRule[] = [
  {
    member: 'backchannel_logout_uri',
    level: 'warning',
    finds: ({ client }) =>
      client.backchannelLogoutUri !== undefined && !(usesRedirect(client) && client.scope.includes('openid'))
        ? ['the client is told of nothing: only one that signs users in, with openid in scope, has sessions']
        : [],
    todo: 'add openid to scope and authorization_code to grant_types, or remove it',
  },
  {
    member: 'post_logout_redirect_uris',
    level: 'warning',
    finds: ({ client }) =>
      client.postLogoutRedirectUris.length > 0 && !usesRedirect(client)
        ? ['they are of no use: the client signs nobody in with authorization_code']
        : [],
    todo: 'remove them, or add authorization_code to grant_types',
  },
];
