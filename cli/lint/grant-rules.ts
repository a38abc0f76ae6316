// What a client may do.
import { grants } from '../../token/grants/index.ts';
import type { LintRule } from './lint-rule.ts';

const known: readonly string[] = grants.map(({ type }) => type);

/** Those whose answer may have a refresh token: a user stands behind it. */
const userGrants: readonly string[] = known.filter((type) => type !== 'client_credentials' && type !== 'refresh_token');

/** What is advised: RFC 9700 §2.4 says not to use `password`. */
const advised = userGrants.filter((type) => type !== 'password');

export const grantRules: readonly LintRule[] = [
  {
    member: 'grant_types',
    level: 'error',
    finds: ({ client }) =>
      client.grantTypes
        .filter((type) => !known.includes(type))
        .map((type) => `the server has no grant type ${type}, and refuses it (AADSTS70003)`),
    todo: `take it out, or correct it: the server has ${known.join(', ')}`,
  },
  {
    member: 'grant_types',
    level: 'error',
    finds: ({ client }) =>
      client.grantTypes.includes('client_credentials') && client.authenticationMethod === 'none'
        ? ['client_credentials is refused: it is for clients with a secret, and this one is public (AADSTS70001)']
        : [],
    todo: 'give the client a secret (token_endpoint_auth_method), or take the grant type out',
  },
  {
    member: 'grant_types',
    level: 'warning',
    finds: ({ client }) =>
      client.grantTypes.includes('refresh_token') && !client.grantTypes.some((type) => userGrants.includes(type))
        ? ['the client never gets a refresh token: no grant type of its gives one']
        : [],
    todo: `add ${advised.join(' or ')}, or take refresh_token out`,
  },
  {
    member: 'grant_types',
    level: 'warning',
    finds: ({ client }) =>
      client.grantTypes.includes('password') && !client.requiresConsent
        ? [
            "the client sees its users' passwords (RFC 9700 section 2.4), and is refused where PASSWORD_GRANT is not true (AADSTS70003)",
          ]
        : [],
    todo: 'let it send its users to /authorize, and take password out',
  },
  {
    member: 'grant_types',
    level: 'error',
    finds: ({ client }) =>
      client.grantTypes.includes('password') && client.requiresConsent
        ? ['password is refused: the client asks its users for consent, and it has no place for that (AADSTS70001)']
        : [],
    todo: 'take password out, or consent',
  },
  {
    member: 'grant_types',
    level: 'warning',
    finds: ({ client }) =>
      client.grantTypes.length === 0 && client.introspects.length === 0
        ? ['the client may do nothing: it has no grant type, and introspects nothing']
        : [],
    todo: 'add a grant type, or introspects for a resource server, or remove the client',
  },
];
