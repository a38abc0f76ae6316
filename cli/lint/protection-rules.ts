// What protects codes and refresh tokens that are stolen.
import { mayRefresh, usesRedirect } from '../../shared/clients/grant-types.ts';
import type { LintRule } from './lint-rule.ts';
import { isOfNativeApp } from './redirect-rules.ts';

export const protectionRules: readonly LintRule[] = [
  {
    member: 'require_pkce',
    level: 'warning',
    finds: ({ client, record }) =>
      record.require_pkce === false && usesRedirect(client)
        ? ['a code that is stolen or injected is taken without the code_verifier (RFC 9700 section 2.1.1)']
        : [],
    todo: 'let the client send a code_challenge, and take the member out',
  },
  {
    member: 'require_nonce',
    level: 'warning',
    finds: ({ client }) =>
      !client.requiresNonce && !client.requiresPkce && usesRedirect(client)
        ? [
            'nothing binds a code to the browser that asked for it: an attacker can sign a victim in as somebody else, or use a stolen code in a browser of their own (RFC 9700 section 4.5)',
          ]
        : [],
    todo: 'let the client send a code_challenge, or nonce with the scope openid, and take the member out',
  },
  {
    member: 'require_nonce',
    level: 'warning',
    finds: ({ client }) =>
      !client.requiresNonce && (client.requiresPkce || !usesRedirect(client))
        ? ['it changes nothing: the client must send a code_challenge, or may not use authorization_code']
        : [],
    todo: 'take it out',
  },
  {
    member: 'refresh_token_rotation',
    level: 'warning',
    finds: ({ client }) =>
      !client.hasRotation && mayRefresh(client) && client.redirectUris.some(isOfNativeApp)
        ? [
            'a stolen refresh token works unseen: the secret of an installed app is no protection (RFC 9700 section 4.14.2)',
          ]
        : [],
    todo: 'take the member out: rotation shows the theft',
  },
];
