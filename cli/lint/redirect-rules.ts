// Where codes are sent (RFC 9700 §2.1, RFC 8252 §7). A redirect URI is compared character by character.
import { loopbackHosts } from '../../shared/settings.ts';
import { isOfNativeApp } from './grant-rules.ts';
import type { Linted, LintRule } from './lint-rule.ts';

export const redirectRules: readonly LintRule[] = [
  {
    member: 'redirect_uris',
    level: 'error',
    finds: ({ client }) =>
      usesCodes({ client }) && client.redirectUris.length === 0
        ? ['no code can be sent anywhere: every authorization request is refused']
        : [],
    todo: 'add the URI at which the app takes the code, or take authorization_code out of grant_types',
  },
  {
    member: 'redirect_uris',
    level: 'warning',
    finds: ({ client }) =>
      !usesCodes({ client }) && client.redirectUris.length > 0
        ? ['they are never used: the client may not use authorization_code']
        : [],
    todo: 'take them out, or add authorization_code to grant_types',
  },
  {
    member: 'redirect_uris',
    level: 'error',
    finds: matching(
      (uri) => uri.includes('*'),
      (uri) => `${uri} has a wildcard, and matches nothing but itself: there are no patterns (RFC 9700 section 2.1)`,
    ),
    todo: 'write each URI out',
  },
  {
    member: 'redirect_uris',
    level: 'error',
    finds: matching(
      (uri) => !URL.canParse(uri),
      (uri) => `${uri} is no URL: no browser can go there`,
    ),
    todo: 'correct it',
  },
  {
    member: 'redirect_uris',
    level: 'warning',
    finds: matching(
      (uri) => /^http:/i.test(uri) && !isLoopbackUri(uri),
      (uri) => `${uri} sends the code over the network for everybody to read`,
    ),
    todo: 'use https; http is for a loopback address alone',
  },
  {
    member: 'redirect_uris',
    level: 'warning',
    finds: (linted) =>
      linted.client.authenticationMethod === 'none'
        ? matching(
            (uri) => isLoopbackUri(uri) && new URL(uri).port !== '',
            (uri) => `${uri} fixes the port, which another program may hold when the app needs it`,
          )(linted)
        : [],
    todo: 'leave the port out: an installed app takes any that is free (RFC 8252 section 7.3)',
  },
  {
    member: 'redirect_uris',
    level: 'warning',
    finds: matching(
      (uri) => isOfNativeApp(uri) && !/^[^:]*\./.test(uri),
      (uri) => `the scheme of ${uri} is nobody's own: another app can take it, and gets the code`,
    ),
    todo: 'use a domain of yours in reverse, as com.example.app:/callback (RFC 8252 section 7.1)',
  },
  {
    member: 'token_endpoint_auth_method',
    level: 'warning',
    finds: ({ client }) =>
      client.authenticationMethod !== 'none' &&
      client.redirectUris.length > 0 &&
      client.redirectUris.every(isOfNativeApp)
        ? ['the secret is in every copy of an installed app, where anybody can read it (RFC 8252 section 8.5)']
        : [],
    todo: 'register the app with none: PKCE protects its codes',
  },
];

function usesCodes({ client }: Pick<Linted, 'client'>): boolean {
  return client.grantTypes.includes('authorization_code');
}

function matching(isBroken: (uri: string) => boolean, what: (uri: string) => string): LintRule['finds'] {
  return ({ client }) => client.redirectUris.filter(isBroken).map(what);
}

function isLoopbackUri(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === 'http:' && loopbackHosts.includes(hostname);
}
