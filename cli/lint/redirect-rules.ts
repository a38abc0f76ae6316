// Redirect URIs (RFC 9700 §2.1, RFC 8252 §7). The schema already refuses URIs that are never allowed.
import { isLoopback } from '../../shared/base/loopback.ts';
import { usesRedirect } from '../../shared/clients/grant-types.ts';
import type { LintRule } from './lint-rule.ts';

export const redirectRules: readonly LintRule[] = [
  {
    member: 'redirect_uris',
    level: 'error',
    finds: ({ client }) =>
      usesRedirect(client) && client.redirectUris.length === 0
        ? ['there is no URI to send a code to: every authorization request is refused']
        : [],
    todo: 'add the redirect URI of the app, or remove authorization_code from grant_types',
  },
  {
    member: 'redirect_uris',
    level: 'warning',
    finds: ({ client }) =>
      !usesRedirect(client) && client.redirectUris.length > 0
        ? ['they are never used: the client cannot use authorization_code']
        : [],
    todo: 'remove them, or add authorization_code to grant_types',
  },
  {
    member: 'redirect_uris',
    level: 'error',
    finds: matching(
      (uri) => uri.includes('*'),
      (uri) => `${uri} has a wildcard, but redirect URIs are compared as exact strings (RFC 9700 section 2.1)`,
    ),
    todo: 'list each URI',
  },
  {
    member: 'redirect_uris',
    level: 'warning',
    finds: ({ client }) =>
      client.isNative
        ? client.redirectUris
            .filter((uri) => /^http:\/\/localhost(?:[:/?]|$)/i.test(uri))
            .map(
              (uri) =>
                `${uri} uses localhost, which may resolve to another network interface, and a code may go to any of its ports (RFC 8252 section 8.3)`,
            )
        : [],
    todo: 'use 127.0.0.1 or [::1], and have the app listen there; keep localhost for libraries that need it, such as MSAL, and set application_type web for a page under development',
  },
  {
    member: 'application_type',
    level: 'warning',
    finds: ({ client, record, issuer }) =>
      record.application_type === 'web' && !client.isConfidential && !isLoopback(issuer)
        ? client.redirectUris
            .filter((uri) => /^http:/i.test(uri))
            .map(
              (uri) =>
                `web lets any program that listens at ${uri} on a user's device get codes without a click (RFC 8252 section 8.6)`,
            )
        : [],
    todo: 'keep it for clients under development, with scopes that may be lost; leave the URI out of the client that users have',
  },
  {
    member: 'token_endpoint_auth_method',
    level: 'warning',
    finds: ({ client }) =>
      client.isConfidential && client.redirectUris.length > 0 && client.redirectUris.every(isOfNativeApp)
        ? ['the secret is in every copy of an installed app, where anyone can read it (RFC 8252 section 8.5)']
        : [],
    todo: 'use the method none: PKCE protects the codes',
  },
];

function matching(isBroken: (uri: string) => boolean, what: (uri: string) => string): LintRule['finds'] {
  return ({ client }) => client.redirectUris.filter(isBroken).map(what);
}

/** A redirect URI with a private-use scheme (RFC 8252 §7.1). */
export function isOfNativeApp(redirectUri: string): boolean {
  return !/^https?:/i.test(redirectUri);
}
