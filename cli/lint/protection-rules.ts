// Protection against stolen codes and refresh tokens.
import { actsForItself, mayRefresh, usesDeviceCode, usesRedirect } from '../../shared/clients/grant-types.ts';
import type { LintRule } from './lint-rule.ts';
import { isOfNativeApp } from './redirect-rules.ts';

/** The default of `grant_lifetime`. */
const longDeviceGrantSeconds = 7_776_000;

export const protectionRules: readonly LintRule[] = [
  {
    member: 'dpop_bound_access_tokens',
    level: 'warning',
    finds: ({ client }) =>
      client.requiresProof && client.grantTypes.length === 0 ? ['it has no effect: the client gets no tokens'] : [],
    todo: 'remove it; a resource server checks the cnf of the tokens that it gets',
  },
  {
    member: 'require_pkce',
    level: 'warning',
    finds: ({ client, record }) =>
      record.require_pkce === false && usesRedirect(client)
        ? ['a stolen or injected code is accepted without a code_verifier (RFC 9700 section 2.1.1)']
        : [],
    todo: 'have the client send a code_challenge, and remove the member',
  },
  {
    member: 'require_nonce',
    level: 'warning',
    finds: ({ client }) =>
      !client.requiresNonce && !client.requiresPkce && usesRedirect(client)
        ? [
            'nothing binds a code to the browser that asked for it: an attacker can sign a victim in as another user, or use a stolen code in their own browser (RFC 9700 section 4.5)',
          ]
        : [],
    todo: 'have the client send a code_challenge, or a nonce with the scope openid, and remove the member',
  },
  {
    member: 'require_nonce',
    level: 'warning',
    finds: ({ client }) =>
      !client.requiresNonce && (client.requiresPkce || !usesRedirect(client))
        ? ['it has no effect: the client must send a code_challenge, or cannot use authorization_code']
        : [],
    todo: 'remove it',
  },
  {
    member: 'require_pushed_authorization_requests',
    level: 'warning',
    finds: ({ client }) =>
      client.requiresPushedRequests && !usesRedirect(client)
        ? ['it has no effect: the client cannot use authorization_code']
        : [],
    todo: 'remove it',
  },
  {
    member: 'token_endpoint_auth_method',
    level: 'warning',
    finds: ({ client }) =>
      // One that also acts for itself, or has a web page, has a place where a secret is safe.
      client.secrets.length > 0 &&
      usesDeviceCode(client) &&
      !usesRedirect(client) &&
      !client.grantTypes.some(actsForItself)
        ? ['the secret is in every copy of the device or program, where anyone can read it (RFC 8628 section 5.6)']
        : [],
    todo: 'use the method none, unless your own server sends the requests of the devices',
  },
  {
    member: 'grant_lifetime',
    level: 'warning',
    finds: ({ client }) =>
      usesDeviceCode(client) && mayRefresh(client) && client.grantLifetime > longDeviceGrantSeconds
        ? [
            `a device that is sold or lost, or a stranger whose code a user has entered, keeps its access for up to ${Math.round(client.grantLifetime / 86_400)} days (RFC 8628 section 5.4)`,
          ]
        : [],
    todo: 'set it to 90 days or less, so that users decide again',
  },
  {
    member: 'require_signed_request_object',
    level: 'warning',
    finds: ({ client }) =>
      client.requiresSignedRequests && !usesRedirect(client)
        ? ['it has no effect: the client cannot use authorization_code']
        : [],
    todo: 'remove it',
  },
  {
    member: 'refresh_token_rotation',
    level: 'warning',
    finds: ({ client }) =>
      !client.hasRotation && mayRefresh(client) && client.redirectUris.some(isOfNativeApp)
        ? [
            'a stolen refresh token works unnoticed: the secret of an installed app does not protect it (RFC 9700 section 4.14.2)',
          ]
        : [],
    todo: 'remove the member: rotation detects the theft',
  },
];
